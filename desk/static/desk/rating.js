// The rating form: the phone's bottom bar, and drafts on their way.
"use strict";
(() => {
  // The bottom bar on the phone shows which level is chosen ------------------------------------
  const levels = [...document.querySelectorAll("#rate-form [name=level]")];
  const show = () => {
    for (const level of levels) {
      document.querySelector(`.bottom-bar label[for="${level.id}"]`)?.classList.toggle("on", level.checked);
    }
  };
  for (const level of levels) level.addEventListener("change", show);
  show();

  // A draft on its way must not arrive after the rating it became ------------------------------
  const rating = document.getElementById("rate-form");
  rating?.addEventListener("submit", () => {
    rating.dataset.sent = "yes";
    window.htmx?.trigger(rating, "htmx:abort");
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.dataset?.sent) event.preventDefault();
  });
  window.addEventListener("pageshow", () => { if (rating) delete rating.dataset.sent; });
})();
