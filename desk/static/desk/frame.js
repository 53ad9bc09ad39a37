// The frame around every page: its menu, and what logging out forgets.
"use strict";
(() => {
  // The menu closes when one looks elsewhere -----------------------------------------------------
  const menu = document.querySelector("[data-menu]");
  document.addEventListener("click", (event) => {
    if (menu?.open && !menu.contains(event.target)) menu.open = false;
  });
  menu?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // What was being written is for whoever wrote it: it does not stay on a shared machine ----------
  const forget = () => {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith("onrecord:")) localStorage.removeItem(key);
    }
  };
  for (const form of document.querySelectorAll("form[data-forget]")) form.addEventListener("submit", forget);

  // On a phone the places scroll: the one where one is stands in their middle.
  const places = document.querySelector(".places");
  const here = places?.querySelector("[aria-current]");
  if (here) {
    const left = here.getBoundingClientRect().left - places.getBoundingClientRect().left;
    places.scrollLeft += left - (places.clientWidth - here.clientWidth) / 2;
  }
})();
