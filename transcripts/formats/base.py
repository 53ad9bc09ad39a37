"""What every transcript format yields: the parsed transcript, its limits and its errors."""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from .phrases import Phrase, _

# Characters that show nothing: white space as `str.strip` knows it, and the zero-width ones.
INVISIBLE = "\u200b\u2060\ufeff"
# Code points of what stands beside the words; a longer title is cut.
LABEL, PUBLISHER, URL, LANGUAGE = 300, 200, 2_000, 35


class Role(enum.StrEnum):
    """Who a segment belongs to."""

    SPEAKER = "speaker"
    QUESTIONER = "questioner"
    NARRATOR = "narrator"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class ParsedSpeaker:
    """A person, as one transcript names them.

    `aliases` are their other labels as printed; `title` is the role as printed, '' if none.
    """

    name: str
    aliases: tuple[str, ...]
    title: str


@dataclass(frozen=True, slots=True)
class ParsedSegment:
    """A range of the canonical text, without its label.

    `start` and `end` count code points, end excluded; times are milliseconds from the start of
    the recording, both or neither. `speaker` indexes `ParsedTranscript.speakers`. `label` is as
    printed, without its separator; '' on paragraphs that continue a turn.
    """

    start: int
    end: int
    role: Role
    label: str
    speaker: int | None
    start_ms: int | None
    end_ms: int | None


@dataclass(frozen=True, slots=True)
class ParsedTranscript:
    """One document, read. Metadata the file does not give are '' or None."""

    format: str
    text: str
    segments: tuple[ParsedSegment, ...]
    speakers: tuple[ParsedSpeaker, ...]
    title: str
    language: str
    event_date: date | None
    source_url: str
    publisher: str


class FormatError(ValueError):
    """A file that cannot be read: what is wrong, and where.

    `said` is what is wrong, for people (its English is `detail`). `line` and `column` count from
    1; `pointer` is a JSON pointer, for the JSON formats only.
    """

    def __init__(
        self,
        code: str,
        said: Phrase,
        *,
        line: int | None = None,
        column: int | None = None,
        pointer: str | None = None,
    ) -> None:
        super().__init__(str(said))
        self.code = code
        self.said = said
        self.line = line
        self.column = column
        self.pointer = pointer

    @property
    def detail(self) -> str:
        return str(self.said)


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a transcript may be: bytes received, segments, code points of canonical text."""

    max_bytes: int = 10_000_000
    max_segments: int = 20_000
    max_characters: int = 2_000_000


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Format:
    """One transcript format: how it is named, recognised and read.

    `sniff` answers for the bytes at hand: True, they are clearly this format. `read` raises
    `FormatError` and nothing else.
    """

    name: str
    extensions: tuple[str, ...]
    media_types: tuple[str, ...]
    sniff: Callable[[bytes], bool]
    read: Callable[[bytes, Limits], ParsedTranscript]

    def __call__(self, data: bytes, limits: Limits = DEFAULT_LIMITS) -> ParsedTranscript:
        """Read `data`; raises FormatError."""
        return self.read(data, limits)


def is_blank(text: str) -> bool:
    """Whether nothing in `text` would show on paper."""
    start, end = strip_range(text, 0, len(text))
    return start == end


def strip_range(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without the white space and zero-width characters at its two ends."""
    while start < end and (text[start].isspace() or text[start] in INVISIBLE):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in INVISIBLE):
        end -= 1
    return start, end


def check_bytes(data: bytes, limits: Limits) -> None:
    """Raise `too_large`."""
    if len(data) > limits.max_bytes:
        raise FormatError(
            "too_large",
            _("The file has %(count)s bytes; at most %(limit)s are accepted.")
            % {"count": f"{len(data):,}", "limit": f"{limits.max_bytes:,}"},
        )


def check_size(text: str, segments: int, limits: Limits) -> None:
    """Raise `too_long`, `too_many_segments` or `empty` (no segment at all)."""
    if len(text) > limits.max_characters:
        raise FormatError(
            "too_long",
            _("The transcript has %(count)s characters; at most %(limit)s are accepted.")
            % {"count": f"{len(text):,}", "limit": f"{limits.max_characters:,}"},
        )
    if segments > limits.max_segments:
        raise FormatError(
            "too_many_segments",
            _("The transcript has %(count)s segments; at most %(limit)s are accepted.")
            % {"count": f"{segments:,}", "limit": f"{limits.max_segments:,}"},
        )
    if segments == 0:
        raise FormatError("empty", _("The transcript holds no spoken or written words."))


def canonical_digest(parsed: ParsedTranscript) -> str:
    """SHA-256 in hex over what the transcript says: text, segment ranges, labels, times.

    Encoded as UTF-8 JSON, no spaces, not ASCII-escaped:
    `["onrecord-transcript-1",text,[[start,end,label,start_ms,end_ms],...]]`, times null where
    there are none. Speakers, roles and metadata are judgements and leave it alone.
    """
    rows = [[s.start, s.end, s.label, s.start_ms, s.end_ms] for s in parsed.segments]
    document = ["onrecord-transcript-1", parsed.text, rows]
    encoded = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(encoded.encode("utf-8")).hexdigest()
