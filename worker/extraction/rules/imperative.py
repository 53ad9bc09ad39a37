"""An order or appeal: the sentence opens with a verb that has no subject."""

from worker.extraction.rules.base import Finding, Rule, found
from worker.extraction.view import View, extent, word_set

LEAD_INS = word_set("and but so please well now just then")


def find(view: View) -> Finding | None:
    opening = next((i for i, lower in enumerate(view.lower) if lower not in LEAD_INS), None)
    if opening is None or view.tags[opening] != "VB":
        return None
    first = view.words[opening]
    if view.root not in (first, first.head):
        return None
    if any(subject.head == view.root for subject in view.subjects):
        return None
    return found(view, "tells somebody to do something", extent(first))


RULE = Rule("imperative", find)
