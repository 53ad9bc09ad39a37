"""A number of things: "43 strikes", "three million jobs", not a year, a time or an article."""

import re
from typing import TYPE_CHECKING

from worker.extraction.rules.base import Finding, Rule, found
from worker.extraction.types import ClaimType
from worker.extraction.view import View, extent, word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

YEAR = re.compile(r"(1[5-9]|20)\d\d")
LABELS = word_set(
    "article articles section clause chapter paragraph page rule schedule title question number "
    "amendment part annex no no. nos. room channel"
)
PLAIN_ONE = frozenset({"one", "zero"})


def find(view: View) -> Finding | None:
    for position, token in enumerate(view.words):
        if token.tag_ != "CD" or token.lower_ in PLAIN_ONE or YEAR.fullmatch(token.text):
            continue
        if token.ent_type_ in {"DATE", "TIME", "PERCENT", "MONEY", "ORDINAL", "PERSON"}:
            continue
        if position and view.words[position - 1].lower_ in LABELS:
            continue
        counted = _counted(token)
        if counted is not None:
            return found(view, "names a quantity", extent(token, counted))
    return None


def _counted(token: "Token") -> "Token | None":
    """Return the noun that the number counts: its head, or the head of "of"."""
    head = token.head
    while head.tag_ == "CD" and head.head != head:
        head = head.head
    if head.tag_ in {"NNS", "NN"} and head.i > token.i:
        return head
    return token if token.lower_ in {"million", "billion", "trillion"} else None


RULE = Rule("quantity", find, ClaimType.QUANTITY)
