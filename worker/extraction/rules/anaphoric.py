"""Hangs on what went before: "This is not so.", with nothing of its own to check."""

import re

from worker.extraction.rules.base import Finding, LexicalRule, found
from worker.extraction.values.numbers import ONES, TENS
from worker.extraction.view import Said, word_set

OPENERS = word_set("this that it these those he she they such him her them so")
LEAD_INS = word_set("and but so because well therefore however indeed yes no")
SHORT = 9
NUMBER = re.compile(rf"\d|\b(?:{'|'.join((*ONES, *TENS))}|hundred|thousand|million|billion)\b")


def find(said: Said) -> Finding | None:
    words = said.plain_words
    position = 0
    while position < len(words) - 1 and words[position].text in LEAD_INS:
        position += 1
    if not words or len(words) > SHORT:
        return None
    if words[position].text.partition("'")[0] not in OPENERS:
        return None
    if NUMBER.search(said.folded) or _names(said, position):
        return None
    return found(said, "needs the sentence before it", (words[position].start, words[position].end))


def _names(said: Said, opener: int) -> bool:
    """Tell whether a capital begins a word after the opening one, as a name's does."""
    later = said.plain_words[opener + 1 :]
    return any(said.raw[word.start - said.start].isupper() and word.text != "i" for word in later)


RULE = LexicalRule("anaphoric", find)
