// Folds the filters where they would fill the screen. Opens and closes all tables at once; without
// this the link loads the page with them open.
"use strict";
(() => {
  const filters = document.querySelector("[data-fold]");
  const phone = matchMedia("(max-width: 799px)");
  const fold = () => { filters.open = !phone.matches || filters.hasAttribute("data-said"); };
  if (filters) {
    fold();
    phone.addEventListener("change", fold);
  }
  const control = document.querySelector("[data-tables]");
  if (!control) return;
  const tables = [...document.querySelectorAll("details.as-table")];
  control.addEventListener("click", (event) => {
    event.preventDefault();
    const open = tables.some((table) => !table.open);
    for (const table of tables) table.open = open;
    control.querySelector("[data-tables-open]").hidden = open;
    control.querySelector("[data-tables-close]").hidden = !open;
  });
})();
