// What the wizard's moving parts need: what a reader has unfolded stays unfolded when a part is drawn anew; a word when
// they cannot move; printing.
"use strict";

(() => {
  let unfolded = [];

  document.addEventListener("htmx:beforeSwap", () => {
    unfolded = [...document.querySelectorAll("#progress details[open][id]")].map((part) => part.id);
  });
  document.addEventListener("htmx:afterSwap", () => {
    unfolded.forEach((id) => {
      const part = document.getElementById(id);
      if (part) part.open = true;
    });
  });

  const offline = document.getElementById("offline");
  const reached = (isReached) => () => { if (offline) offline.hidden = isReached; };
  document.addEventListener("htmx:sendError", reached(false));
  document.addEventListener("htmx:responseError", reached(false));
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status < 400) reached(true)();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
