"""Bytes to transcript: pure Python, one module a format. See `base` for the contract."""

from .base import (
    Format,
    FormatError,
    Limits,
    ParsedSegment,
    ParsedSpeaker,
    ParsedTranscript,
    Role,
    canonical_digest,
)
from .language import valid_language_tag
from .registry import FORMATS, detect, read

__all__ = [
    "FORMATS",
    "Format",
    "FormatError",
    "Limits",
    "ParsedSegment",
    "ParsedSpeaker",
    "ParsedTranscript",
    "Role",
    "canonical_digest",
    "detect",
    "read",
    "valid_language_tag",
]
