"""Hangs on what went before: "This is not so.", with nothing of its own to check."""

from worker.extraction.rules.base import Finding, Rule, found
from worker.extraction.view import NAMES, View, extent, word_set

OPENERS = word_set("this that it these those he she they such him her them so")
LEAD_INS = word_set("and but so because well therefore however indeed yes no")
SHORT = 9


def find(view: View) -> Finding | None:
    position = 0
    while position < len(view.words) - 1 and view.lower[position] in LEAD_INS:
        position += 1
    if not view.words or view.lower[position] not in OPENERS or len(view.words) > SHORT:
        return None
    if view.has_number or any(token.ent_type_ in NAMES for token in view.words):
        return None
    return found(view, "needs the sentence before it", extent(view.words[position]))


RULE = Rule("anaphoric", -0.9, find)
