"""Consensus of a full round. Pure Python.

Counts the current ratings of the current wording: all on numbered levels and at most one
step apart by position: resolved at the lower median; all on the same unnumbered level:
resolved so; anything else: disputed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """A rated level: its id, its place on the scale, and whether it has a number."""

    id: int
    position: int
    numbered: bool


@dataclass(frozen=True, slots=True)
class Consensus:
    """`level_id` is the proposed level, None where disputed."""

    resolved: bool
    level_id: int | None


DISPUTED = Consensus(resolved=False, level_id=None)


def consensus(levels: Sequence[Level]) -> Consensus:
    """The outcome of a full round.

    Raises:
        ValueError: for an empty round.
    """
    if not levels:
        raise ValueError("a round without ratings has no consensus")
    if all(level.numbered for level in levels):
        ordered = sorted(levels, key=lambda level: level.position)
        if ordered[-1].position - ordered[0].position <= 1:
            return Consensus(resolved=True, level_id=ordered[(len(ordered) - 1) // 2].id)
        return DISPUTED
    if len({level.id for level in levels}) == 1:
        return Consensus(resolved=True, level_id=levels[0].id)
    return DISPUTED
