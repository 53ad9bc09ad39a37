"""A plain text document cut into paragraphs, and its labels found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .base import is_blank, strip_range
from .evidence import Candidate, choose
from .furniture import furniture_kind
from .labels import Label, match_label

_LINE_END = re.compile(r"[.?!…:;](?:[\"'”’)\]*]|\s)*$")
_FULL_LINE = 45  # a hard-wrapped line is rarely shorter on average
_WRAP_WIDTH = 110  # nor longer
_LONG_LINE = 200  # a line this long was not wrapped


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stripped range of the text; `start` is after the label if it has one.

    `start == end` is a label with nothing behind it, which the next paragraph belongs to.
    """

    start: int
    end: int
    label: Label | None


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str
    label: Label | None
    alone: bool  # a stage direction or furniture: never joined to its neighbours


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of `text` in order, labels decided over the whole document."""
    blocks = list(_blocks(text))
    wrapped = _is_wrapped(blocks) if len(blocks) == 1 else True
    groups = [group for block in blocks for group in _groups(block, wrapped)]
    chosen = _chosen(groups)
    return [p for group in groups for p in _cut(text, group, chosen)]


def _blocks(text: str) -> Iterator[list[_Line]]:
    """Runs of lines between blank ones."""
    block: list[_Line] = []
    position = 0
    for line in text.split("\n"):
        if is_blank(line):
            if block:
                yield block
            block = []
        else:
            label = match_label(line)
            block.append(_Line(position, line, label, furniture_kind(line) is not None))
        position += len(line) + 1
    if block:
        yield block


def _is_wrapped(blocks: Sequence[Sequence[_Line]]) -> bool:
    """Whether the lines of a document without blank ones were broken by width."""
    lines = [line.text.strip() for block in blocks for line in block]
    open_ended = [line for line in lines[:-1] if not _LINE_END.search(line)]
    if len(lines) < 2 or max(map(len, lines)) > _WRAP_WIDTH or not open_ended:
        return False
    mean = sum(map(len, open_ended)) / len(open_ended)
    return len(open_ended) >= 0.4 * (len(lines) - 1) and mean >= _FULL_LINE


def _groups(block: list[_Line], wrapped: bool) -> Iterator[list[_Line]]:
    """Lines that make one paragraph, unless a label parts them."""
    if not wrapped or max(len(line.text) for line in block) > _LONG_LINE:
        yield from ([line] for line in block)
        return
    group: list[_Line] = []
    for line in block:
        if line.alone and not (group and not _LINE_END.search(group[-1].text)):
            if group:
                yield group
            yield [line]
            group = []
        else:
            group.append(line)
    if group:
        yield group


def _chosen(groups: Sequence[Sequence[_Line]]) -> set[int]:
    """The starts of the lines whose label is one."""
    candidates: list[Candidate] = []
    starts: list[int] = []
    for number, group in enumerate(groups):
        for i, line in enumerate(group):
            if line.label is None:
                continue
            opens = i == 0 or _LINE_END.search(group[i - 1].text) is not None
            body = line.text[line.label.body :]
            candidates.append(
                Candidate(line.label, opens, number == i == 0, body, _rest(group, i, body))
            )
            starts.append(line.start)
    kept = choose(candidates, len(groups))
    return {start for start, keep in zip(starts, kept, strict=True) if keep}


def _rest(group: Sequence[_Line], i: int, body: str) -> str:
    return group[-1].text if i < len(group) - 1 else body


def _cut(text: str, group: Sequence[_Line], chosen: set[int]) -> Iterator[Paragraph]:
    """One group parted at its labels."""
    end = group[-1].start + len(group[-1].text)
    cuts = [line for i, line in enumerate(group) if i == 0 or line.start in chosen]
    for i, line in enumerate(cuts):
        stop = cuts[i + 1].start if i + 1 < len(cuts) else end
        label = line.label if line.start in chosen else None
        start = line.start + (label.body if label is not None else 0)
        start, stop = strip_range(text, start, stop)
        if label is not None and text[start:stop].count("**") % 2 and text[:stop].endswith("**"):
            start, stop = strip_range(text, start, stop - 2)  # "**Q: Why?**"
        if label is not None or start < stop:
            yield Paragraph(start, stop, label)
