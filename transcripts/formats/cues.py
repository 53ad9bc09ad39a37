"""Timed captions to a transcript: roll-up repeats merged, voices and labels to turns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .base import FormatError, Limits, ParsedSegment, ParsedTranscript, Role, check_size
from .evidence import Candidate, choose
from .furniture import is_stage_direction
from .labels import Label, core_of, match_label
from .markup import CueLine, cue_lines
from .phrases import Phrase, _
from .turns import Turn, Turns
from .words import Kind, generic_kind

_TIMING = re.compile(
    r"\s*(?P<start>-?[\d:]+(?:[.,]\d{1,3})?)\s*-->\s*(?P<end>-?[\d:]+(?:[.,]\d{1,3})?)(?:\s.*)?"
)
_STAMP = re.compile(r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?")
_ENDS = re.compile(r"[.?!…:)\]♪](?:[\"'”’]|\s)*$")
_LATEST_MS = 2_147_483_647
_ADJACENT_MS = 100  # a roll-up repeat follows the line it repeats at once


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue: its times in milliseconds, its raw text, and the line its times stand in."""

    line: int
    start: int
    end: int
    raw: str


@dataclass(frozen=True, slots=True)
class _Line:
    cue: Cue
    text: str
    voice: str | None
    label: Label | None
    first: bool  # of its cue


@dataclass(frozen=True, slots=True)
class _Piece:
    """Lines of one cue that belong together: one segment."""

    cue: Cue
    text: str
    label: Label | None
    inline: bool  # the label stands in the text


def parse_timing(text: str, line: int) -> tuple[int, int]:
    """Start and end in milliseconds of a line such as `01:02.500 --> 01:04,000 align:start`.

    Hours are optional, the decimal mark is a point or a comma, what follows is ignored. Raises
    `timing` where it is malformed, negative, or ends before it starts.
    """
    match = _TIMING.fullmatch(text)
    if match is None:
        raise _unreadable(text.strip(), line)
    start, end = (_milliseconds(match[name], line) for name in ("start", "end"))
    if end <= start:
        said = _("The times in line %(line)d end (%(end)s) before or when they start (%(start)s).")
        raise _timing(said, line, start=match["start"], end=match["end"])
    return start, end


def _milliseconds(stamp: str, line: int) -> int:
    if stamp.startswith("-"):
        raise _timing(_("The times in line %(line)d are negative: “%(time)s”."), line, time=stamp)
    match = _STAMP.fullmatch(stamp)
    if match is None or int(match[2]) > 59 or int(match[3]) > 59:
        raise _unreadable(stamp, line)
    seconds = (int(match[1] or 0) * 60 + int(match[2])) * 60 + int(match[3])
    total = seconds * 1000 + int((match[4] or "0").ljust(3, "0"))
    if total > _LATEST_MS:
        raise _timing(_("The times in line %(line)d are too late: “%(time)s”."), line, time=stamp)
    return total


def _unreadable(text: str, line: int) -> FormatError:
    said = _("The times in line %(line)d cannot be read: “%(text)s”.")
    return _timing(said, line, text=text[:60])


def _timing(said: Phrase, line: int, **values: object) -> FormatError:
    return FormatError("timing", said % {"line": line, **values}, line=line)


def check_order(cues: Sequence[Cue]) -> None:
    """Raise `timing` where a cue starts before the one in front of it."""
    for before, cue in pairwise(cues):
        if cue.start < before.start:
            said = _(
                "The times in line %(line)d start before those of the cue in front "
                "(line %(before)d)."
            )
            raise _timing(said, cue.line, before=before.line)


def captions(
    format: str, cues: Sequence[Cue], limits: Limits, *, title: str = "", language: str = ""
) -> ParsedTranscript:
    """The transcript the cues make; raises FormatError.

    The text of a cue is its lines joined by a space; where the speaker changes inside a cue, and
    between cues, there is one newline. A speaker keeps the floor until somebody else is named.
    """
    check_order(cues)
    pieces = list(_pieces(list(_lines(cues))))
    check_size("", max(1, len(pieces)), limits)
    turns = Turns([piece.label for piece in pieces])
    text = "\n".join(piece.text for piece in pieces)
    segments = tuple(_segments(pieces, turns))
    check_size(text, len(segments), limits)
    return ParsedTranscript(format, text, segments, turns.speakers, title, language, None, "", "")


