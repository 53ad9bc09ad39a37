"""Two statements' numbers held against each other: which agree, which cannot both hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from claims.matching.compare.figures import Figure

_NEAR = Fraction(25, 1000)
_ABOUT = Fraction(9, 100)
_WITHIN = Fraction(3, 10)
_TIMES = {"year": Fraction(1), "month": Fraction(12), "week": Fraction(52), "day": Fraction(365),
          "hour": Fraction(8760), "night": Fraction(365)}  # fmt: skip

Pair = tuple[Figure, Figure]


@dataclass(slots=True)
class Agreement:
    """Pairs of figures: those that agree, that differ in value, in unit, in what is counted."""

    same: list[Pair] = field(default_factory=list)
    other: list[Pair] = field(default_factory=list)
    unit: list[Pair] = field(default_factory=list)
    counted: list[Pair] = field(default_factory=list)
    lone: int = 0


def agreement(a: Sequence[Figure], b: Sequence[Figure]) -> Agreement:
    """Pair the figures off: first what agrees, then what speaks of the same kind of thing."""
    found = Agreement()
    left, right = list(a), list(b)
    _take(left, right, found.same, lambda x, y: _comparable(x, y) and agree(x, y))
    _take(left, right, found.unit, _same_digits_other_unit)
    _take(left, right, found.other, lambda x, y: _comparable(x, y) and _of_one_thing(x, y))
    _take(left, right, found.counted, _comparable)
    found.counted += [pair for pair in found.same if not _of_one_thing(*pair)]
    found.lone = len(left) + len(right)
    return found


def _take(
    left: list[Figure],
    right: list[Figure],
    into: list[Pair],
    fits: Callable[[Figure, Figure], bool],
) -> None:
    for x in list(left):
        y = next((y for y in right if fits(x, y)), None)
        if y is not None:
            into.append((x, y))
            left.remove(x)
            right.remove(y)


def _comparable(x: Figure, y: Figure) -> bool:
    if x.dimension == y.dimension:
        return not (x.per and y.per) or x.per == y.per or {x.per, y.per} <= _TIMES.keys()
    return {x.dimension, y.dimension} == {"share", "ratio"}


def _of_one_thing(x: Figure, y: Figure) -> bool:
    """Whether they count the same, as far as is told."""
    return not (x.thing and y.thing) or x.thing == y.thing


def _same_digits_other_unit(x: Figure, y: Figure) -> bool:
    """ "210 miles" beside "210 km", "£35 a month" beside "£35 a year"."""
    if not (_leading(x.said) == _leading(y.said) != ""):
        return False
    if x.dimension == y.dimension:
        return x.per != y.per or not agree(x, y)
    counts = {"count", "ratio", "rank"}
    return x.dimension not in counts and y.dimension not in counts


def _leading(said: str) -> str:
    return "".join(c for c in said if c.isdecimal() or c == ".").strip(".") or (
        said.split()[0].lower() if said.split() else ""
    )


def agree(x: Figure, y: Figure) -> bool:
    """Whether both may be true of one thing: alike as far as they were meant to be exact."""
    (xl, xh), (yl, yh) = _yearly(x, y), _yearly(y, x)
    if {x.dimension, y.dimension} == {"share", "ratio"}:
        return xl == yl
    near = _ABOUT if "about" in (x.bound, y.bound) else _NEAR
    if _apart(xl, xh, yl, yh) <= near:
        return True
    return _bounded(x, xl, yl, yh) or _bounded(y, yl, xl, xh)


def _yearly(x: Figure, y: Figure) -> tuple[Fraction, Fraction]:
    """Its ends per year where the other has another rate."""
    if x.per and y.per and x.per != y.per:
        times = _TIMES[x.per]
        return x.low * times, x.high * times
    return x.low, x.high


def _apart(xl: Fraction, xh: Fraction, yl: Fraction, yh: Fraction) -> Fraction:
    """How far apart two ranges are, as a share of the larger number."""
    gap = max(xl - yh, yl - xh, Fraction(0))
    largest = max(abs(xl), abs(xh), abs(yl), abs(yh))
    return gap / largest if largest else Fraction(0)


def _bounded(x: Figure, end: Fraction, low: Fraction, high: Fraction) -> bool:
    """ "More than 1,000" and 1,200 agree; with 5,000 nobody would have said so."""
    if x.bound == "more":
        return end <= low <= end * (1 + _WITHIN)
    if x.bound == "less":
        return end >= high >= end * (1 - _WITHIN)
    return False
