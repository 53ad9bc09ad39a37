"""Caption markup to plain lines: voices kept, tags, positions and entities resolved."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from .base import LABEL, FormatError, is_blank
from .decode import find_control, normalise
from .phrases import _

_TAG = re.compile(
    r"</?(?:c|i|b|u|s|em|strong|ruby|rt|lang|font|span|p|div)(?:[.\s][^<>]*)?/?>"
    r"|<\d[\d:.,]*>|\{\\[^{}]*\}",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<br\s*/?>|\\N", re.IGNORECASE)
_VOICE = re.compile(r"<(?P<close>/)?v(?:\.[^\s<>]*)?(?:\s++(?P<name>[^<>]*))?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CueLine:
    """A line of a cue as it shows; `voice` is set where a voice tag opens before it."""

    text: str
    voice: str | None


def cue_lines(raw: str, line: int) -> list[CueLine]:
    """The lines of the cue text `raw` that show anything; a new voice begins a new line.

    `line` is where the cue's text begins in the file, for errors. Raises `control_character`
    where an entity stands for one.
    """
    found: list[CueLine] = []
    position = 0
    voice: str | None = None
    for match in [*_VOICE.finditer(raw), None]:
        stop = match.start() if match else len(raw)
        for text in _BREAK.sub("\n", raw[position:stop]).split("\n"):
            clean = _clean(text, line)
            if not is_blank(clean):
                found.append(CueLine(clean, voice))
                voice = None
        if match:
            position = match.end()
            name = _clean(match["name"] or "", line)
            if len(name) > LABEL:
                said = _(
                    "The voice in the cue at line %(line)d has more than %(limit)d characters."
                )
                raise FormatError(
                    "string_too_long", said % {"line": line, "limit": LABEL}, line=line
                )
            voice = name if name and not match["close"] else voice
    return found


def _clean(text: str, line: int) -> str:
    text = _ENTITY.sub(lambda m: html.unescape(m[0]), _TAG.sub("", text))
    text = normalise(text).replace("\n", " ").strip()
    if control := find_control(text):
        raise FormatError(
            "control_character",
            _("The cue at line %(line)d holds the control character %(character)s.")
            % {"line": line, "character": f"U+{ord(control[0]):04X}"},
            line=line,
        )
    return text
