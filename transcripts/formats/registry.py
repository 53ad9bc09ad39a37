"""The formats there are, found by looking: each module of this package with a `FORMAT`."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path, PurePath

from .base import DEFAULT_LIMITS, Format, FormatError, Limits, ParsedTranscript, check_bytes
from .phrases import _


def _discover() -> dict[str, Format]:
    found: dict[str, Format] = {}
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name == "registry":
            continue
        entry = getattr(importlib.import_module(f"{__package__}.{module.name}"), "FORMAT", None)
        if isinstance(entry, Format):
            found[entry.name] = entry
    return found


FORMATS: dict[str, Format] = _discover()


def detect(data: bytes, *, name: str = "", media_type: str = "") -> str:
    """The name of the format of `data`.

    Clear content wins; then the file's extension; then the media type; else plain text.
    """
    for candidate in FORMATS.values():
        if candidate.sniff(data):
            return candidate.name
    suffix = PurePath(name).suffix.lower() if "\x00" not in name else ""
    for candidate in FORMATS.values():
        if suffix in candidate.extensions:
            return candidate.name
    essence = media_type.partition(";")[0].strip().lower()
    for candidate in FORMATS.values():
        if not suffix and essence in candidate.media_types:
            return candidate.name
    return "text"


def read(
    data: bytes,
    *,
    name: str = "",
    media_type: str = "",
    format: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> ParsedTranscript:
    """Read a transcript in any format; `format` says which, None to find out.

    Raises FormatError and nothing else; no state is kept, the same bytes give the same result.
    """
    if format is not None and format not in FORMATS:
        known = ", ".join(sorted(FORMATS))
        said = _("There is no transcript format “%(format)s”; there are %(known)s.")
        raise FormatError("unknown_format", said % {"format": format, "known": known})
    check_bytes(data, limits)
    return FORMATS[format or detect(data, name=name, media_type=media_type)](data, limits)
