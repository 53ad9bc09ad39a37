"""Published verdicts by whom they are about. What was retracted since is not among them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min

from claims.figures.people import MAX_ROWS, Who, folded, party_of, shown_speaker, speaker_of
from claims.figures.scope import Scope
from claims.figures.shares import Share
from claims.models import Verdict
from transcripts.models import Speaker


@dataclass(frozen=True, slots=True)
class VerdictLevel:
    """A level as published; those of one label are one, whatever the scale's version.

    `best` and `worst`: the numbers at the ends of its scale, None for a level without number.
    """

    label: str
    position: int
    number: int | None
    best: int | None = None
    worst: int | None = None


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """`shares`: one for each level of the table, of all `total` verdicts of the row."""

    who: Who
    total: int
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class VerdictTable:
    """Rows with the most verdicts first; `more` rows are not shown, but are in `overall`."""

    levels: tuple[VerdictLevel, ...]
    rows: tuple[VerdictRow, ...]
    overall: VerdictRow
    more: int


def verdicts_by_speaker(scope: Scope, *, limit: int = MAX_ROWS) -> VerdictTable:
    """By the claim's speaker as readers see it. Two queries."""
    return _table(scope, speaker_of, limit)


def verdicts_by_party(scope: Scope, *, limit: int = MAX_ROWS) -> VerdictTable:
    """By the party that the speaker's record names now. Two queries."""
    return _table(scope, party_of, limit)


def _table(scope: Scope, fold: Callable[[Speaker | None], Who], limit: int) -> VerdictTable:
    counted = list(
        Verdict.objects.current()
        .filter(claim__in=scope.claims())
        .order_by()
        .values("level_label", said_by=shown_speaker("claim__"))
        .annotate(
            n=Count("pk"),
            position=Max("level__position"),
            number=Max("number"),
            best=Max("best"),
            worst=Min("worst"),
        )
    )
    levels = _levels(counted)
    rows = [_row(who, levels, found) for who, found in folded(counted, fold).items()]
    rows.sort(key=lambda row: (-row.total, row.who.name, row.who.speaker_id or 0))
    return VerdictTable(
        levels=levels,
        rows=tuple(rows[:limit]),
        overall=_row(Who(""), levels, counted),
        more=max(0, len(rows) - limit),
    )


def _levels(counted: list[dict[str, Any]]) -> tuple[VerdictLevel, ...]:
    last: dict[str, VerdictLevel] = {}
    for row in sorted(counted, key=lambda row: row["position"]):
        last[row["level_label"]] = VerdictLevel(
            row["level_label"], row["position"], row["number"], row["best"], row["worst"]
        )
    return tuple(sorted(last.values(), key=lambda level: (level.position, level.label)))


def _row(who: Who, levels: tuple[VerdictLevel, ...], found: list[dict[str, Any]]) -> VerdictRow:
    counts = dict.fromkeys((level.label for level in levels), 0)
    for row in found:
        counts[row["level_label"]] += row["n"]
    total = sum(counts.values())
    return VerdictRow(who, total, tuple(Share.wilson(n, total) for n in counts.values()))
