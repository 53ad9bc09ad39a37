"""A change over time: "fell", "has doubled", "an increase in"."""

from worker.extraction.rules.base import Finding, Rule, found
from worker.extraction.types import ClaimType
from worker.extraction.view import View, extent, word_set, words_pattern

VERBS = word_set(
    "fell fallen falling rose risen rising grew grown growing dropped increased increasing "
    "decreased decreasing declined declining doubled doubling tripled trebled quadrupled halved "
    "soared plunged plummeted slumped surged climbed shrank shrunk shrinking slashed expanded "
    "worsened improved deteriorated recovered jumped lost gained added created cut "
    "reduced lowered"
)
NOUN = words_pattern(
    r"(?:an?|the|this|sharp|steep|no) (?:[\w-]+ )?"
    r"(?:increase|decrease|rise|fall|decline|drop|growth|reduction|slump|surge)"
    r" (?:in|of|by|from)",
    r"(?:gone|going|went|goes) (?:up|down)",
)
TAGS = frozenset({"VBD", "VBN", "VBG"})


def find(view: View) -> Finding | None:
    for token in view.with_tag(TAGS):
        if token.lower_ in VERBS:
            return found(view, "says that something changed", extent(token))
    return found(view, "says that something changed", view.search(NOUN))


RULE = Rule("trend", find, ClaimType.TREND)
