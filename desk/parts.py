"""The parts in which a long transcript is read. Pure Python.

A part is about `SIZE` characters, whatever the length of the whole: the page of a day's debate
costs what that of a short interview does. Edges depend on the text and its segments alone, so
that a link to an offset leads to the same part for everybody, always.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

SIZE = 6_000
SLACK = 2_000  # how far an edge may move to the next place where a reader would pause


@dataclass(frozen=True, slots=True)
class Part:
    """[start, end) of the canonical text, the `number`-th of `count`, from 1."""

    number: int
    count: int
    start: int
    end: int

    @property
    def before(self) -> int | None:
        """An offset in the part before this one."""
        return (self.number - 2) * SIZE + SLACK if self.number > 1 else None

    @property
    def after(self) -> int | None:
        """The offset where the next part begins."""
        return self.end if self.number < self.count else None


def count_of(length: int) -> int:
    """How many parts a text has; the last one may be longer by the slack."""
    return max(1, -(-(length - SLACK) // SIZE))


def reach(length: int, at: int) -> tuple[int, int]:
    """What has to be read of the text to find the part that holds the offset `at`."""
    index = min(max(at, 0) // SIZE, count_of(length) - 1)
    return max(index - 1, 0) * SIZE, min((index + 1) * SIZE + SLACK, length)


def part_at(length: int, at: int, starts: Iterable[int], text: str, text_start: int) -> Part:
    """The part that holds the offset `at`.

    `starts` are the segments' and `text` the characters within `reach`, from `text_start` on.
    """
    count, known = count_of(length), sorted(starts)

    def edge(index: int) -> int:
        if index <= 0:
            return 0
        if index >= count:
            return length
        raw = index * SIZE
        begins = next((start for start in known if raw <= start < raw + SLACK), None)
        return raw + _pause(text[raw - text_start :][:SLACK]) if begins is None else begins

    index = min(max(at, 0) // SIZE, count - 1)
    if at < edge(index):
        index -= 1
    return Part(index + 1, count, edge(index), edge(index + 1))


def _pause(text: str) -> int:
    """Where to cut inside a paragraph: after a line, else after a word, else here."""
    line = text.find("\n")
    if line >= 0:
        return line + 1
    space = re.search(r"\s", text)
    return space.end() if space else 0
