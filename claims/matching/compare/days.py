"""The days that a statement speaks of: years, months and dates, relative ones from when it was
said."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from claims.matching.compare.wordlists import word_list

_MONTHS = word_list("jan feb mar apr may jun jul aug sep oct nov dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_FORMS = tuple(
    re.compile(rf"\b{form}\b", re.IGNORECASE)
    for form in (
        rf"{_DAY} (?:of )?{_MONTH},? {_YEAR}",
        rf"{_MONTH} {_DAY},? {_YEAR}",
        rf"(?:end of )?{_MONTH} (?:of )?{_YEAR}",
        r"(?P<first>(?:1[5-9]|20)\d\d)(?: to | and | until |-)(?P<last>(?:1[5-9]|20)\d\d)",
        rf"(?<![\d£$€,.])(?<!than ){_YEAR}(?![,.]?\d|%| per ?cent| people| jobs| homes)",
    )
)
_RELATIVE = re.compile(
    r"\b(?P<which>last|this|next) (?P<unit>year|month)\b|\b(?P<day>yesterday|today)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` to `last`, and the words that name them."""

    first: date
    last: date
    said: str


def stored(values: Sequence[Mapping[str, Any]], text: str) -> list[Span] | None:
    """The dates that the extractor stored; None where the text no longer has their words."""
    kept = [one for one in values if "from" in one or "to" in one]
    squeezed = " ".join(text.split()).casefold()
    if not kept or not all(
        " ".join(str(one.get("text", "")).split()).casefold() in squeezed for one in kept
    ):
        return None
    spans = []
    for one in kept:
        first, last = _day(one.get("from")), _day(one.get("to"))
        if first is not None and last is not None:
            spans.append(Span(first, last, str(one.get("text", ""))))
    return spans


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def read(text: str, said_on: date | None) -> list[Span]:
    """The dates of a text in order; relative ones only where it is known when it was said."""
    found: list[tuple[int, int, Span]] = []
    for form in _FORMS:
        for match in form.finditer(text):
            if any(start < match.end() and match.start() < end for start, end, _ in found):
                continue
            span = _absolute(match)
            if span is not None:
                found.append((match.start(), match.end(), span))
    if said_on is not None:
        for match in _RELATIVE.finditer(text):
            found.append((match.start(), match.end(), _relative(match, said_on)))
    return [span for _, _, span in sorted(found, key=lambda one: one[:2])]


def _absolute(match: re.Match[str]) -> Span | None:
    parts = match.groupdict()
    if parts.get("first"):
        first, last = date(int(parts["first"]), 1, 1), date(int(parts["last"]), 12, 31)
        return Span(first, last, match[0]) if first <= last else None
    year = int(parts["year"])
    if not parts.get("month"):
        return Span(date(year, 1, 1), date(year, 12, 31), match[0])
    month = _MONTHS.index(parts["month"][:3].lower()) + 1
    length = monthrange(year, month)[1]
    if parts.get("day") is None:
        return Span(date(year, month, 1), date(year, month, length), match[0])
    day = int(parts["day"])
    if not 1 <= day <= length:
        return None
    return Span(date(year, month, day), date(year, month, day), match[0])


def _relative(match: re.Match[str], said_on: date) -> Span:
    if match["day"]:
        day = said_on - timedelta(days=match["day"].lower() == "yesterday")
        return Span(day, day, match[0])
    step = {"last": -1, "this": 0, "next": 1}[match["which"].lower()]
    if match["unit"].lower() == "year":
        year = min(max(said_on.year + step, 1), 9999)
        return Span(date(year, 1, 1), date(year, 12, 31), match[0])
    index = min(max(said_on.year * 12 + said_on.month - 1 + step, 12), 9999 * 12 + 11)
    year, month = index // 12, index % 12 + 1
    last = monthrange(year, month)[1]
    return Span(date(year, month, 1), date(year, month, last), match[0])


def meet(a: Span, b: Span) -> bool:
    """Whether one lies within the other."""
    return (a.first <= b.first and b.last <= a.last) or (b.first <= a.first and a.last <= b.last)
