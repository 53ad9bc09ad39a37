"""Cuts a transcript into the units that spaCy reads, from the text and its segments alone.

Units are read in groups, which is twice as fast as one by one, and stored in batches of whole
groups. Where a group ends is fixed by the text: results depend neither on the size of a batch
nor on where reading begins.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from worker.extraction.types import Segment, Unit

_BLANK_LINES = re.compile(r"\n\s*\n")
MAX_UNIT_CHARACTERS = 20_000
GROUP_CHARACTERS = 8_000
MAX_BATCH_CHARACTERS = 50_000


def units(text: str, segments: Sequence[Segment]) -> list[Unit]:
    """Return the units in text order: untimed segments, and runs of one speaker's timed cues."""
    found: list[Unit] = []
    for _, run in groupby(enumerate(segments), key=_run_key):
        members = list(run)
        first, last = members[0], members[-1]
        starts = tuple(segment.start for _, segment in members)
        for start, end in _pieces(text, first[1].start, last[1].end):
            found.append(
                Unit(
                    start,
                    end,
                    first[1].role,
                    first[1].speaker,
                    first[0],
                    last[0],
                    starts,
                    first[1].speaker_name,
                )
            )
    return found


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges between blank lines, without outer white space."""
    start = 0
    for gap in [*_BLANK_LINES.finditer(text), None]:
        first, last = trim(text, start, len(text) if gap is None else gap.start())
        if first < last:
            yield first, last
        start = len(text) if gap is None else gap.end()


def speaker_keys(turns: Iterable[tuple[str | None, str]]) -> Iterator[str | None]:
    """Yield a key for each turn's voice, from its known speaker (or None) and label as printed.

    Voices without a known speaker differ by their label ("SPEAKER_01"), each bare ">>" begins
    another, and an unlabelled turn goes on with the unnamed voice before it.
    """
    unnamed: str | None = None
    for position, (speaker, label) in enumerate(turns):
        if speaker is not None:
            unnamed = None
            yield speaker
            continue
        if label:
            unnamed = f"{label}{position}" if set(label) == {">"} else label
        yield unnamed


def groups(units: Iterable[Unit]) -> Iterator[list[Unit]]:
    """Yield together the units that start in the same GROUP_CHARACTERS of the transcript."""
    for _, group in groupby(units, key=lambda unit: unit.start // GROUP_CHARACTERS):
        yield list(group)


def batches(
    units: Iterable[Unit], max_characters: int = MAX_BATCH_CHARACTERS
) -> Iterator[list[Unit]]:
    """Yield whole groups together up to `max_characters`; a longer group comes alone."""
    batch: list[Unit] = []
    size = 0
    for group in groups(units):
        length = sum(unit.end - unit.start for unit in group)
        if batch and size + length > max_characters:
            yield batch
            batch, size = [], 0
        batch += group
        size += length
    if batch:
        yield batch


def segments_of(unit: Unit, start: int, end: int) -> tuple[int, int]:
    """Return the positions of the first and the last segment that the range touches."""
    if not unit.segment_starts:
        return unit.first_segment, unit.last_segment
    first = unit.first_segment + _last_at_or_before(unit.segment_starts, start)
    last = unit.first_segment + _last_at_or_before(unit.segment_starts, end - 1)
    return first, last


def _run_key(item: tuple[int, Segment]) -> tuple[object, ...]:
    position, segment = item
    if segment.start_ms is None:
        return ("paragraph", position)
    return ("cues", segment.role, segment.speaker)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield ranges without outer white space, each at most MAX_UNIT_CHARACTERS long."""
    while True:
        start, end = trim(text, start, end)
        if start >= end:
            return
        cut = end if end - start <= MAX_UNIT_CHARACTERS else _cut(text, start)
        yield trim(text, start, cut)
        start = cut


def _cut(text: str, start: int) -> int:
    limit = start + MAX_UNIT_CHARACTERS
    line_end = text.rfind("\n", start, limit)
    if line_end > start:
        return line_end
    for position in range(limit - 1, start, -1):
        if text[position].isspace():
            return position
    return limit


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range without white space at either side; empty when nothing else is in it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _last_at_or_before(starts: tuple[int, ...], offset: int) -> int:
    return max(bisect_right(starts, offset) - 1, 0)
