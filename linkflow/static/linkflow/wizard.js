// What the wizard's moving parts need: what a reader has unfolded stays unfolded when a part is drawn anew; printing.
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

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
