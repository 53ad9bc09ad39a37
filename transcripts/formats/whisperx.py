"""WhisperX's JSON: Whisper's, aligned word by word, with voices told apart ("SPEAKER_00").

The words' own times and scores are not read: a segment carries the times of its first and last.
"""

from __future__ import annotations

from .base import Format, Limits, ParsedTranscript
from .whisper import transcribed, transcriber


def _read(data: bytes, limits: Limits) -> ParsedTranscript:
    return transcribed("whisperx", data, limits)


def _sniff(data: bytes) -> bool:
    return transcriber(data) == "whisperx"


FORMAT = Format("whisperx", (), (), _sniff, _read)
