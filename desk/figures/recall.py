"""What does the machine miss? A row for each version of the extractor."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import ngettext

from claims.figures import RecallTable, VersionRecall
from desk.figures.axis import Tick, ticks
from desk.figures.people import DRAWN, WHOLE, Portion
from desk.figures.words import in_percent, interval


@dataclass(frozen=True, slots=True)
class Recalled:
    """A version's share of what people found worth checking, drawn and in words."""

    version: str
    worth: int
    transcripts: int
    found: Portion
    missed: int
    by_hand: int


@dataclass(frozen=True, slots=True)
class Recall:
    """`rows`, the version used last first; `more` older ones are in none of them."""

    rows: tuple[Recalled, ...]
    more: int
    answer: str
    said: str
    ticks: tuple[Tick, ...]

    @property
    def drawn(self) -> tuple[Recalled, ...]:
        return self.rows[:DRAWN]

    @property
    def only_in_table(self) -> int:
        return len(self.rows) - len(self.drawn)


def recall(table: RecallTable) -> Recall:
    """The answer is about the version used last."""
    last = table.rows[0] if table.rows else None
    return Recall(
        rows=tuple(_row(row) for row in table.rows),
        more=table.more,
        answer=in_percent(last.found.share) if last else "",
        said=_said(last) if last else "",
        ticks=ticks(WHOLE, (0, 0.25, 0.5, 0.75, 1), in_percent),
    )


def _row(row: VersionRecall) -> Recalled:
    missed = row.found.of - row.found.count
    return Recalled(
        row.version, row.found.of, row.transcripts, Portion.of(row.found), missed, row.by_hand
    )


def _said(row: VersionRecall) -> str:
    words = ngettext(
        "Of %(worth)d claim that people found worth checking, the version used last had marked "
        "%(found)d (%(interval)s). %(hand)d of those it missed were added by hand.",
        "Of %(worth)d claims that people found worth checking, the version used last had marked "
        "%(found)d (%(interval)s). %(hand)d of those it missed were added by hand.",
        row.found.of,
    )
    return words % {
        "worth": row.found.of,
        "found": row.found.count,
        "interval": interval(row.found),
        "hand": row.by_hand,
    }
