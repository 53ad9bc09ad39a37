"""What a rule is: a name, a weight in log-odds, and a function that finds its evidence."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from worker.extraction.types import ClaimType
from worker.extraction.view import View

BAR_WEIGHT = -20.0
"""Outweighs all that can speak for a sentence; a test holds it to that."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a rule fired, as a reviewer reads it, and the unit offsets of the words that did it."""

    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One named reason; `bar` keeps the sentence from being a claim whatever else it says."""

    name: str
    weight: float
    find: Callable[[View], Finding | None]
    claim_type: ClaimType | None = None
    bar: bool = False


def found(view: View, label: str, span: tuple[int, int] | None) -> Finding | None:
    """Return a finding that names the words in the range; None when there is no range."""
    if span is None:
        return None
    return Finding(f"{label}: {view.quote(*span)}", *span)


def phrases(label: str, pattern: re.Pattern[str]) -> Callable[[View], Finding | None]:
    """Return a rule function that fires where the pattern matches."""
    return lambda view: found(view, label, view.search(pattern))
