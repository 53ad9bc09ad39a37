// The claim page: a lease that runs out while one writes, and undo that first says what it does.
"use strict";
(() => {
  // The lease ---------------------------------------------------------------------------------
  const SOON = 15 * 60, EVERY = 15 * 1000;
  const shown = document.querySelector("[data-lease]");
  const words = new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit", unit: "minute", unitDisplay: "long" });
  const tick = () => {
    const left = (new Date(shown.dateTime) - Date.now()) / 1000;
    document.querySelector("[data-lease-soon]").hidden = left > SOON || left <= 0;
    document.querySelector("[data-lease-over]").hidden = left > 0;
    if (left <= SOON) shown.textContent = left > 0 ? words.format(Math.ceil(left / 60)) : "";
  };
  if (shown) {
    const said = shown.textContent;
    // A draft that was kept has renewed the lease: the answer says until when.
    document.addEventListener("htmx:afterSwap", (event) => {
      const until = event.target.querySelector?.("[data-lease-until]")?.dataset.leaseUntil;
      if (!until) return;
      shown.dateTime = until;
      if (new Date(until) - Date.now() > SOON * 1000) shown.textContent = said;
      tick();
    });
    setInterval(tick, EVERY);
    tick();
  }

  // Undo ----------------------------------------------------------------------------------------
  const undo = document.querySelector(".undo");
  undo?.addEventListener("toggle", () => {
    if (undo.open) (undo.querySelector("button") ?? undo.querySelector("[tabindex]")).focus();
  });
})();
