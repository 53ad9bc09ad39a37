"""What a rule is: a name, and a function that finds its evidence.

What a rule weighs is learned: the model's card has it, in log-odds. Only bars weigh of themselves.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from worker.extraction.types import ClaimType
from worker.extraction.view import Said, View

BAR_WEIGHT = -20.0
"""Outweighs all that can speak for a sentence."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a rule fired, as a reviewer reads it, and the offsets of the words that did it."""

    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One named reason; `bar` keeps the sentence from being a claim whatever else it says.

    `may_find` of a bar is a look at the bare words that is true wherever `find` answers.
    """

    name: str
    find: Callable[[View], Finding | None]
    claim_type: ClaimType | None = None
    bar: bool = False
    may_find: Callable[[Said], bool] | None = None


@dataclass(frozen=True, slots=True)
class LexicalRule(Rule):
    """A rule that reads the words alone, so that it also speaks of sentences nobody parsed.

    That it needs no tag, parse or name is in its type: what it is given has none.
    """

    find: Callable[[Said], Finding | None]


def found(said: Said, label: str, span: tuple[int, int] | None) -> Finding | None:
    """Return a finding that names the words in the range; None when there is no range."""
    if span is None:
        return None
    return Finding(f"{label}: {said.quote(*span)}", *span)


def phrases(label: str, pattern: re.Pattern[str]) -> Callable[[Said], Finding | None]:
    """Return a rule function that fires where the pattern matches."""
    return lambda said: found(said, label, said.search(pattern))
