// The frame around every page: its menu, what logging out forgets, and that a click counts once.
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

  // A second click while the answer is on its way sends nothing a second time ---------------------
  const PATIENCE = 5000;  // ms, after which one may try again: the answer may have been a file
  const again = (form) => {
    delete form.dataset.going;
    form.removeAttribute("aria-busy");
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.going) { event.preventDefault(); return; }
    form.dataset.going = "yes";
    form.setAttribute("aria-busy", "true");
    setTimeout(again, PATIENCE, form);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-going]").forEach(again));

  // On a phone the places scroll: the one where one is stands in their middle.
  const places = document.querySelector(".places");
  const here = places?.querySelector("[aria-current]");
  if (here) {
    const left = here.getBoundingClientRect().left - places.getBoundingClientRect().left;
    places.scrollLeft += left - (places.clientWidth - here.clientWidth) / 2;
  }
})();
