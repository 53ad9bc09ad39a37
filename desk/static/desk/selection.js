// A span selected in the transcript becomes the offsets of a claim, by mouse, touch or keyboard.
"use strict";
(() => {
  const form = document.getElementById("add-form");
  const bar = document.getElementById("span-bar");
  if (!form || !bar) return;

  // The browser counts UTF-16, the transcript code points ---------------------------------------
  const points = (text) => Array.from(text).length;
  const offset = (node, at) => {
    const said = (node.nodeType === 1 ? node : node.parentElement)?.closest(".said[data-start]");
    if (!said) return null;
    const range = document.createRange();
    range.setStart(said, 0);
    range.setEnd(node, at);
    return Number(said.dataset.start) + points(range.toString());
  };
  const selected = () => {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const start = offset(range.startContainer, range.startOffset);
    const end = offset(range.endContainer, range.endOffset);
    if (start === null || end === null || end <= start) return null;
    return { start, end, words: selection.toString(), box: range.getBoundingClientRect() };
  };

  // The bar stands under the words; on the phone it stands at the bottom, clear of the system's --
  const place = (box) => {
    bar.hidden = false;
    if (matchMedia("(max-width: 799px)").matches) { bar.style.removeProperty("inset"); return; }
    const room = bar.getBoundingClientRect();
    const left = Math.min(Math.max(box.left, 8), innerWidth - room.width - 8);
    const under = box.bottom + 8 + room.height < innerHeight;
    const top = under ? box.bottom + 8 : Math.max(box.top - room.height - 8, 8);
    bar.style.inset = `${Math.round(top + scrollY)}px auto auto ${Math.round(left + scrollX)}px`;
  };
  const show = () => {
    const span = selected();
    if (!span) {
      if (!bar.contains(document.activeElement)) bar.hidden = true;
      return;
    }
    for (const one of [form, bar]) {
      one.elements.start.value = span.start;
      one.elements.end.value = span.end;
    }
    const picked = form.querySelector("[data-picked]");
    picked.textContent = span.words;
    picked.hidden = false;
    place(span.box);
  };
  let waiting = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 120);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || bar.hidden) return;
    bar.hidden = true;
    document.getSelection().removeAllRanges();
  });

  // Dragging over a claim selects its words; a drag is no click --------------------------------
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest?.(".said a")) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest(".said a.claim") && selected()) event.preventDefault();
  });
})();
