"""What a comparison reads and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

SAME, RELATED, CONTRADICTS = "same_claim", "related", "contradicts"


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim or a fact-check's claim, as far as another can be held against it.

    `values` are the quantities and dates that a claim stores, as `worker.extraction.types` makes
    them; empty where nothing is stored. `said_on` is the day of the speech.
    """

    text: str
    speaker: str = ""
    said_on: date | None = None
    values: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two statements were judged so. `code` is one of CODES and never changes its meaning.

    `a` and `b` are the words of either side that it rests on, "" where it rests on none.
    """

    code: str
    a: str = ""
    b: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return it as JSON holds it."""
        return {"code": self.code, "a": self.a, "b": self.b}

    def turned(self) -> Reason:
        """The same with its sides changed over."""
        return Reason(self.code, self.b, self.a)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the second is to the first: the kind, how likely that is (0 to 1), and why.

    `kind` is None where neither is worth showing beside the other.
    """

    kind: str | None
    score: float
    reasons: tuple[Reason, ...] = field(default=())


#: Every reason there is. The desk has words for each; a test compares the two.
CODES = (
    "same_words",
    "close_meaning",
    "same_number",
    "other_number",
    "other_unit",
    "other_counted",
    "same_date",
    "other_date",
    "other_direction",
    "opposite",
    "negated",
    "same_name",
    "other_name",
    "other_speaker",
)
