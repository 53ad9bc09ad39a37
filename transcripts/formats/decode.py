"""Bytes to text: encoding, normal form, one kind of newline, no control characters."""

from __future__ import annotations

import codecs
import re
import unicodedata

from .base import FormatError, Limits, is_blank

_NEWLINES = re.compile("\r\n|[\r\u2028\u2029\u0085\x0b]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a Word document or other ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Microsoft Office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"ID3", "an MP3 recording"),
    (b"RIFF", "an audio or video recording"),
    (b"OggS", "an audio or video recording"),
    (b"\x1aE\xdf\xa3", "a video recording"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
)
_MARKUP = (
    (b"{\\rtf", "a Rich Text document"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML document"),
)


def one_newline(text: str) -> str:
    """`text` with every kind of newline written as a line feed."""
    return _NEWLINES.sub("\n", text)


def normalise(text: str) -> str:
    """NFC, one newline, no byte-order mark. Doing it twice changes nothing."""
    return unicodedata.normalize("NFC", one_newline(text.removeprefix("\ufeff")))


def find_control(text: str) -> re.Match[str] | None:
    """The first control character that is no newline, tab or form feed."""
    return _CONTROL.search(text)


def head_text(data: bytes, size: int = 65_536) -> str:
    """The beginning of `data` as text, good enough to recognise a format by; never raises."""
    head = data[:size]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return one_newline(head.decode("utf-16", "replace"))
    return one_newline(head.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace"))


def decode(data: bytes, limits: Limits, *, normal: bool = True) -> str:
    """The document in `data`, normalised unless a reader does that itself.

    Raises FormatError: `too_large`, `empty`, `binary`, `encoding`, `control_character`,
    `unknown_format`, `too_long`.
    """
    if len(data) > limits.max_bytes:
        raise FormatError(
            "too_large",
            f"The file has {len(data):,} bytes; at most {limits.max_bytes:,} are accepted.",
        )
    if not data.strip():
        raise FormatError("empty", "The file is empty.")
    _refuse_foreign(data)
    decoded = _decode(data)
    _refuse_control(one_newline(decoded))
    text = normalise(decoded) if normal else decoded.removeprefix("\ufeff")
    if is_blank(text):
        raise FormatError("empty", "The file holds nothing but white space.")
    if len(text) > limits.max_characters * 8:  # readers measure the canonical text itself
        raise FormatError("too_long", f"The file has {len(text):,} characters, far too many.")
    return text


def _refuse_foreign(data: bytes) -> None:
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise FormatError("binary", f"The file is {what}, not a text transcript.", line=1)
    start = data[:200].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    for magic, what in _MARKUP:
        if start.startswith(magic):
            raise FormatError(
                "unknown_format",
                f"The file is {what}; save it as plain text, SRT, WebVTT or JSON.",
                line=1,
            )


def _decode(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise FormatError("encoding", "The file is UTF-32; save it as UTF-8.", line=1)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding, name = "utf-16", "UTF-16"
    else:
        _refuse_bare_utf16(data)
        encoding, name = "utf-8-sig", "UTF-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "replace")
        line = one_newline(before).count("\n") + 1
        if name == "UTF-8" and b"\x00" in data:
            raise FormatError(
                "binary", f"The file is binary, not text (line {line}).", line=line
            ) from None
        raise FormatError(
            "encoding",
            f"The file is not valid {name}: byte {error.start} (line {line}) cannot be read. "
            "Save it as UTF-8.",
            line=line,
        ) from None


def _refuse_bare_utf16(data: bytes) -> None:
    head = data[:4096]
    half = len(head) // 2
    if half >= 2 and any(
        head[i::2].count(0) > 0.7 * half > head[1 - i :: 2].count(0) for i in (0, 1)
    ):
        raise FormatError(
            "encoding",
            "The file looks like UTF-16 without a byte-order mark (byte 0, line 1). "
            "Save it as UTF-8.",
            line=1,
        )


def _refuse_control(text: str) -> None:
    match = find_control(text)
    if match is None:
        return
    if len(_CONTROL.findall(text[:4096])) > max(8, len(text[:4096]) // 10):
        raise FormatError("binary", "The file is binary, not text.", line=1)
    line = text.count("\n", 0, match.start()) + 1
    column = match.start() - text.rfind("\n", 0, match.start())
    raise FormatError(
        "control_character",
        f"Line {line}, column {column} holds the control character U+{ord(match[0]):04X}, "
        "which no transcript needs.",
        line=line,
        column=column,
    )
