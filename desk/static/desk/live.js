// What is asked for again and again: quiet while nobody looks, still under the pointer, plain
// when the server does not answer.
"use strict";
(() => {
  const polled = (node) => node?.closest?.("[data-live]");
  const notice = () => document.getElementById("live-notice");
  const say = (name) => {
    const box = notice();
    if (!box) return;
    for (const line of box.children) line.hidden = line.dataset.says !== name;
    box.hidden = !name;
  };

  // Nobody looks, or one is signed out: no request ------------------------------------------------
  let signedOut = false;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (polled(event.target) && (document.hidden || signedOut)) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !window.htmx) return;
    for (const node of document.querySelectorAll("[data-live]")) htmx.trigger(node, "look");
  });

  // No link moves away under the pointer or the focus: what came is left for the next time -------------
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!polled(event.target)) return;
    if (new URL(event.detail.xhr.responseURL).pathname.endsWith("/login/")) {
      signedOut = true;
      event.detail.shouldSwap = false;
      say("signed-out");
      return;
    }
    if (event.detail.xhr.status < 400) say("");
    const others = event.target.getAttribute("hx-select-oob");
    const touched = [event.target, ...(others ? document.querySelectorAll(others) : [])];
    if (touched.some((node) => node.querySelector("a:hover, button:hover, :focus"))) {
      event.detail.shouldSwap = false;
    }
  });

  // A server that does not answer ------------------------------------------------------------------
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(name, (event) => { if (polled(event.target)) say("away"); });
  }
})();
