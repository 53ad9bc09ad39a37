"""Where on an axis a value lies, and which values are named on it. Pure Python.

Positions are percentages, as SVG attributes: a drawing is as wide as its place on the page,
and what is written in it keeps its size. Every axis begins at zero unless a value lies below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil, floor, log10

MOST_STEPS = 4
MINUTE, HOUR, DAY = 60, 3_600, 86_400
#: Steps in which one reads time: 7 min is not among them.
SPANS = (
    *(n * MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * HOUR for n in (1, 2, 3, 6, 12)),
    *(n * DAY for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)),
)


@dataclass(frozen=True, slots=True)
class Tick:
    """A named place on an axis; `anchor` keeps the first and the last name within it."""

    at: str
    label: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high`; what lies beyond is drawn at the end."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """How far along the axis, from 0 to 1."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)

    def at(self, value: float) -> str:
        """From the axis's start."""
        return percent(self.share(value))

    def down(self, value: float) -> str:
        """From the top of an axis that stands upright."""
        return percent(1 - self.share(value))


def percent(share: float) -> str:
    """For an attribute of SVG: "12.5%", the same in every language."""
    return f"{round(share * 100, 2):g}%"


def counts(highest: float) -> tuple[Axis, list[int]]:
    """From 0 to at least `highest` in at most four steps of 1, 2 or 5 times a power of ten."""
    least = max(highest, 1) / MOST_STEPS
    power = 10 ** max(floor(log10(least)), 0)
    step = next(n * power for n in (1, 2, 5, 10) if n * power >= least)
    top = ceil(max(highest, 1) / step) * step
    return Axis(0, top), list(range(0, top + 1, step))


def spans(longest: float) -> tuple[Axis, list[int]]:
    """The same for seconds, in steps of minutes, hours or days."""
    least = max(longest, 1) / MOST_STEPS
    step = next((span for span in SPANS if span >= least), ceil(least / DAY) * DAY)
    top = ceil(max(longest, 1) / step) * step
    return Axis(0, top), list(range(0, top + 1, step))


def ticks(axis: Axis, values: Iterable[float], word: Callable[[float], str]) -> tuple[Tick, ...]:
    """Named places along an axis that lies."""
    anchors = {0.0: "start", 1.0: "end"}
    return tuple(
        Tick(axis.at(value), word(value), anchors.get(axis.share(value), "middle"))
        for value in values
    )


def levels(axis: Axis, values: Iterable[float], word: Callable[[float], str]) -> tuple[Tick, ...]:
    """Named heights of an axis that stands."""
    return tuple(Tick(axis.down(value), word(value)) for value in values)


def middle_of(index: int, count: int) -> str:
    """The middle of one of `count` equal stretches."""
    return percent((index + 0.5) / count)
