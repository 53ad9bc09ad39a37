"""Too short to check, or without a finite verb."""

from worker.extraction.rules.base import Finding, Rule
from worker.extraction.view import View

SHORTEST = 4
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


def find(view: View) -> Finding | None:
    if len(view.words) < SHORTEST:
        return Finding("is too short to be checked")
    if not FINITE.intersection(view.tags):
        return Finding("has no finite verb")
    return None


RULE = Rule("fragment", -1.6, find)