def _lines(cues: Sequence[Cue]) -> Iterator[_Line]:
    """The lines of all cues that are new."""
    shown: list[str] = []
    until = 0
    for cue in cues:
        lines = cue_lines(cue.raw, cue.line + 1)
        repeated = _repeated(shown, lines, cue.start - until)
        until, shown = cue.end, [line.text for line in lines] or shown
        dashes = sum(line.text[0] in "-–—" for line in lines) >= 2
        for i, line in enumerate(lines[repeated:]):
            yield _Line(cue, line.text, line.voice, _label(line, dashes), i == 0)


def _repeated(shown: Sequence[str], lines: Sequence[CueLine], gap: int) -> int:
    """How many lines at the top of a cue were already shown at the bottom of the last one.

    A cue that only repeats another is a repeat if it overlaps it or says three words or more;
    shorter ones may be said twice.
    """
    texts = [line.text for line in lines]
    for count in range(min(len(shown), len(texts)), 0, -1):
        if list(shown[-count:]) == texts[:count] and gap <= _ADJACENT_MS:
            whole = count == len(texts)
            words = sum(len(text.split()) for text in texts)
            if not whole or gap < 0 or words >= 3 or len(shown) > count:
                return count
    return 0


def _label(line: CueLine, dashes: bool) -> Label | None:
    if (label := match_label(line.text)) is not None:
        return label
    if dashes and line.text[0] in "-–—":
        return Label(1, line.text[0], "", Kind.UNKNOWN, True)
    return None


def _pieces(lines: Sequence[_Line]) -> Iterator[_Piece]:
    chosen = _chosen(lines)
    group: list[_Line] = []
    start = 0
    for i, line in enumerate(lines):
        apart = line.first or line.voice or i in chosen or _alone(line)
        if group and (apart or _alone(group[-1])):
            yield _piece(group, start in chosen)
            group = []
        if not group:
            start = i
        group.append(line)
    if group:
        yield _piece(group, start in chosen)


def _alone(line: _Line) -> bool:
    return is_stage_direction(line.text)


def _chosen(lines: Sequence[_Line]) -> set[int]:
    candidates: list[Candidate] = []
    numbers: list[int] = []
    for i, line in enumerate(lines):
        if line.label is not None:
            opens = i == 0 or _ENDS.search(lines[i - 1].text) is not None
            body = line.text[line.label.body :]
            candidates.append(Candidate(line.label, opens, False, body, body))
            numbers.append(i)
    kept = choose(candidates, len(lines))
    return {number for number, keep in zip(numbers, kept, strict=True) if keep}


def _piece(group: Sequence[_Line], labelled: bool) -> _Piece:
    first = group[0]
    text = " ".join(line.text for line in group)
    if labelled:
        return _Piece(first.cue, text, first.label, True)
    label = voice_label(first.voice) if first.voice else None
    return _Piece(first.cue, text, label, False)


def voice_label(name: str) -> Label:
    """The label of somebody a file names outright, not in its text."""
    return Label(0, name, core_of(name) or name, generic_kind(name) or Kind.PERSON, True)


def _segments(pieces: Sequence[_Piece], turns: Turns) -> Iterator[ParsedSegment]:
    turn = Turn("", Role.SPEAKER, None)
    pending = ""
    position = 0
    for piece in pieces:
        start = 0
        if piece.label is not None:
            turn = turns.turn(piece.label)
            pending = turn.label
            start = piece.label.body if piece.inline else 0
        start += len(piece.text[start:]) - len(piece.text[start:].lstrip())
        if start < len(piece.text):
            silent = is_stage_direction(piece.text[start:])
            label = pending if piece.label is not None or not silent else ""
            pending = pending if silent and piece.label is None else ""
            yield ParsedSegment(
                position + start,
                position + len(piece.text),
                Role.FURNITURE if silent else turn.role,
                label,
                None if silent else turn.speaker,
                piece.cue.start,
                piece.cue.end,
            )
        position += len(piece.text) + 1
