// What the wizard's moving parts need: what a reader has unfolded stays unfolded when a part is drawn anew, and what has
// the focus keeps it; a word when they cannot move; printing; a clean address; ticks that are kept, and
// ticking all entities or none.
"use strict";

(() => {
  const TOP_LEVEL = "entity:"; // chosen alone only, so it is not ticked with the others
  let unfolded = [];
  let held = "";  // which control of the part has the focus, also while the part has none of that name

  const nameOf = (control) => control.id || control.getAttribute("href") || control.parentElement.id;
  const controls = (part) => [...part.querySelectorAll("a, button, summary, input")];

  // The same control as before, or else the part itself: the focus never falls back to the top of the page.
  const hold = (part) => {
    if (!held || document.activeElement !== document.body) return;
    part.tabIndex = -1;
    (controls(part).find((control) => nameOf(control) === held) ?? part).focus({ preventScroll: true });
  };

  // What a message was carried in is taken out of the address, so that it is not said again when the page is loaded anew.
  const address = new URL(location.href);
  if (address.searchParams.has("said")) {
    address.searchParams.delete("said");
    history.replaceState(history.state, "", address);
  }

  document.addEventListener("htmx:beforeSwap", () => {
    unfolded = [...document.querySelectorAll("#progress details[open][id]")].map((part) => part.id);
    const focused = document.activeElement, part = focused.closest("#progress");
    if (focused !== part) held = part ? nameOf(focused) : "";
  });
  document.addEventListener("htmx:afterSwap", () => {
    unfolded.forEach((id) => {
      const part = document.getElementById(id);
      if (part) part.open = true;
    });
    const part = document.getElementById("progress");
    if (part) hold(part);
  });

  const offline = document.getElementById("offline");
  const reached = (isReached) => () => { if (offline) offline.hidden = isReached; };
  document.addEventListener("htmx:sendError", reached(false));
  document.addEventListener("htmx:responseError", reached(false));
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status < 400) reached(true)();
  });

  // Ticks are kept as they are made, one after the other. Only those that were changed here and are not kept yet are
  // sent, also with the whole form: all others are as this page knows them, and somebody else may tick, too.
  const changed = new Set();
  const tell = (data) => changed.forEach((box) => data.append(box.checked ? box.name : "before", box.value));
  let kept = Promise.resolve();
  const keep = (form) => async () => {
    const sent = [...changed].map((box) => [box, box.checked]);
    const body = new FormData();
    body.append("do", "tick");
    tell(body);
    try {
      const headers = { "HX-Request": "true" };
      const answer = await fetch(form.action, { method: "POST", body, headers, keepalive: true });
      if (answer.headers.get("HX-Refresh")) location.reload();
      if (answer.ok) sent.forEach(([box, was]) => { if (box.checked === was) changed.delete(box); });
      reached(answer.ok)();
    } catch {
      reached(false)();
    }
  };
  document.addEventListener("change", (event) => {
    if (!event.target.closest("[data-keep]")) return;
    changed.add(event.target);
    kept = kept.then(keep(event.target.form));
  });
  document.addEventListener("formdata", ({ target, formData }) => {
    if (!target.querySelector("[data-keep]")) return;
    ["ticked", "before"].forEach((name) => formData.delete(name));
    tell(formData);
  });
  document.addEventListener("keydown", (event) => {
    // Enter would send the form from a tick, and say that the task is done.
    if (event.key === "Enter" && event.target.matches("[data-keep] input")) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
    const ticking = event.target.closest("[data-tick]");
    if (ticking) {
      ticking.closest("fieldset").querySelectorAll("input[type=checkbox]").forEach((box) => {
        box.checked = ticking.dataset.tick === "all" && box.value !== TOP_LEVEL;
      });
    }
  });
})();
