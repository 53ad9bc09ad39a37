// A span selected in the transcript becomes the offsets of a claim.
"use strict";
(() => {
  // A selected span becomes offsets: the browser counts UTF-16, the transcript code points ------
  const form = document.getElementById("add-form");
  const points = (text) => Array.from(text).length;
  const offset = (node, at) => {
    const said = (node.nodeType === 1 ? node : node.parentElement)?.closest(".said[data-start]");
    if (!said) return null;
    const range = document.createRange();
    range.setStart(said, 0);
    range.setEnd(node, at);
    return Number(said.dataset.start) + points(range.toString());
  };
  if (form) document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const start = offset(range.startContainer, range.startOffset);
    const end = offset(range.endContainer, range.endOffset);
    if (start === null || end === null || end <= start) return;
    form.elements.start.value = start;
    form.elements.end.value = end;
    const picked = form.querySelector("[data-picked]");
    picked.textContent = selection.toString();
    picked.hidden = false;
  });
})();
