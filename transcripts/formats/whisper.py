"""OpenAI Whisper's JSON (`--output_format json`, the API's `verbose_json`), as docs/ describe it.

Somebody else's format: keys nobody here knows are left alone, but what is read must be right.
WhisperX's differs in little and is read by the same functions (whisperx.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .base import (
    LABEL,
    LANGUAGE,
    Format,
    Limits,
    ParsedSegment,
    ParsedTranscript,
    Role,
    check_size,
    is_blank,
    strip_range,
)
from .cues import voice_label
from .decode import decode, head_text
from .json_pointer import Place, load
from .phrases import _
from .turns import Turn, Turns
from .whisper_languages import language_tag

# In valid JSON a quote that no backslash precedes, then such a word, is always a key.
_OURS = re.compile(r'(?<!\\)"(?:title|event_date|source_url|publisher|role|label)"\s*:')
_WHISPERS = re.compile(
    r'(?<!\\)"(?:id|seek|tokens|temperature|avg_logprob|compression_ratio|no_speech_prob|words)"'
    r"\s*:"
)
_ALIGNED = re.compile(r'(?<!\\)"score"\s*:')
_FIRST = re.compile(r'\{\s*"(?:text|task|duration)"\s*:')


@dataclass(frozen=True, slots=True)
class _Item:
    """One segment that says something, times in milliseconds."""

    text: str
    speaker: str
    start: int | None
    end: int | None


def transcriber(data: bytes) -> str:
    """Whose JSON `data` clearly is, by its keys: "whisper", "whisperx", or "" for neither.

    Our own JSON has no key of theirs; where a file mixes both it counts as ours, whose reader
    then names the key that is wrong.
    """
    head = head_text(data).lstrip()
    if re.match(r'\{\s*"', head) is None or b'"segments"' not in data or _OURS.search(head):
        return ""
    if b'"word_segments"' in data:
        return "whisperx"
    if not (_FIRST.match(head) or _WHISPERS.search(head)):
        return ""
    return "whisperx" if _ALIGNED.search(head) else "whisper"


def transcribed(format: str, data: bytes, limits: Limits) -> ParsedTranscript:
    """What a speech recogniser of Whisper's family wrote; raises FormatError with a pointer.

    A segment in which nothing was heard is dropped. "SPEAKER_00" is a voice and no person: it
    stays the segment's label. A name put in its place is read as in our own JSON.
    """
    members = load(decode(data, limits, normal=False)).members(None)
    if "segments" not in members:
        Place(None, "/segments").refuse("syntax", _("the segments are missing."))
    places = members["segments"].items()
    check_size("", max(1, len(places)), limits)
    items = list(_items(places))
    text = "\n".join(item.text for item in items)
    check_size(text, len(items), limits)
    turns = Turns([voice_label(item.speaker) for item in items if item.speaker])
    segments = tuple(_segments(items, turns))
    language = _language(members)
    return ParsedTranscript(format, text, segments, turns.speakers, "", language, None, "", "")


def _items(places: Sequence[Place]) -> Iterator[_Item]:
    latest = 0
    for place in places:
        members = place.members(None)
        if "text" not in members:
            Place(None, f"{place.pointer}/text").refuse("syntax", _("the text is missing."))
        text = _words(members["text"])
        if not text:
            continue
        start, end = _times(place, members)
        if start is not None:
            if start < latest:
                members["start"].refuse(
                    "timing", _("the segment starts before one in front of it.")
                )
            latest = start
        yield _Item(text, _string(members, "speaker"), start, end)


def _words(place: Place) -> str:
    """The text without the white space around it; '' where there is nothing else."""
    if isinstance(place.value, str) and is_blank(place.value):
        return ""
    text = place.string(lines=True)
    first, last = strip_range(text, 0, len(text))
    return text[first:last]


def _string(members: Mapping[str, Place], key: str) -> str:
    """A string; '' where it is absent, null or blank, which these programs write for unknown."""
    if key not in members or members[key].value is None or members[key].value == "":
        return ""
    return members[key].string(limit=LABEL).strip()


def _times(place: Place, members: Mapping[str, Place]) -> tuple[int | None, int | None]:
    """Start and end; a segment shorter than a millisecond lasts one."""
    given = [k for k in ("start", "end") if k in members and members[k].value is not None]
    if not given:
        return None, None
    if len(given) == 1:
        what = _("“%(key)s” stands alone; give start and end, or neither.")
        place.refuse("timing", what % {"key": given[0]})
    start, end = members["start"].milliseconds(), members["end"].milliseconds()
    if end < start:
        members["end"].refuse("timing", _("the segment ends before it starts."))
    return start, max(end, start + 1)


def _segments(items: Sequence[_Item], turns: Turns) -> Iterator[ParsedSegment]:
    position = 0
    nobody = Turn("", Role.SPEAKER, None)
    for item in items:
        turn = turns.turn(voice_label(item.speaker)) if item.speaker else nobody
        end = position + len(item.text)
        yield ParsedSegment(
            position, end, turn.role, item.speaker, turn.speaker, item.start, item.end
        )
        position = end + 1


def _language(members: Mapping[str, Place]) -> str:
    """A tag; the API's "english" becomes "en"."""
    written = _string(members, "language")
    tag = language_tag(written)
    if written and (not tag or len(tag) > LANGUAGE):
        what = _("“%(name)s” is no language we know.")
        members["language"].refuse("language", what % {"name": written[:40]})
    return tag


def _read(data: bytes, limits: Limits) -> ParsedTranscript:
    return transcribed("whisper", data, limits)


def _sniff(data: bytes) -> bool:
    return transcriber(data) == "whisper"


FORMAT = Format("whisper", (), (), _sniff, _read)
