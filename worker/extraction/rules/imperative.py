"""An order or appeal: the sentence opens with a verb that has no subject."""

from worker.extraction.rules.base import Finding, Rule, found
from worker.extraction.view import View, extent, plain, word_set

LEAD_INS = word_set("and but so please well now just then")


def find(view: View) -> Finding | None:
    words = [word for word in view.words if plain(word) not in LEAD_INS]
    if not words or any(subject.head == view.root for subject in view.subjects):
        return None
    first = words[0]
    if first.tag_ == "VB" and (first == view.root or first.head == view.root):
        return found(view, "tells somebody to do something", extent(first))
    return None


RULE = Rule("imperative", -1.2, find)
