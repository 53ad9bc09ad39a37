"""Verdicts and balance, a row for each speaker or party."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from claims.figures import (
    BalanceRow,
    BalanceTable,
    Share,
    VerdictLevel,
    VerdictRow,
    VerdictTable,
    Who,
)
from desk.figures.axis import Axis, Tick, percent, ticks
from desk.figures.words import in_percent, interval

DRAWN = 6  # rows of a drawing; the table has those that follow, too
WHOLE = Axis(0, 1)


@dataclass(frozen=True, slots=True)
class Portion:
    """A share drawn from zero with its interval; the same in words."""

    count: int
    share: str
    interval: str
    at: str
    low: str
    high: str

    @classmethod
    def of(cls, share: Share) -> Portion:
        return cls(
            count=share.count,
            share=in_percent(share.share),
            interval=interval(share),
            at=percent(share.share or 0.0),
            low=percent(share.low or 0.0),
            high=percent(share.high or 0.0),
        )


@dataclass(frozen=True, slots=True)
class Found:
    """One speaker's or party's verdicts, a portion a level."""

    name: str
    total: int
    portions: tuple[tuple[VerdictLevel, Portion], ...]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """`drawn` is the beginning of `rows`; `more` are in neither, but in `overall`."""

    levels: tuple[VerdictLevel, ...]
    rows: tuple[Found, ...]
    overall: Found
    more: int

    @property
    def drawn(self) -> tuple[Found, ...]:
        return self.rows[:DRAWN]

    @property
    def only_in_table(self) -> int:
        return len(self.rows) - len(self.drawn)


@dataclass(frozen=True, slots=True)
class Balanced:
    """How many of the claims found were worked on and published; `than` says it of chance."""

    name: str
    found: int
    worked_on: Portion
    published: Portion
    than: str


@dataclass(frozen=True, slots=True)
class Balance:
    """Rows against `overall`, whose shares are drawn through all of them."""

    rows: tuple[Balanced, ...]
    overall: Balanced
    more: int
    ticks: tuple[Tick, ...]

    @property
    def drawn(self) -> tuple[Balanced, ...]:
        return self.rows[:DRAWN]

    @property
    def only_in_table(self) -> int:
        return len(self.rows) - len(self.drawn)


def verdicts(table: VerdictTable, nobody: str) -> Verdicts:
    """`nobody` names the row of those whose name is not known."""
    return Verdicts(
        levels=table.levels,
        rows=tuple(_found(row, table, _name(row.who, nobody)) for row in table.rows),
        overall=_found(table.overall, table, _("All")),
        more=table.more,
    )


def _found(row: VerdictRow, table: VerdictTable, name: str) -> Found:
    portions = [Portion.of(share) for share in row.shares]
    return Found(name, row.total, tuple(zip(table.levels, portions, strict=True)))


def balance(table: BalanceTable, nobody: str) -> Balance:
    """The same for whom we check."""
    return Balance(
        rows=tuple(
            _balanced(row, _name(row.who, nobody), _than(row, table.overall)) for row in table.rows
        ),
        overall=_balanced(table.overall, _("All"), ""),
        more=table.more,
        ticks=ticks(WHOLE, (0, 0.25, 0.5, 0.75, 1), in_percent),
    )


def _balanced(row: BalanceRow, name: str, than: str) -> Balanced:
    worked_on, published = Portion.of(row.worked_on), Portion.of(row.published)
    return Balanced(name, row.found, worked_on, published, than)


def _than(row: BalanceRow, overall: BalanceRow) -> str:
    """Whether a row's own interval leaves out what holds for all: more or less than chance."""
    said = _apart(row.worked_on, overall.worked_on.share)
    words = {1: _("worked on more than others"), -1: _("worked on less than others"), 0: ""}
    return words[said]


def _apart(share: Share, of_all: float | None) -> int:
    if share.low is None or share.high is None or of_all is None:
        return 0
    return int(share.low > of_all) - int(share.high < of_all)


def _name(who: Who, nobody: str) -> str:
    return who.name or nobody
