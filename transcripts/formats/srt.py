"""SubRip captions (.srt): numbered cues, either decimal mark, hours optional."""

from __future__ import annotations

import re

from .base import Format, FormatError, Limits, ParsedTranscript, is_blank
from .cues import Cue, captions, parse_timing
from .decode import decode, head_text
from .phrases import _

_TIMES = re.compile(r"\s*-?\d[\d:.,]*\s*-->|.*-->\s*-?\d+:\d")
_SNIFF = re.compile(r"\s*(?:\d+[ \t]*\n\s*)?-?\d{1,4}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[ \t]*-->")


def read_srt(data: bytes, limits: Limits) -> ParsedTranscript:
    """Read SubRip captions; raises FormatError. Numbers of cues need not be right."""
    lines = decode(data, limits).split("\n")
    starts = [i for i, line in enumerate(lines) if _TIMES.match(line)]
    if not starts:
        raise FormatError("syntax", _("The file has no cue: no line holds “-->”."), line=1)
    for i, line in enumerate(lines[: starts[0]]):
        if not is_blank(line) and not line.strip().isdecimal():
            said = _("Line %(line)d stands before the first cue.")
            raise FormatError("syntax", said % {"line": i + 1}, line=i + 1)
    cues = []
    for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True):
        body = lines[start + 1 : stop]
        if stop < len(lines):
            body = _without_number(body)
        first, last = parse_timing(lines[start], start + 1)
        cues.append(Cue(start + 1, first, last, "\n".join(body)))
    return captions("srt", cues, limits)


def _without_number(body: list[str]) -> list[str]:
    """The lines of a cue without the number of the next one, which follows a blank line."""
    end = len(body)
    while end and is_blank(body[end - 1]):
        end -= 1
    if end and body[end - 1].strip().isdecimal() and (end == 1 or is_blank(body[end - 2])):
        return body[: end - 1]
    return body


def _sniff(data: bytes) -> bool:
    return _SNIFF.match(head_text(data)) is not None


FORMAT = Format(
    "srt", (".srt",), ("application/x-subrip", "application/srt", "text/srt"), _sniff, read_srt
)
