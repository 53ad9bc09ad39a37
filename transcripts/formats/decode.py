"""Bytes to text: encoding, normal form, one kind of newline, no control characters."""

from __future__ import annotations

import codecs
import re
import unicodedata

from .base import FormatError, Limits, check_bytes, is_blank
from .phrases import _

_NEWLINES = re.compile("\r\n|[\r\u2028\u2029\u0085\x0b]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_MAGIC = (
    (b"%PDF", _("a PDF document")),
    (b"PK\x03\x04", _("a Word document or other ZIP archive")),
    (b"\xd0\xcf\x11\xe0", _("an old Microsoft Office document")),
    (b"\x1f\x8b", _("a gzip archive")),
    (b"ID3", _("an MP3 recording")),
    (b"RIFF", _("an audio or video recording")),
    (b"OggS", _("an audio or video recording")),
    (b"\x1aE\xdf\xa3", _("a video recording")),
    (b"\x89PNG", _("an image")),
    (b"\xff\xd8\xff", _("an image")),
    (b"GIF8", _("an image")),
)
_MARKUP = (
    (b"{\\rtf", _("a Rich Text document")),
    (b"<!doctype html", _("a web page")),
    (b"<html", _("a web page")),
    (b"<?xml", _("an XML document")),
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
    check_bytes(data, limits)
    if not data.strip():
        raise FormatError("empty", _("The file is empty."))
    _refuse_foreign(data)
    decoded = _decode(data)
    _refuse_control(one_newline(decoded))
    text = normalise(decoded) if normal else decoded.removeprefix("\ufeff")
    if is_blank(text):
        raise FormatError("empty", _("The file holds nothing but white space."))
    if len(text) > limits.max_characters * 8:  # readers measure the canonical text itself
        said = _("The file has %(count)s characters, far too many.")
        raise FormatError("too_long", said % {"count": f"{len(text):,}"})
    return text


def _refuse_foreign(data: bytes) -> None:
    for magic, what in _MAGIC:
        if data.startswith(magic):
            said = _("The file is %(what)s, not a text transcript.")
            raise FormatError("binary", said % {"what": what}, line=1)
    start = data[:200].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    for magic, what in _MARKUP:
        if start.startswith(magic):
            said = _("The file is %(what)s; save it as plain text, SRT, WebVTT or JSON.")
            raise FormatError("unknown_format", said % {"what": what}, line=1)


def _decode(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise FormatError("encoding", _("The file is UTF-32; save it as UTF-8."), line=1)
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
            said = _("The file is binary, not text (line %(line)d).")
            raise FormatError("binary", said % {"line": line}, line=line) from None
        raise FormatError(
            "encoding",
            _(
                "The file is not valid %(encoding)s: byte %(byte)d (line %(line)d) cannot be read. "
                "Save it as UTF-8."
            )
            % {"encoding": name, "byte": error.start, "line": line},
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
            _(
                "The file looks like UTF-16 without a byte-order mark (byte 0, line 1). "
                "Save it as UTF-8."
            ),
            line=1,
        )


def _refuse_control(text: str) -> None:
    match = find_control(text)
    if match is None:
        return
    if len(_CONTROL.findall(text[:4096])) > max(8, len(text[:4096]) // 10):
        raise FormatError("binary", _("The file is binary, not text."), line=1)
    line = text.count("\n", 0, match.start()) + 1
    column = match.start() - text.rfind("\n", 0, match.start())
    raise FormatError(
        "control_character",
        _(
            "Line %(line)d, column %(column)d holds the control character %(character)s, "
            "which no transcript needs."
        )
        % {"line": line, "column": column, "character": f"U+{ord(match[0]):04X}"},
        line=line,
        column=column,
    )
