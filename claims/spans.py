"""When two spans of one text are the same again. Pure Python."""

from __future__ import annotations

from typing import Protocol


class Span(Protocol):
    """Offsets in code points: a claim, a candidate, a sentence of a reading."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def shares_half(one: Span, other: Span) -> bool:
    """Whether the two share at least half of the shorter one: sentences are cut differently."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > 0 and 2 * shared >= min(one.end - one.start, other.end - other.start)
