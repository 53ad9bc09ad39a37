// Choosing claims in the queue: the bar says how many, and stays in sight.
"use strict";
(() => {
  const bar = document.querySelector("[data-bulk]");
  if (!bar) return;
  const boxes = [...document.querySelectorAll("[data-choose]")];
  const all = document.querySelector("[data-choose-all]");
  const words = bar.querySelector("[data-bulk-count] span");
  const none = words.textContent;
  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    bar.classList.toggle("on", chosen > 0);
    bar.querySelector("[data-bulk-clear]").hidden = chosen === 0;
    words.textContent = chosen ? `${chosen} ${chosen === 1 ? words.dataset.one : words.dataset.many}` : none;
    const box = all.querySelector("input");
    box.checked = chosen === boxes.length;
    box.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  const set = (value) => { for (const box of boxes) box.checked = value; show(); };
  for (const box of boxes) box.addEventListener("change", show);
  all.hidden = false;
  all.querySelector("input").addEventListener("change", (event) => set(event.target.checked));
  bar.querySelector("[data-bulk-clear]").addEventListener("click", () => set(false));
  window.addEventListener("pageshow", show);  // what the browser remembers when one comes back
  show();
})();
