// Moving in a transcript: by claim, by part, by the strip; further parts as they come.
"use strict";
(() => {
  const text = document.getElementById("text");
  if (!text) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const bringIn = (node, block = "start") =>
    node.scrollIntoView({ block, behavior: calm ? "auto" : "smooth" });
  for (const one of document.querySelectorAll("[data-needs-script]")) one.hidden = false;

  // On the phone the panel is a sheet: further parts would push what is below out of reach --------
  const narrow = matchMedia("(max-width: 799px)");
  const panel = document.getElementById("panel");
  if (!panel.hasAttribute("popover")) {
    panel.setAttribute("popover", "");
    if (narrow.matches) panel.showPopover();
  }

  // Further parts: by scrolling, by link, or because somebody goes there -------------------------
  const parts = () => [...text.querySelectorAll(".part")];
  const further = () => document.getElementById("further");
  let afterLoading = null;
  const load = (then) => {
    afterLoading = then;
    further()?.querySelector("a").click();
  };
  document.addEventListener("htmx:beforeRequest", (event) => {
    const asks = event.target.closest?.("#further");
    if (asks) asks.querySelector("[role=alert]").hidden = true;
  });
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, (event) => {
      const asks = event.target.closest?.("#further");
      if (asks) asks.querySelector("[role=alert]").hidden = false;
      afterLoading = null;
    });
  }
  document.addEventListener("htmx:afterSettle", () => {
    watch();
    const then = afterLoading;
    afterLoading = null;
    then?.();
  });

  // Where the reader is: paragraphs in sight, on the strip and in the address --------------------
  const here = document.querySelector(".strip .here");
  const length = Number(document.querySelector(".strip")?.dataset.length) || 1;
  const inSight = new Set();
  let current = parts()[0];
  const told = document.querySelector("[data-part-now]");
  const mark = () => {
    const seen = [...inSight].filter((one) => one.isConnected);
    if (!seen.length) return;
    const first = text.querySelector(".said[data-start]");
    const start = inSight.has(first) ? Number(parts()[0].dataset.start)
      : Math.min(...seen.map((one) => Number(one.dataset.start)));
    const end = Math.max(...seen.map((one) => Number(one.dataset.end)));
    here?.setAttribute("y", Math.floor(start * 1000 / length));
    here?.setAttribute("height", Math.max(Math.ceil((end - start) * 1000 / length), 4));
    const part = parts().find((one) => Number(one.dataset.end) > start);
    if (!part || part === current) return;
    current = part;
    if (told) told.textContent = part.dataset.part;
    history.replaceState(history.state, "", `?at=${part.dataset.start}`);
  };
  const sight = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) inSight.add(target); else inSight.delete(target);
    }
    mark();
  }, { rootMargin: "-112px 0px 0px 0px" });  // what the bars above the text cover
  const watch = () => { for (const one of text.querySelectorAll(".said[data-start]")) sight.observe(one); };
  watch();

  // To an offset: within the page where it is loaded, else by the link --------------------------
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-at]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const at = Number(link.dataset.at);
    const found = [...text.querySelectorAll(".said[data-start]")].find((one) => Number(one.dataset.end) > at);
    const loaded = found && (Number(found.dataset.start) <= at || Number(parts()[0].dataset.start) <= at);
    if (!loaded) return;
    event.preventDefault();
    link.closest("[popover]")?.hidePopover?.();
    bringIn(found);
  });

  // Claim by claim, part by part ----------------------------------------------------------------
  const claims = () => [...text.querySelectorAll("a.claim[id]")];
  const focus = (claim) => { claim.focus({ preventScroll: true }); bringIn(claim, "center"); };
  const nextClaim = (by) => {
    const all = claims();
    const line = 112;
    const box = document.activeElement.getBoundingClientRect();
    let at = box.bottom > line && box.top < innerHeight ? all.indexOf(document.activeElement) : -1;
    if (at < 0) {
      const below = all.findIndex((one) => one.getBoundingClientRect().top >= line);
      at = by > 0 ? (below < 0 ? all.length : below) - 1 : below < 0 ? all.length : below;
    }
    const to = all[at + by];
    if (to) focus(to);
    else if (by > 0 && further()) load(() => nextClaim(by));
    else if (by < 0) text.querySelector(".earlier a")?.focus();
  };
  const nextPart = (by, event) => {
    const all = parts();
    const to = all[all.indexOf(current) + by];
    if (!to && by < 0 && all[0].dataset.part !== "1") return;  // its link leads to the earlier part
    event.preventDefault();
    if (to) bringIn(to);
    else if (by < 0) scrollTo({ top: 0, behavior: calm ? "auto" : "smooth" });
    else if (further()) load(() => bringIn(parts().at(-1)));
  };
  document.addEventListener("click", (event) => {
    const step = event.target.closest("[data-claim-step]");
    if (step) nextClaim(Number(step.dataset.claimStep));
    const part = event.target.closest("[data-part-step]");
    if (part) nextPart(Number(part.dataset.partStep), event);
  });

  // What was left out, and why --------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const toggle = event.target.closest("a[data-left-out]");
    if (toggle) {
      event.preventDefault();
      const on = text.classList.toggle("with-left-out");
      toggle.setAttribute("aria-pressed", String(on));
    }
    if (event.target.closest("[data-close-why]")) {
      event.preventDefault();
      const why = document.getElementById("why");
      why.replaceChildren();
      if (panel.matches(":popover-open")) panel.hidePopover();
      asked?.focus();
    }
  });
  let asked = null;
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id !== "why") return;
    asked = event.detail.requestConfig?.elt ?? asked;
    if (panel.hasAttribute("popover") && narrow.matches) panel.showPopover();
    document.getElementById("why").focus({ preventScroll: !narrow.matches });
  });
})();
