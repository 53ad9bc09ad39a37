// The rating form: the phone's bottom bar, and drafts on their way.
"use strict";
(() => {
  // The bottom bar on the phone shows which level is chosen ------------------------------------
  const levels = [...document.querySelectorAll(".levels [name=level]")];
  const show = () => {
    for (const level of levels) {
      document.querySelector(`.bottom-bar label[for="${level.id}"]`)?.classList.toggle("on", level.checked);
    }
  };
  for (const level of levels) level.addEventListener("change", show);
  show();
  // A level chosen there leads to the reason for it.
  for (const label of document.querySelectorAll(".bottom-bar label")) {
    label.addEventListener("click", () => {
      const form = document.getElementById(label.htmlFor).form;
      form.querySelector("textarea").scrollIntoView({ block: "center" });
    });
  }

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
