"""Claims in place: a segment's text cut where claims begin and end. Pure Python.

Offsets count code points, as Python's strings do; the browser's UTF-16 never enters here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under one claim, or under none; `starts` where the claim begins here."""

    text: str
    claim: Any = None
    starts: bool = False


@dataclass(slots=True)
class Turn:
    """Consecutive segments of one voice, as a reader sees them."""

    head: Any
    paragraphs: list[tuple[Any, list[Piece]]] = field(default_factory=list)


def pieces(text: str, start: int, claims: Iterable[Any]) -> list[Piece]:
    """`text`, which begins at offset `start`, cut at the claims' edges.

    Where claims overlap, the one that ranks higher is shown. The pieces' texts joined are
    `text` again, whatever the claims.
    """
    end = start + len(text)
    inside = sorted(
        (c for c in claims if c.start < end and c.end > start), key=lambda c: (-c.rank, c.start)
    )
    cuts = {start, end}
    for claim in inside:
        cuts |= {max(claim.start, start), min(claim.end, end)}
    edges = sorted(cuts)
    result: list[Piece] = []
    for left, right in pairwise(edges):
        over = next((c for c in inside if c.start <= left and c.end >= right), None)
        words = text[left - start : right - start]
        if result and over is not None and result[-1].claim is over:
            result[-1] = Piece(result[-1].text + words, over, result[-1].starts)
        else:
            result.append(Piece(words, over, over is not None and over.start == left))
    return result


def turns(
    segments: Sequence[Any], window: str, window_start: int, claims: Sequence[Any]
) -> list[Turn]:
    """Segments grouped by voice; `window` is the canonical text from `window_start` on."""
    grouped: list[Turn] = []
    for segment in segments:
        left = max(segment.start, window_start) - window_start
        words = window[left : max(segment.end - window_start, 0)]
        if not words:
            continue
        if not grouped or not _same_voice(grouped[-1].head, segment):
            grouped.append(Turn(segment))
        marked = pieces(words, window_start + left, claims)
        grouped[-1].paragraphs.append((segment, marked))
    return grouped


def _same_voice(one: Any, other: Any) -> bool:
    return bool(
        one.role == other.role
        and one.speaker_id == other.speaker_id
        and (other.label in ("", one.label))
    )
