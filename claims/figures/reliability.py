"""How far raters agree beyond chance: Krippendorff's alpha and weighted kappa. Pure Python.

Values are places on an ordered scale, 0 to `size` - 1. A unit is what was rated; what counts
is its pattern, how often each value was given to it, so units of one pattern are kept as one
with a weight. There are few patterns, however many units.

- Alpha, ordinal: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011).
- Weighted kappa with quadratic weights: J. Cohen, Psychological Bulletin 70 (1968) 213-220.
- The interval is the Bayesian bootstrap over units: D. B. Rubin, Annals of Statistics 9
  (1981) 130-134.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

#: How often each value of the scale was given to a unit.
Pattern = tuple[int, ...]
#: Resamples of an interval; fewer where there are very many patterns.
RESAMPLES = 1_000
_FEWEST, _WORK = 200, 100_000
#: Fewer units say too little of those that were not rated for an interval to mean anything.
FEWEST_UNITS = 10


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, which holds 95% of the resamples."""

    low: float
    high: float


def alpha(units: Mapping[Pattern, float], size: int) -> float | None:
    """Krippendorff's alpha for ordinal values.

    `units` says how many units have which pattern. None where nothing can be said: no unit
    with two ratings, or one value only, in which chance and agreement are the same.
    """
    observed = _coincidences(units, size)
    totals = [sum(row) for row in observed]
    everything = sum(totals)
    if sum(total > 0 for total in totals) < 2 or everything <= 1:
        return None
    apart = _ordinal_distances(totals)
    places = range(size)
    found = sum(observed[a][b] * apart[a][b] for a in places for b in places)
    chance = sum(totals[a] * totals[b] * apart[a][b] for a in places for b in places)
    return 1 - (everything - 1) * found / chance


def _coincidences(units: Mapping[Pattern, float], size: int) -> list[list[float]]:
    """Pairs of values within units; each unit counts as many as it has ratings."""
    matrix = [[0.0] * size for _ in range(size)]
    for pattern, weight in units.items():
        for a, b, pairs in _pairs_within(pattern):
            matrix[a][b] += weight * pairs
    return matrix


@lru_cache(maxsize=4_096)  # asked again in every resample
def _pairs_within(pattern: Pattern) -> tuple[tuple[int, int, float], ...]:
    """Value, other value and their share of the pairs; none for a single rating."""
    ratings = sum(pattern)
    given = [(place, count) for place, count in enumerate(pattern) if count]
    pairs = (
        (a, b, count * (other - (a == b)) / (ratings - 1))
        for a, count in given
        for b, other in given
        if ratings > 1
    )
    return tuple((a, b, share) for a, b, share in pairs if share)


def _ordinal_distances(totals: Sequence[float]) -> list[list[float]]:
    """The squared number of values between two, half of the two themselves included."""
    size = len(totals)
    apart = [[0.0] * size for _ in range(size)]
    for a in range(size):
        for b in range(a + 1, size):
            between = sum(totals[a : b + 1]) - (totals[a] + totals[b]) / 2
            apart[a][b] = apart[b][a] = between**2
    return apart


def alpha_interval(units: Mapping[Pattern, int], size: int, *, seed: int = 0) -> Interval | None:
    """The 95% interval of alpha, by unit; the same seed gives the same interval.

    Each resample gives every unit a weight, exponential and scaled to the number of units;
    the sum of those of one pattern is a gamma variate, so the work does not grow with the
    number of units. None where alpha is, and for fewer than FEWEST_UNITS.
    """
    pairable = {pattern: count for pattern, count in units.items() if sum(pattern) > 1 and count}
    number = sum(pairable.values())
    if number < FEWEST_UNITS or alpha(pairable, size) is None:
        return None
    draw = random.Random(seed)
    counts = sorted(pairable.items())
    values = []
    for _ in range(max(_FEWEST, min(RESAMPLES, _WORK // len(counts)))):
        drawn = {pattern: draw.gammavariate(count, 1) for pattern, count in counts}
        scale = number / sum(drawn.values())
        value = alpha({pattern: weight * scale for pattern, weight in drawn.items()}, size)
        if value is not None:
            values.append(value)
    values.sort()
    return Interval(_percentile(values, 0.025), _percentile(values, 0.975))


def _percentile(ordered: Sequence[float], at: float) -> float:
    """By linear interpolation between the two nearest."""
    place = at * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def weighted_kappa(pairs: Mapping[tuple[int, int], int], size: int) -> float | None:
    """Cohen's kappa of two raters, a disagreement weighed by its squared distance.

    `pairs` says how often the first gave one value and the second another. None where chance
    alone would agree: no pair, or both gave one and the same value throughout.
    """
    number = sum(pairs.values())
    first, second = [0] * size, [0] * size
    for (a, b), count in pairs.items():
        first[a] += count
        second[b] += count
    found = sum(count * (a - b) ** 2 for (a, b), count in pairs.items())
    chance = sum(
        n * m * (a - b) ** 2 for a, n in enumerate(first) for b, m in enumerate(second) if n and m
    )
    return None if chance == 0 else 1 - number * found / chance
