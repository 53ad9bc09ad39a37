"""Claims in place: a segment's text cut where claims and sentences begin and end. Pure Python.

Offsets count code points, as Python's strings do; the browser's UTF-16 never enters here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

STRETCH = 700  # characters of captions that are read without a break
SENTENCE_ENDS = (".", "?", "!", "…", "۔", "؟", "。", "।")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under one claim, or under none.

    `starts` and `ends` where the claim does; `sentence` is one that was left out, and `asks`
    marks its last piece, where a reader asks why.
    """

    text: str
    claim: Any = None
    starts: bool = False
    ends: bool = False
    sentence: Any = None
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What is shown of a segment: its pieces, which begin at offset `start`."""

    segment: Any
    start: int
    end: int
    pieces: list[Piece]


@dataclass(slots=True)
class Turn:
    """Consecutive segments of one voice, as a reader sees them.

    `continues` where a long turn of captions goes on after a break: its time is shown again,
    its name is not.
    """

    head: Any
    continues: bool = False
    paragraphs: list[Paragraph] = field(default_factory=list)


def pieces(
    text: str, start: int, claims: Iterable[Any], sentences: Iterable[Any] = ()
) -> list[Piece]:
    """`text`, which begins at offset `start`, cut at the edges of claims and left-out sentences.

    Where claims overlap, the one that ranks higher is shown. The pieces' texts joined are
    `text` again, whatever the claims.
    """
    end = start + len(text)
    inside = sorted(_within(claims, start, end), key=lambda claim: (-claim.rank, claim.start))
    unclaimed = sorted(_within(sentences, start, end), key=lambda sentence: sentence.start)
    cuts = {start, end}
    for span in (*inside, *unclaimed):
        cuts |= {max(span.start, start), min(span.end, end)}
    result: list[Piece] = []
    for left, right in pairwise(sorted(cuts)):
        over = next((c for c in inside if c.start <= left and c.end >= right), None)
        words = text[left - start : right - start]
        if over is not None and result and result[-1].claim is over:
            before = result[-1]
            result[-1] = replace(before, text=before.text + words, ends=over.end == right)
        elif over is not None:
            result.append(Piece(words, over, over.start == left, over.end == right))
        else:
            said = next((s for s in unclaimed if s.start <= left and s.end >= right), None)
            result.append(Piece(words, sentence=said))
    return _asking(result, end)


def _within(spans: Iterable[Any], start: int, end: int) -> Iterator[Any]:
    return (span for span in spans if span.start < end and span.end > start)


def _asking(cut: list[Piece], end: int) -> list[Piece]:
    """The last piece of each sentence that ends before `end` asks."""
    last = {id(p.sentence): at for at, p in enumerate(cut) if p.sentence and p.sentence.end <= end}
    for at in last.values():
        cut[at] = replace(cut[at], asks=True)
    return cut


def turns(
    segments: Sequence[Any],
    window: str,
    window_start: int,
    claims: Sequence[Any],
    sentences: Sequence[Any] = (),
) -> list[Turn]:
    """Segments grouped by voice; `window` is the canonical text from `window_start` on."""
    grouped: list[Turn] = []
    for segment in segments:
        start = max(segment.start, window_start)
        words = window[start - window_start : max(segment.end - window_start, 0)]
        if not words:
            continue
        if not grouped or not _same_voice(grouped[-1].head, segment):
            grouped.append(Turn(segment))
        elif segment.start_ms is not None and _may_break(grouped[-1]):
            grouped.append(Turn(segment, continues=True))
        marked = pieces(words, start, claims, sentences)
        grouped[-1].paragraphs.append(Paragraph(segment, start, start + len(words), marked))
    return grouped


def _may_break(turn: Turn) -> bool:
    """After a stretch, where a sentence ends; after two, anywhere."""
    last = turn.paragraphs[-1]
    length = last.end - turn.paragraphs[0].start
    said = "".join(piece.text for piece in last.pieces)
    return length > (STRETCH if said.rstrip('"”’) ').endswith(SENTENCE_ENDS) else 2 * STRETCH)


def _same_voice(one: Any, other: Any) -> bool:
    return bool(
        one.role == other.role
        and one.speaker_id == other.speaker_id
        and (other.label in ("", one.label))
    )
