"""A statement taken apart: words, names, numbers, days and the way it points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from claims.matching.compare import days, figures, numerals
from claims.matching.compare.days import Span
from claims.matching.compare.figures import Figure
from claims.matching.compare.polarity import Polarity, points, polarity
from claims.matching.compare.types import Statement
from claims.matching.compare.words import (
    Word,
    content,
    is_first_person,
    names,
    plain,
    words,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What is compared of a statement.

    `speaker` is who it is about where somebody speaks of themselves, else "". Words are in lower
    case and without accents; `accented` has those as they were written that had any.
    """

    lowers: tuple[str, ...]
    content: frozenset[str]
    names: frozenset[str]
    speaker: frozenset[str]
    figures: tuple[Figure, ...]
    days: tuple[Span, ...]
    polarity: Polarity
    pointing: tuple[Word, ...]
    accented: Mapping[str, str]


def reading(statement: Statement) -> Reading:
    """Take it apart. Stored values are used as long as the text still has their words."""
    text = plain(statement.text)
    found = words(text)
    numbers = figures.stored(statement.values, statement.text)
    dated = days.stored(statement.values, statement.text)
    about = is_first_person(found)
    named = words(plain(statement.speaker)) if about else []
    return Reading(
        lowers=tuple(word.lower.removesuffix("'s") for word in found),
        content=content(found),
        names=names(found, text),
        speaker=frozenset(word.lower for word in named),
        figures=tuple(numerals.read(text) if numbers is None else numbers),
        days=tuple(days.read(text, statement.said_on) if dated is None else dated),
        polarity=polarity(text, found),
        pointing=tuple(word for word in found if points(word)),
        accented=dict(_accented(word) for word in (*found, *named) if not word.text.isascii()),
    )


def _accented(word: Word) -> tuple[str, str]:
    return word.lower.removesuffix("'s"), word.text.lower().removesuffix("'s")


def is_same_saying(a: Statement, b: Statement) -> bool:
    """Whether both are the same words; who said them and when is not looked at."""
    return _key(a.text) == _key(b.text)


@lru_cache(maxsize=256)
def _key(text: str) -> str:
    return " ".join(plain(text).casefold().split()).rstrip(".!")
