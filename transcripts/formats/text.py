"""Plain text as the press prints it: headline, introduction, labelled turns, page furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from .base import (
    Format,
    Limits,
    ParsedSegment,
    ParsedTranscript,
    Role,
    check_size,
)
from .dates import parse_date
from .decode import decode
from .furniture import Furniture, furniture_kind
from .paragraphs import Paragraph, paragraphs
from .turns import Turn, Turns

_PROSE = 15  # words: a paragraph this long is no widget of a web page
_ENDS = re.compile(r"[.?!…](?:[\"'”’)\]*]|\s)*$")
_BYLINE = re.compile(
    r"(?:by|from|posted|published|updated|written by|transcribed by|reporting by)\b.{0,100}",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _State:
    """What is known on the way down the document."""

    text: str
    turns: Turns
    last_label: int  # index of the last labelled paragraph, -1 where there is none
    turn: Turn | None = None
    pending: bool = False  # the turn's label stood alone and is not printed yet
    closed: bool = False  # the page's own furniture has begun


def read_text(data: bytes, limits: Limits) -> ParsedTranscript:
    """Read a plain text transcript; raises FormatError."""
    text = decode(data, limits)
    check_size(text, 1, limits)
    parts = paragraphs(text)
    check_size(text, len(parts), limits)
    labelled = [i for i, part in enumerate(parts) if part.label is not None]
    turns = Turns([parts[i].label for i in labelled])
    state = _State(text, turns, labelled[-1] if labelled else -1)
    if labelled:
        head = parts[: labelled[0]]
        segments = [_plain(p, _head_role(text, p)) for p in head]
        segments += [s for i in range(labelled[0], len(parts)) for s in _step(state, parts, i)]
    else:
        head = parts[: _head_length(text, parts)]
        segments = _speech(state, parts, len(head))
    check_size(text, len(segments), limits)
    return ParsedTranscript(
        format="text",
        text=text,
        segments=tuple(segments),
        speakers=turns.speakers,
        title=_title(text, head),
        language="",
        event_date=_event_date(text, head),
        source_url="",
        publisher="",
    )


def _plain(part: Paragraph, role: Role) -> ParsedSegment:
    return ParsedSegment(part.start, part.end, role, "", None, None, None)


def _step(state: _State, parts: Sequence[Paragraph], i: int) -> list[ParsedSegment]:
    """The segment of paragraph `i`, from the first label on; none for a label alone."""
    part = parts[i]
    if part.label is not None:
        state.turn = state.turns.turn(part.label)
        state.pending, state.closed = True, False
        if part.start == part.end:
            return []
    segment = _plain(part, Role.FURNITURE)
    kind = furniture_kind(state.text[part.start : part.end])
    if part.label is None and _closes(state, parts, i, kind):
        return [segment]
    turn = state.turn
    assert turn is not None
    label = turn.label if state.pending else ""
    if kind is Furniture.STAGE:
        state.pending = state.pending and part.label is None
        return [replace(segment, label=label if part.label is not None else "")]
    state.pending = False
    return [replace(segment, role=turn.role, label=label, speaker=turn.speaker)]


def _closes(state: _State, parts: Sequence[Paragraph], i: int, kind: Furniture | None) -> bool:
    """Whether unlabelled paragraph `i` is the page's and nobody's, keeping `state.closed`."""
    prose = _is_prose(state.text, parts[i])
    trailing = i > state.last_label
    if kind is Furniture.TERMINAL:
        state.closed = True
        return True
    if kind is Furniture.INTERRUPT:
        if trailing and not any(_is_prose(state.text, p) for p in parts[i + 1 : i + 3]):
            state.closed = True
        return True
    if state.closed and not trailing and prose:
        state.closed = False  # a widget in the middle of a turn
    return state.closed


def _is_prose(text: str, part: Paragraph) -> bool:
    words = text[part.start : part.end]
    return len(words.split()) >= _PROSE and _ENDS.search(words) is not None


def _head_role(text: str, part: Paragraph) -> Role:
    kind = furniture_kind(text[part.start : part.end])
    return Role.NARRATOR if kind is None else Role.FURNITURE


def _head_length(text: str, parts: Sequence[Paragraph]) -> int:
    """How many paragraphs of an unlabelled speech are its headline, date and byline."""
    for i, part in enumerate(parts):
        words = text[part.start : part.end]
        small = len(words.split()) <= _PROSE and not _ENDS.search(words)
        byline = parse_date(words) is not None or _BYLINE.fullmatch(words) is not None
        if not small and not byline and furniture_kind(words) is None:
            return i
        if i > 6:
            break
    first = furniture_kind(text[parts[0].start : parts[0].end]) if parts else None
    return 1 if len(parts) > 1 and first is None and _short(text, parts[0]) else 0


def _short(text: str, part: Paragraph) -> bool:
    words = text[part.start : part.end]
    return len(words.split()) <= _PROSE and not _ENDS.search(words)


def _speech(state: _State, parts: Sequence[Paragraph], head: int) -> list[ParsedSegment]:
    """A document without labels: one unknown speaker, after the head."""
    text = state.text
    segments = [_plain(p, _head_role(text, p)) for p in parts[:head]]
    ahead = sum(_is_prose(text, p) for p in parts[head:])
    behind = 0
    for i in range(head, len(parts)):
        kind = furniture_kind(text[parts[i].start : parts[i].end])
        spoken = kind is None and not state.closed
        if kind is Furniture.TERMINAL:
            state.closed = state.closed or ahead - behind <= behind
        behind += _is_prose(text, parts[i])
        segments.append(_plain(parts[i], Role.SPEAKER if spoken else Role.FURNITURE))
    return segments


def _title(text: str, head: Sequence[Paragraph]) -> str:
    for part in head:
        words = text[part.start : part.end]
        if _head_role(text, part) is Role.FURNITURE or parse_date(words) is not None:
            continue
        title = " ".join(words.lstrip("#").split())
        return title if len(title) <= 250 and not title.endswith(".") else ""
    return ""


def _event_date(text: str, head: Sequence[Paragraph]) -> date | None:
    dates = (parse_date(text[p.start : p.end]) for p in head)
    return next((d for d in dates if d is not None), None)


def _never(data: bytes) -> bool:
    """Plain text is what is left when nothing else is recognised."""
    return False


FORMAT = Format(
    "text", (".txt", ".text", ".md"), ("text/plain", "text/markdown"), _never, read_text
)

__all__ = ["FORMAT", "read_text"]
