"""Two readings of the same text, sentence by sentence. Pure Python.

1. A sentence of the one goes with the sentence of the other that shares at least half of the
   shorter: versions cut sentences differently.
2. A claim that the other reading does not have as one is added or lost; a score that differs by
   more than the threshold has moved.
3. Of the claims that both have, the fewest whose moving turns the one order into the other are
   reordered: what one newcomer pushes down is not.
"""

from __future__ import annotations

import enum
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from claims.spans import shares_half

#: How far a score moves, of 1, before it is told.
THRESHOLD = 0.1
#: How much a reason's weight differs, in log-odds, before it is told.
WEIGHT = 0.05


class Kind(enum.StrEnum):
    ADDED = "added"
    LOST = "lost"
    MOVED = "moved"
    REORDERED = "reordered"


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence as one run read it; `place` among the run's claims, 1 the first, else None."""

    pk: int
    start: int
    end: int
    score: float
    rank: int
    is_claim: bool
    place: int | None = None

    @property
    def points(self) -> int:
        """The score as pages show it, 0 to 10,000."""
        return round(self.score * 10_000)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one sentence; `before` or `after` is None where that reading has none."""

    before: Reading | None
    after: Reading | None
    kinds: tuple[Kind, ...]

    @property
    def latest(self) -> Reading:
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes in the order of the text, and how many claims each reading has."""

    claims_before: int
    claims_after: int
    changes: list[Change] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many changes of each kind; one change may be of two."""
        found = Counter(kind for change in self.changes for kind in change.kinds)
        return {kind.value: found[kind] for kind in Kind}

    def of_kind(self, kind: str | None) -> list[Change]:
        return [one for one in self.changes if kind is None or kind in one.kinds]


@dataclass(frozen=True, slots=True)
class ReasonChange:
    """A reason that one reading gives and the other does not, or with another weight."""

    name: str
    text: str
    before: float | None
    after: float | None


def compare(
    before: Iterable[Reading], after: Iterable[Reading], threshold: float = THRESHOLD
) -> Comparison:
    """`before` and `after` in the order of the text, without overlaps within one reading."""
    old, new = list(before), list(after)
    places = _places(old), _places(new)
    pairs = list(_paired(old, new))
    common = [
        (places[0][one.start], places[1][other.start])
        for one, other in pairs
        if one is not None and other is not None and one.is_claim and other.is_claim
    ]
    reordered = _out_of_order(common)
    changes = []
    for one, other in pairs:
        one, other = _placed(one, places[0]), _placed(other, places[1])
        kinds = tuple(_kinds(one, other, threshold, reordered))
        if kinds:
            changes.append(Change(one, other, kinds))
    return Comparison(len(places[0]), len(places[1]), changes)


def changed_reasons(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> list[ReasonChange]:
    """What differs between the reasons of two readings, the greatest difference first."""
    old, new = _by_name(before), _by_name(after)
    found = []
    for name in {**old, **new}:
        (text, was), (text_now, is_now) = old.get(name, ("", None)), new.get(name, ("", None))
        if abs((is_now or 0) - (was or 0)) >= WEIGHT:
            found.append(ReasonChange(name, text_now or text, was, is_now))
    return sorted(found, key=lambda one: (-abs((one.after or 0) - (one.before or 0)), one.name))


def _by_name(reasons: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, float | None]]:
    """The weight that each name brings, with the words of the last of that name."""
    found: dict[str, tuple[str, float | None]] = {}
    for reason in reasons:
        name = str(reason.get("name", ""))
        _text, weight = found.get(name, ("", None))
        weight = (weight or 0) + float(reason.get("weight") or 0)
        found[name] = str(reason.get("text") or ""), weight
    return found


def _places(reading: Sequence[Reading]) -> dict[int, int]:
    """By where it starts: each claim's place among the claims, the highest rank first."""
    claims = sorted((r for r in reading if r.is_claim), key=lambda r: (-r.rank, r.start))
    return {claim.start: place for place, claim in enumerate(claims, 1)}


def _placed(one: Reading | None, places: Mapping[int, int]) -> Reading | None:
    if one is None or not one.is_claim:
        return one
    return replace(one, place=places[one.start])


def _paired(
    old: Sequence[Reading], new: Sequence[Reading]
) -> Iterable[tuple[Reading | None, Reading | None]]:
    at = to = 0
    while at < len(old) and to < len(new):
        one, other = old[at], new[to]
        if shares_half(one, other):
            yield one, other
            at, to = at + 1, to + 1
        elif one.end <= other.end:
            yield one, None
            at += 1
        else:
            yield None, other
            to += 1
    yield from ((one, None) for one in old[at:])
    yield from ((None, other) for other in new[to:])


def _kinds(
    one: Reading | None, other: Reading | None, threshold: float, reordered: set[int]
) -> Iterable[Kind]:
    was, is_now = one is not None and one.is_claim, other is not None and other.is_claim
    if is_now and not was:
        yield Kind.ADDED
    if was and not is_now:
        yield Kind.LOST
    if one is not None and other is not None:
        if round(abs(one.score - other.score), 9) > threshold:
            yield Kind.MOVED
        if one.place in reordered and other.place is not None:
            yield Kind.REORDERED


def _out_of_order(common: Iterable[tuple[int, int]]) -> set[int]:
    """The places before of all that lie outside a longest run which keeps its order."""
    order = sorted(common)
    tails: list[int] = []  # of the best run of each length, its last place after
    ends: list[int] = []  # where in `order` that is
    previous: list[int] = []
    for index, (_before, after) in enumerate(order):
        length = bisect_left(tails, after)
        tails[length : length + 1] = [after]
        ends[length : length + 1] = [index]
        previous.append(ends[length - 1] if length else -1)
    kept = set()
    index = ends[-1] if ends else -1
    while index >= 0:
        kept.add(order[index][0])
        index = previous[index]
    return {before for before, _after in order} - kept
