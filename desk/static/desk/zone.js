// Offers the zone of this device, where it is another one than the chosen.
"use strict";
(() => {
  const choice = document.getElementById("time_zone");
  const line = document.querySelector("[data-zone-suggestion]");
  const device = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = [...choice.options].some((option) => option.value === device);
  if (!known || device === choice.value) return;
  line.querySelector("b").textContent = device;
  line.hidden = false;
  line.querySelector("button").addEventListener("click", () => {
    choice.value = device;
    line.hidden = true;
    choice.focus();
  });
})();
