"""Whom we check: claims found, worked on and published, by speaker and by party.

The code of principles of the International Fact-Checking Network asks signatories not to
concentrate their checking on any one side: this is the figure to see it by.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from claims.figures.people import MAX_ROWS, Who, folded, party_of, shown_speaker, speaker_of
from claims.figures.scope import Scope
from claims.figures.shares import Share
from transcripts.models import Speaker


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """`worked_on` and `published` are shares of the `found` claims, each with its interval."""

    who: Who
    found: int
    worked_on: Share
    published: Share


@dataclass(frozen=True, slots=True)
class BalanceTable:
    """Rows with the most claims first; `more` rows are not shown, but are in `overall`.

    Shares of a row are to be held against those of `overall`: where its interval leaves that
    out, chance alone does not explain the difference.
    """

    rows: tuple[BalanceRow, ...]
    overall: BalanceRow
    more: int


def checkable_against_checked_by_speaker(scope: Scope, *, limit: int = MAX_ROWS) -> BalanceTable:
    """By the claim's speaker as readers see it. Two queries.

    Found: check-worthy in the latest run, or added by a person. Worked on: somebody took,
    edited, cited for or dismissed it. Published: its check is public now.
    """
    return _table(scope, speaker_of, limit)


def checkable_against_checked_by_party(scope: Scope, *, limit: int = MAX_ROWS) -> BalanceTable:
    """The same by the party that the speaker's record names now. Two queries."""
    return _table(scope, party_of, limit)


def _table(scope: Scope, fold: Callable[[Speaker | None], Who], limit: int) -> BalanceTable:
    counted = list(
        scope.claims()
        .current()
        .values(said_by=shown_speaker())
        .annotate(
            found=Count("pk"),
            worked_on=Count("pk", filter=Q(worked_on_at__isnull=False)),
            published=Count("pk", filter=Q(status="published")),
        )
    )
    rows = [_row(who, found) for who, found in folded(counted, fold).items()]
    rows.sort(key=lambda row: (-row.found, row.who.name, row.who.speaker_id or 0))
    return BalanceTable(
        rows=tuple(rows[:limit]),
        overall=_row(Who(""), counted),
        more=max(0, len(rows) - limit),
    )


def _row(who: Who, counted: list[dict[str, Any]]) -> BalanceRow:
    found, worked_on, published = (
        sum(row[name] for row in counted) for name in ("found", "worked_on", "published")
    )
    return BalanceRow(who, found, Share.wilson(worked_on, found), Share.wilson(published, found))
