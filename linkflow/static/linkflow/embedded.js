// What a page of the wizard says when the script of an organisation's own site has opened it, in a frame or a pop-up.
// It hears nothing, and speaks to one origin only: that which the script wrote into the window's name, if it is listed.
"use strict";

(() => {
  const host = window.opener || (window.parent !== window && window.parent);
  const [mark, origin] = window.name.split(" ");
  if (!host || mark !== "ledgerbridge" || !document.currentScript.dataset.origins.split(" ").includes(origin)) return;

  const tell = (event, facts) => host.postMessage({ ledgerbridge: 1, event, ...facts }, origin);

  document.querySelectorAll("[data-embedded]").forEach((part) => { part.hidden = part.dataset.embedded === "hide"; });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-embedded-close]")) return;
    tell("closed");
    if (window.opener) window.close();
  });
  document.addEventListener("keydown", (event) => {
    const isForThePage = event.defaultPrevented || event.isComposing || document.querySelector("dialog[open], details.menu[open]");
    if (event.key === "Escape" && !isForThePage) tell("escaped");
  });

  // Another language: a form's own way would cut a pop-up off from its opener, and in a frame its cookie is not kept; one
  // of the partition that the host's site has for us mostly is.
  document.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (!form.matches(".languages") || !submitter) return;
    event.preventDefault();
    if (window.opener) {
      await fetch(form.action, { method: "POST", body: new FormData(form, submitter), redirect: "manual" });
    } else {
      document.cookie = `django_language=${submitter.value}; path=/; max-age=31536000; samesite=none; secure; partitioned`;
    }
    location.reload();
  });

  const { dataset: outcome } = document.querySelector("meta[name=outcome]") || { dataset: {} };
  const statusCode = Number(outcome.status);
  if (outcome.event === "failed") {
    tell("failed", { statusCode });
  } else {
    tell("started");
    if (outcome.event === "linked") tell("linked", { statusCode, companyId: outcome.company });
  }
})();
