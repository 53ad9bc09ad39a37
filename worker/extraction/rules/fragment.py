"""No whole sentence: it has no finite verb."""

from worker.extraction.rules.base import Finding, Rule
from worker.extraction.view import View

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


def find(view: View) -> Finding | None:
    return None if FINITE.intersection(view.tags) else Finding("has no finite verb")


RULE = Rule("fragment", find)
