"""WebVTT captions (.vtt): header, notes, styles and regions ignored, voices kept.

Our own reader rather than webvtt-py's, which drops a cue with broken times without a word, keeps
only the first voice of a cue, and knows neither lines nor entities (0.6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .base import LANGUAGE, Format, FormatError, Limits, ParsedTranscript, is_blank
from .cues import Cue, captions, parse_timing
from .decode import decode, head_text
from .language import valid_language_tag
from .phrases import _

_HEADER = re.compile(r"WEBVTT(?:[ \t]+(?:[-–—:][ \t]*)?(?P<title>[^\n]*))?$")
_LANGUAGE = re.compile(r"language[ \t]*:[ \t]*(?P<tag>\S+)\s*", re.IGNORECASE)
_IGNORED = re.compile(r"(?:NOTE|STYLE|REGION)(?=\s|$)")
_META = re.compile(r"(?:Kind|Language|X-TIMESTAMP-MAP)\s*[:=]", re.IGNORECASE)


def read_vtt(data: bytes, limits: Limits) -> ParsedTranscript:
    """Read WebVTT captions; raises FormatError."""
    lines = decode(data, limits).split("\n")
    header = _HEADER.fullmatch(lines[0].rstrip())
    if header is None:
        raise FormatError("syntax", _("The file does not begin with “WEBVTT”."), line=1)
    cues: list[Cue] = []
    language = ""
    for number, block in _blocks(lines):
        if number == 1:
            language = _language(block)
            block, number = _after_header(block)
        if block and not _IGNORED.match(block[0]):
            cues.append(_cue(block, number))
    if not cues:
        raise FormatError("empty", _("The file has no cue."), line=len(lines))
    title = header["title"] or ""
    title = "" if _META.match(title) else title.strip()
    return captions("vtt", cues, limits, title=title, language=language)


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines between blank ones, each with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if not is_blank(line):
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _after_header(block: list[str]) -> tuple[list[str], int]:
    """What follows the header without a blank line, as some tools write it."""
    for i, line in enumerate(block):
        if "-->" in line:
            start = i - 1 if i > 1 and not _META.match(block[i - 1]) else i
            return block[start:], start + 1
    return [], 1


def _language(block: list[str]) -> str:
    for line in block[1:]:
        match = _LANGUAGE.fullmatch(line.strip())
        if match and len(match["tag"]) <= LANGUAGE and valid_language_tag(match["tag"]):
            return match["tag"]
    return ""


def _cue(block: list[str], number: int) -> Cue:
    """One cue: an identifier or none, the times, the text."""
    at = next((i for i, line in enumerate(block[:2]) if "-->" in line), None)
    if at is None:
        said = _("Line %(line)d belongs to no cue: there are no times in front of it.")
        raise FormatError("syntax", said % {"line": number}, line=number)
    body = block[at + 1 :]
    for i, line in enumerate(body, number + at + 1):
        if "-->" in line:
            said = _("A blank line is missing before line %(line)d.")
            raise FormatError("syntax", said % {"line": i}, line=i)
    start, end = parse_timing(block[at], number + at)
    return Cue(number + at, start, end, "\n".join(body))


def _sniff(data: bytes) -> bool:
    head = head_text(data)
    return re.match(r"WEBVTT(?=\s|$)", head) is not None


FORMAT = Format("vtt", (".vtt", ".webvtt"), ("text/vtt",), _sniff, read_vtt)
