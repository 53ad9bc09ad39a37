"""The shape of a level: read in grey and at 12 px, never by colour alone."""

from __future__ import annotations

_FILLS = ("empty", "quarter", "half", "three-quarters", "full")


def shape_of(number: int | None, worst: int | None, best: int | None) -> str:
    """ "empty" at the worst to "full" at the best; "diamond" for a level without a number."""
    if number is None or worst is None or best is None or best <= worst:
        return "diamond"
    return _FILLS[round((number - worst) / (best - worst) * (len(_FILLS) - 1))]
