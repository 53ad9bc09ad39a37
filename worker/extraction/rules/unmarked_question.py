"""A question without its mark, by its form."""

import re
from typing import TYPE_CHECKING

from worker.extraction.rules.base import Finding, Rule, found
from worker.extraction.rules.question import MARK
from worker.extraction.view import Said, View, extent, plain, word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

WH = word_set("what who whom whose why where when how which")
AUXILIARIES = word_set(
    "do does did is are was were has have had can could will would should shall may might am 's "
    "'re don't ca wo"
)
OPENING = frozenset({"should", "had", "were"})
PRONOUNS = word_set("you we they he she it i there this that these those any anybody")
LEAD_INS = word_set(
    "and but so or now well then also finally secondly firstly first second okay ok mr mr. mrs "
    "mrs. madam president minister prime secretary speaker chair sir chairman"
)
LONGEST_WH_PHRASE = 3
#: Without their dots: "mr." and "mr" with a dot after it would be two readings of each "mr.", and
#: thirty of them in a row 2 ** 30.
_LED_IN_BY = sorted({word.rstrip(".") for word in LEAD_INS})
MAY_OPEN = re.compile(
    rf"\W*(?:(?:{'|'.join(map(re.escape, _LED_IN_BY))})\W+)*"
    rf"(?:{'|'.join(map(re.escape, sorted(WH | AUXILIARIES)))})"
)


def find(view: View) -> Finding | None:
    if MARK.search(view.text):
        return None
    words = view.words
    position = _after_lead_in(words)
    if position >= len(words):
        return None
    first = plain(words[position])
    if first in WH and _asks_after(words, position + 1):
        return found(view, "asks a question without its mark", extent(words[position]))
    if first in AUXILIARIES and _inverted(words, position) and not _conditional(view, first):
        return found(view, "asks a question without its mark", extent(words[position]))
    return None


def _after_lead_in(words: list["Token"]) -> int:
    position = 0
    while position < len(words) and plain(words[position]) in LEAD_INS:
        position += 1
    return position


def _asks_after(words: list["Token"], start: int) -> bool:
    """Tell whether a helping verb and then its subject follow the question word's phrase."""
    for position in range(start, min(start + LONGEST_WH_PHRASE + 1, len(words))):
        if words[position].tag_ in {"PRP", "DT", "NNP"} and position == start:
            return False
        if plain(words[position]) in AUXILIARIES:
            return _inverted(words, position) and _is_main(words[position])
    return False


def _inverted(words: list["Token"], position: int) -> bool:
    """Tell whether the subject follows its helping verb."""
    rest = words[position + 1 : position + 3]
    if rest and plain(rest[0]) in {"n't", "not"}:
        rest = rest[1:]
    if not rest:
        return False
    if words[position].tag_ == "NNP":
        return False
    return plain(rest[0]) in PRONOUNS or rest[0].tag_ in {"DT", "PRP$", "NNP", "NNPS", "NNS"}


def _is_main(verb: "Token") -> bool:
    return verb.dep_ == "ROOT" or (verb.dep_ in {"aux", "auxpass"} and verb.head.dep_ == "ROOT")


def _conditional(view: View, first: str) -> bool:
    """Tell "Had we known, we ..." from a question."""
    return first in OPENING and "," in view.text


def may_find(said: Said) -> bool:
    """Tell whether the first word could open a question."""
    return MAY_OPEN.match(said.folded) is not None


RULE = Rule("unmarked_question", find, bar=True, may_find=may_find)
