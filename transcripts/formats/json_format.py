"""Our own JSON transcripts (.json), described in docs/transcript-json.md."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from .base import (
    LABEL,
    LANGUAGE,
    PUBLISHER,
    URL,
    Format,
    Limits,
    ParsedSegment,
    ParsedSpeaker,
    ParsedTranscript,
    Role,
    check_size,
    strip_range,
)
from .cues import voice_label
from .decode import decode, head_text
from .json_pointer import Place, load
from .language import valid_language_tag
from .phrases import _
from .turns import Turn, Turns
from .whisper import transcriber
from .words import fold, generic_kind

_KEYS = ("title", "language", "event_date", "source_url", "publisher", "segments")
_SEGMENT_KEYS = ("speaker", "label", "role", "text", "start", "end")
_SILENT = (Role.NARRATOR, Role.FURNITURE)


@dataclass(frozen=True, slots=True)
class _Item:
    """One segment as the file gives it, times in milliseconds."""

    text: str
    speaker: str
    label: str
    role: Role | None
    start: int | None
    end: int | None


def read_json(data: bytes, limits: Limits) -> ParsedTranscript:
    """Read a JSON transcript; raises FormatError with a JSON pointer or a line."""
    members = load(decode(data, limits, normal=False)).members(_KEYS)
    if "segments" not in members:
        Place(None, "/segments").refuse("syntax", _("the segments are missing."))
    places = members["segments"].items()
    check_size("", len(places), limits)
    items = [_item(place) for place in places]
    _check_order(items)
    turns = Turns([voice_label(name) for item in items if (name := item.speaker or item.label)])
    text = "\n".join(item.text for item in items)
    check_size(text, len(items), limits)
    segments = _segments(items, turns)
    return ParsedTranscript(
        format="json",
        text=text,
        segments=segments,
        speakers=_with_labels(turns.speakers, segments),
        title=_string(members, "title"),
        language=_language(members),
        event_date=_date(members),
        source_url=_url(members),
        publisher=_string(members, "publisher", PUBLISHER),
    )


def _item(place: Place) -> _Item:
    members = place.members(_SEGMENT_KEYS)
    if "text" not in members:
        Place(None, f"{place.pointer}/text").refuse("syntax", _("the text is missing."))
    text = members["text"].string(lines=True)
    first, last = strip_range(text, 0, len(text))
    role = _role(members)
    if role in _SILENT and "speaker" in members:
        what = _("the role “%(role)s” has no speaker.")
        members["speaker"].refuse("syntax", what % {"role": role})
    start, end = _times(place, members)
    speaker, label = _string(members, "speaker", LABEL), _string(members, "label", LABEL)
    return _Item(text[first:last], speaker, label, role, start, end)


def _string(members: Mapping[str, Place], key: str, limit: int | None = None) -> str:
    return members[key].string(limit=limit).strip() if key in members else ""


def _role(members: Mapping[str, Place]) -> Role | None:
    if "role" not in members:
        return None
    name = members["role"].string()
    if name not in {role.value for role in Role}:
        known = ", ".join(role.value for role in Role)
        what = _("the role is unknown; known are %(known)s.")
        members["role"].refuse("syntax", what % {"known": known})
    return Role(name)


def _times(place: Place, members: Mapping[str, Place]) -> tuple[int | None, int | None]:
    given = [key for key in ("start", "end") if key in members]
    if not given:
        return None, None
    if len(given) == 1:
        what = _("“%(key)s” stands alone; give start and end, or neither.")
        place.refuse("timing", what % {"key": given[0]})
    start, end = members["start"].milliseconds(), members["end"].milliseconds()
    if end <= start:
        members["end"].refuse("timing", _("the segment ends before or when it starts."))
    return start, end


def _check_order(items: Sequence[_Item]) -> None:
    latest = 0
    for i, item in enumerate(items):
        if item.start is not None:
            if item.start < latest:
                place = Place(None, f"/segments/{i}/start")
                place.refuse("timing", _("the segment starts before one in front of it."))
            latest = item.start


def _segments(items: Sequence[_Item], turns: Turns) -> tuple[ParsedSegment, ...]:
    segments: list[ParsedSegment] = []
    position = 0
    for item in items:
        name = item.speaker or item.label
        turn = turns.turn(voice_label(name)) if name else Turn("", Role.SPEAKER, None)
        role = item.role or turn.role
        segments.append(
            ParsedSegment(
                position,
                position + len(item.text),
                role,
                item.label or item.speaker,
                None if role in _SILENT else turn.speaker,
                item.start,
                item.end,
            )
        )
        position += len(item.text) + 1
    return tuple(segments)


def _with_labels(
    speakers: Sequence[ParsedSpeaker], segments: Sequence[ParsedSegment]
) -> tuple[ParsedSpeaker, ...]:
    """The speakers, with the labels their segments carry among the aliases."""
    found: list[dict[str, None]] = [dict.fromkeys(s.aliases) for s in speakers]
    for segment in segments:
        if segment.speaker is None or generic_kind(segment.label) is not None:
            continue
        if fold(segment.label) not in ("", fold(speakers[segment.speaker].name)):
            found[segment.speaker][segment.label] = None
    return tuple(replace(s, aliases=tuple(a)) for s, a in zip(speakers, found, strict=True))


def _language(members: Mapping[str, Place]) -> str:
    tag = _string(members, "language", LANGUAGE)
    if tag and not valid_language_tag(tag):
        what = _("“%(tag)s” is no well-formed language tag.")
        members["language"].refuse("language", what % {"tag": tag[:40]})
    return tag


def _date(members: Mapping[str, Place]) -> date | None:
    written = _string(members, "event_date")
    if not written:
        return None
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        try:
            return date.fromisoformat(written)
        except ValueError:
            pass
    members["event_date"].refuse("syntax", _("a date such as 2025-09-28 is expected."))


def _url(members: Mapping[str, Place]) -> str:
    url = _string(members, "source_url", URL)
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in url
        fits = fits and parts.port != 0
    except ValueError:
        fits = False
    if not fits:
        members["source_url"].refuse("syntax", _("an http or https URL is expected."))
    if parts.username is not None or parts.password is not None:
        members["source_url"].refuse("syntax", _("an address may not carry a user or password."))
    return url


def _sniff(data: bytes) -> bool:
    head = head_text(data).lstrip()
    is_object = re.match(r"\{\s*\"", head) is not None
    return is_object and '"segments"' in head and not transcriber(data)


FORMAT = Format("json", (".json",), ("application/json",), _sniff, read_json)
