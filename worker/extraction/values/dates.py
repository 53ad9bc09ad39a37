"""Reads a sentence's dates as days, relative ones against the event.

Of patterns that overlap, the one that starts first counts, then the longest. "Since" before a
date makes it run to the event. In quotation marks somebody else speaks, at another time: a
relative date there keeps its words and gets no days.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from worker.extraction.types import DateRange
from worker.extraction.values.absolute import ABSOLUTE
from worker.extraction.values.ago import AGO
from worker.extraction.values.found import Meaning, Setting, unresolved
from worker.extraction.values.quotes import inside
from worker.extraction.values.relative import RELATIVE
from worker.extraction.view import View

PATTERNS = (*ABSOLUTE, *AGO, *RELATIVE)
AHEAD = re.compile(r"\b(?:will|shall|going to|due|won't)\b|'ll\b", re.IGNORECASE)
BY = re.compile(r"\b(?:by|until|till) $", re.IGNORECASE)
SINCE = re.compile(r"\b(?:ever )?since $", re.IGNORECASE)
REACH = 16
MAY_HOLD = re.compile(
    r"\d|\b(?:ago|last|past|this|next|coming|to(?:day|night|morrow)|yesterday|earlier|previous|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\w+day|centur|quarter|half|\w+ies)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date at `text[start:end]` of the sentence, and what it means."""

    start: int
    end: int
    meaning: Meaning
    open: bool = False


def dates(view: View, event: date | None, quoted: list[tuple[int, int]]) -> list[Dated]:
    """Return the dates in order, none overlapping another."""
    if not MAY_HOLD.search(view.text):
        return []
    ahead = AHEAD.search(view.text) is not None
    kept: list[Dated] = []
    for found in sorted(_matches(view, event, ahead), key=lambda d: (d.start, -d.end)):
        if kept and found.start < kept[-1].end:
            continue
        if found.meaning.explanation and inside(quoted, found.start):
            found = replace(found, meaning=unresolved())
        since = SINCE.search(view.text, max(found.start - REACH, 0), found.start)
        kept.append(found if since is None else replace(found, start=since.start(), open=True))
    return kept


def as_range(view: View, dated: Dated, event: date | None) -> DateRange:
    """Return the date as the claim keeps it; an open one ends with the event, if that is known."""
    first = last = None
    if dated.meaning.days is not None:
        first, last = dated.meaning.days
        if dated.open:
            last = event if event is not None and event >= first else None
    return DateRange(
        text=view.raw[dated.start : dated.end],
        first=None if first is None else first.isoformat(),
        last=None if last is None else last.isoformat(),
        start=dated.start,
        end=dated.end,
    )


def _matches(view: View, event: date | None, ahead: bool) -> Iterator[Dated]:
    text = view.text
    for pattern in PATTERNS:
        if not any(piece in view.folded for piece in pattern.holds):
            continue
        for match in pattern.form.finditer(text):
            looks_ahead = (
                ahead or BY.search(text, max(match.start() - REACH, 0), match.start()) is not None
            )
            try:
                meaning = pattern.read(match, Setting(event, looks_ahead))
            except (ValueError, OverflowError):
                continue  # the 31st of February, or a year before the first
            if meaning is not None:
                yield Dated(match.start(), match.end(), meaning)
