"""What came in (transcripts, uploads, speakers, segments) and what reads it (runs, heartbeats)."""

from transcripts.models.run import ExtractionRun, FailureCode, Heartbeat, RunMode, RunStatus
from transcripts.models.transcript import Segment, SegmentRole, Speaker, Transcript, Upload

__all__ = [
    "ExtractionRun",
    "FailureCode",
    "Heartbeat",
    "RunMode",
    "RunStatus",
    "Segment",
    "SegmentRole",
    "Speaker",
    "Transcript",
    "Upload",
]
