"""The numbers of a statement as values that can be compared, whoever wrote them and how.

A claim's own quantities were read by the extractor, with a parse; a fact-check by others and a
claim that a person reworded have none: their numbers are read from bare words (numerals.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from claims.matching.compare.units import based
from claims.matching.compare.words import meaning

_QUALIFIED = {"about": "about", "nearly": "about", "more than": "more", "at least": "more",
              "less than": "less", "at most": "less"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in base units: `low` to `high`, of a dimension, per some time, of some thing.

    `bound` is "", "about", "more" or "less"; `said` are its words.
    """

    low: Fraction
    high: Fraction
    dimension: str
    per: str
    thing: str
    bound: str
    said: str


def stored(values: Sequence[Mapping[str, Any]], text: str) -> list[Figure] | None:
    """The quantities that the extractor stored; None where the text no longer has their words."""
    quantities = [one for one in values if "unit" in one]
    squeezed = " ".join(text.split()).casefold()
    if not quantities or not all(_said(one).casefold() in squeezed for one in quantities):
        return None
    return [figure for one in quantities if (figure := _of_stored(one)) is not None]


def _said(value: Mapping[str, Any]) -> str:
    return " ".join(str(value.get("text", "")).split())


def _of_stored(one: Mapping[str, Any]) -> Figure | None:
    value = one.get("value")
    ends = value if isinstance(value, list | tuple) else [value]
    if None in ends or one.get("kind") == "ordinal":
        return None
    unit, _, per = str(one.get("unit") or "").partition(" per ")
    if one.get("kind") == "ratio":
        dimension, thing = ("ratio", "") if unit == "times" else ("share", unit)
        bases = [Fraction(str(end)) for end in ends]
    else:
        dimension = based(Fraction(1), unit)[1]
        bases = [based(Fraction(str(end)), unit)[0] for end in ends]
        thing = unit if dimension == "count" else ""
    bound = _QUALIFIED.get(str(one.get("qualifier") or ""), "")
    return Figure(
        min(bases), max(bases), dimension, per, _last_stem(thing), bound, _said(one)
    )  # fmt: skip


def _last_stem(noun: str) -> str:
    words = noun.split()
    return meaning(words[-1]) if words else ""
