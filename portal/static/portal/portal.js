// What pages gain from a script: copy buttons, the reader's time zone, focus on error summaries, dialogs, double submits,
// a colour that is picked and typed.
// Every page works without it.
"use strict";

(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !document.cookie.includes(`zone=${zone}`)) {
    // Within another site only a cookie of that site's own partition is kept.
    const kept = window.top === window ? "samesite=lax" : "samesite=none; secure; partitioned";
    document.cookie = `zone=${zone}; path=/; max-age=31536000; ${kept}`;
  }

  const said = document.getElementById("said");
  const say = (text) => {
    said.textContent = "";
    requestAnimationFrame(() => { said.textContent = text; });
  };

  const ready = (root) => {
    const summary = root.querySelector("[data-focus]");
    if (summary) summary.focus();
    root.querySelectorAll("dialog[data-open]:not([open])").forEach((dialog) => dialog.showModal());
  };

  const copy = async (button) => {
    const box = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(box.value);
    } catch {
      box.select();
      document.execCommand("copy");
    }
    const word = button.querySelector("span");
    const before = word.textContent;
    word.textContent = button.dataset.copied;
    say(button.dataset.copied + (button.querySelector(".vh")?.textContent ?? ""));
    setTimeout(() => { word.textContent = before; }, 2000);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog) { event.preventDefault(); dialog.showModal(); }
    const closer = event.target.closest("[data-close]");
    if (closer && closer.closest("dialog")) { event.preventDefault(); closer.closest("dialog").close(); }
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  // Two fields that say the same, a colour picked and a colour typed.
  document.addEventListener("input", (event) => {
    const other = document.getElementById(event.target.dataset.mirrors);
    if (other && /^#[0-9a-f]{6}$/i.test(event.target.value)) other.value = event.target.value.toLowerCase();
  });

  // A form sent twice by an impatient finger is sent once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(() => { delete form.dataset.sent; }, 4000);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    ready(document);
    const news = event.target.querySelector?.("[data-say]");
    if (news && news.dataset.say && news.dataset.say !== said.textContent) say(news.dataset.say);
  });
  ready(document);

  // An address that ends with #main, as after skipping to the content, takes the focus off the summary again.
  window.addEventListener("load", () => setTimeout(() => {
    if (document.activeElement === document.body) document.querySelector("[data-focus]")?.focus();
  }, 100));
})();
