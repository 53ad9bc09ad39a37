// Text that is typed and not yet saved is kept in this browser, form by form, and comes back.
//
// A form has data-keep, its name, and data-mark: the number of the reader's last such act on
// the record. A draft that was sent is dropped once the mark has moved: then it was saved.
// What the server keeps as it is typed is dropped here; what it did not get stays, and is said.
"use strict";
(() => {
  const page = document.querySelector("[data-drafts]");
  if (!page) return;
  const PREFIX = "onrecord:draft:", SENT = "onrecord:sent", DAYS = 30, WAIT = 300;
  const own = PREFIX + page.dataset.drafts + ":";
  const UNKEPT = ["csrfmiddlewaretoken", "once", "version", "seen", "wording", "seq", "reviewer",
    "acknowledged", "withdraw_citations"];  // what was ticked is said of what was shown

  const values = (form) => Object.fromEntries(
    [...new FormData(form)].filter(([name, value]) => !UNKEPT.includes(name) && typeof value === "string"));
  const read = (key) => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  };
  const keep = (form, more) => {
    const draft = { values: values(form), mark: form.dataset.mark, at: Date.now(), ...more };
    try { localStorage.setItem(own + form.dataset.keep, JSON.stringify(draft)); } catch {
      return;  // Storage is full or refused: the form itself still holds the text.
    }
  };
  const drop = (form) => localStorage.removeItem(own + form.dataset.keep);
  const fill = (form, kept) => {
    for (const [name, value] of Object.entries(kept)) {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
    }
  };
  const same = (one, other) => Object.keys({ ...one, ...other }).every(
    (name) => (one[name] ?? "") === (other[name] ?? ""));

  const restore = (form) => {
    const draft = read(own + form.dataset.keep);
    if (!draft) return;
    const blank = values(form);
    const saved = draft.sent && draft.mark !== form.dataset.mark;
    if (saved || same(draft.values, blank)) { drop(form); return; }
    if (document.getElementById("refusal") && draft.sent) return;  // The server shows it again.
    fill(form, draft.values);
    const box = form.closest("details");
    if (box) box.open = true;
    const note = document.getElementById("draft-note").content.cloneNode(true).firstElementChild;
    note.querySelector("time").textContent = new Date(draft.at).toLocaleString(
      document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    note.querySelector("button").addEventListener("click", () => {
      fill(form, blank);
      drop(form);
      note.remove();
      form.querySelector("textarea, input:not([type=hidden])").focus();
    });
    form.prepend(note);
  };

  // What this tab sent from another claim, and was told on the way here that it is saved.
  const before = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  if (before && !before.startsWith(own) && document.querySelector("#messages .success")) {
    localStorage.removeItem(before);
  }
  for (const form of document.querySelectorAll("form[data-keep]")) {
    restore(form);
    let waiting = 0;
    const later = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => { waiting = 0; keep(form); }, WAIT);
    };
    form.addEventListener("input", later);
    addEventListener("pagehide", () => { if (waiting) keep(form); });
    form.addEventListener("submit", () => {
      clearTimeout(waiting);
      waiting = 0;
      keep(form, { sent: true });
      sessionStorage.setItem(SENT, own + form.dataset.keep);
    });
  }
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form[data-keep]");
    if (!form || form.dataset.sent) return;
    const said = document.getElementById("draft-said");
    if (event.detail.successful && said.querySelector("[data-kept]")) { drop(form); return; }
    keep(form);
    if (!event.detail.successful) {
      said.replaceChildren(document.getElementById("draft-unkept").content.cloneNode(true));
    }
  });
  for (const link of document.querySelectorAll("[data-discard]")) {
    link.addEventListener("click", () => localStorage.removeItem(own + link.dataset.discard));
  }
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX) && Date.now() - (read(key)?.at ?? 0) > DAYS * 864e5) {
      localStorage.removeItem(key);
    }
  }
})();
