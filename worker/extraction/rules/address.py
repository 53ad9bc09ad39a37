"""Speaks to the listener: the main clause is about "you"."""

from worker.extraction.rules.base import Finding, Rule, found
from worker.extraction.view import View, extent


def find(view: View) -> Finding | None:
    for subject in view.subjects:
        if subject.lower_ in {"you", "ya"} and subject.head == view.root:
            return found(view, "speaks to the listener", extent(subject))
    return None


RULE = Rule("address", find)
