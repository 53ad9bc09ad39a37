"""A share of a whole with the interval that its size allows. Pure Python.

Wilson's score interval (E. B. Wilson, 1927, JASA 22:209-212): it stays within 0 and 1 and
says something true of small counts, where the usual normal interval does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

#: The 97.5th percentile of the normal distribution, for intervals of 95%.
Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`; `share`, `low` and `high` from 0 to 1, None where there is no whole."""

    count: int
    of: int
    share: float | None
    low: float | None
    high: float | None

    @classmethod
    def wilson(cls, count: int, of: int, z: float = Z_95) -> Share:
        """With Wilson's interval. Raises ValueError where `count` is no part of `of`."""
        if not 0 <= count <= of:
            raise ValueError(f"{count} is no part of {of}")
        if of == 0:
            return cls(0, 0, None, None, None)
        share = count / of
        middle = (share + z * z / (2 * of)) / (1 + z * z / of)
        half = z / (1 + z * z / of) * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
        # At either end the bound is the end itself; rounding must not leave it beyond.
        low = 0.0 if count == 0 else max(0.0, middle - half)
        high = 1.0 if count == of else min(1.0, middle + half)
        return cls(count, of, share, low, high)
