// Keys, help, and where the focus goes. Every page works without this file.
"use strict";
(() => {
  const typing = (node) => node.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], dialog");

  // Keys ------------------------------------------------------------------------------------
  const press = (key) => {
    const target = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(
      (node) => node.getClientRects().length);
    if (!target) return false;
    if (target.matches("input, textarea")) { target.focus(); target.select?.(); }
    else if (target.matches("summary")) {
      const box = target.parentElement;
      box.open = true;
      box.querySelector("input:not([type=hidden]), textarea")?.focus();
      box.scrollIntoView({ block: "nearest" });
    } else if (target.hasAttribute("data-in-sight") && !inSight(target.closest("article"))) {
      target.focus({ preventScroll: true });
      target.closest("article").scrollIntoView({ block: "center" });
    } else target.click();
    return true;
  };
  // What a key decides on is shown first: the key is pressed once to see it and once to decide.
  const inSight = (node) => {
    const { top, bottom, height } = node.getBoundingClientRect();
    return bottom <= innerHeight && (top >= 0 || height > innerHeight);
  };
  // j and k step through the rows of a list; a page without one gives them to its own controls.
  const rows = () => [...document.querySelectorAll("[data-queue] .row, [data-step]")];
  const step = (by) => {
    const all = rows();
    if (!all.length) return press(by > 0 ? "j" : "k");
    const at = all.indexOf(current(all));
    all[Math.min(Math.max(at + by, 0), all.length - 1)].focus();
    return true;
  };
  const current = (all) => all.find((row) => row === document.activeElement
    || row.closest("li")?.contains(document.activeElement));
  const choose = () => {
    const all = rows();
    const box = (current(all) ?? all[0])?.closest("li")?.querySelector("[data-choose]");
    box?.click();
    return Boolean(box);
  };
  const GO_SECONDS = 2;
  let waitsForGo = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest("form");
      if (form) { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
    if (typing(event.target)) return;
    let done = false;
    if (event.timeStamp < waitsForGo) {
      waitsForGo = 0;
      const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
      if (link) { link.click(); done = true; }
    } else if (event.key === "g") { waitsForGo = event.timeStamp + GO_SECONDS * 1000; done = true; }
    else if (event.key === "?") { document.getElementById("help").showModal(); done = true; }
    else if (event.key === "j") done = step(1);
    else if (event.key === "k") done = step(-1);
    else if (event.key === "x") done = choose();
    else if (/^[1-9]$/.test(event.key)) {
      const level = [...document.querySelectorAll(`[data-level-key="${event.key}"]`)].find(
        (node) => node.checkVisibility());  // Not one in a form that is closed.
      if (level) { level.click(); level.focus(); done = true; }
    } else if (event.key.length === 1) done = press(event.key);
    if (done) event.preventDefault();
  });
  for (const button of document.querySelectorAll("[data-help]")) {
    button.hidden = false;
    button.addEventListener("click", () => document.getElementById("help").showModal());
  }

  // A refusal gets the focus; a link to a field opens the form it is in -------------------------
  document.getElementById("refusal")?.focus();
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field || field.matches("main")) return;  // The skip link leads past all forms.
    const box = field.closest("details") ?? field.parentElement.querySelector("details.form");
    if (box) box.open = true;
    (field.matches("input, textarea, select") ? field : field.querySelector("input") ?? field).focus();
  });
})();
