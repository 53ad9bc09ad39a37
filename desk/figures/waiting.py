"""How long a verdict takes, over time: quartiles by step, and of all."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.figures import Step, TimeToVerdict, VerdictTimes
from desk.figures.axis import Axis, Tick, levels, middle_of, spans
from desk.figures.words import day, first_and_last, how_long, on_axis


@dataclass(frozen=True, slots=True)
class Span:
    """The middle half of a step's times as a line from `top` to `bottom`, a dot at the median."""

    at: str
    top: str
    bottom: str
    median: str


@dataclass(frozen=True, slots=True)
class TimesRow:
    start: str
    count: int
    lower: str
    median: str
    upper: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """`rows` is the table, newest first: steps without a verdict are left out of it."""

    count: int
    median: str
    spans: tuple[Span, ...]
    heights: tuple[Tick, ...]
    days: tuple[Tick, ...]
    rows: tuple[TimesRow, ...]
    said: str


def waiting(found: TimeToVerdict, step: Step) -> Waiting:
    """Drawn from zero; a step without a verdict leaves its place empty."""
    longest = max(
        (point.times.upper.total_seconds() for point in found.points if point.times), default=0.0
    )
    axis, named = spans(longest)
    size = len(found.points)
    return Waiting(
        count=found.count,
        median=how_long(found.overall.median if found.overall else None),
        spans=tuple(
            _span(point, axis, middle_of(at, size))
            for at, point in enumerate(found.points)
            if point.times
        ),
        heights=levels(axis, named, on_axis),
        days=first_and_last([point.start for point in found.points], step),
        rows=tuple(_row(point, step) for point in reversed(found.points) if point.times),
        said=_said(found),
    )


def _span(point: VerdictTimes, axis: Axis, at: str) -> Span:
    assert point.times is not None
    lower, median, upper = (
        axis.down(time.total_seconds())
        for time in (point.times.lower, point.times.median, point.times.upper)
    )
    return Span(at, top=upper, bottom=lower, median=median)


def _row(point: VerdictTimes, step: Step) -> TimesRow:
    assert point.times is not None
    times = point.times
    return TimesRow(
        day(point.start, step),
        point.count,
        how_long(times.lower),
        how_long(times.median),
        how_long(times.upper),
    )


def _said(found: TimeToVerdict) -> str:
    if found.overall is None:
        return ""
    times = found.overall
    verdicts = ngettext(
        "Of %(n)d claim that got its first verdict in this time",
        "Of %(n)d claims that got their first verdict in this time",
        found.count,
    ) % {"n": found.count}
    return _(
        "%(verdicts)s, half took at most %(median)s from the arrival of the transcript; "
        "a quarter at most %(lower)s, a quarter more than %(upper)s."
    ) % {
        "verdicts": verdicts,
        "lower": how_long(times.lower),
        "median": how_long(times.median),
        "upper": how_long(times.upper),
    }
