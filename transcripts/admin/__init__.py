"""Transcripts, speakers and runs in the admin site."""

from transcripts.admin.base import BoundedPaginator, ViewAdmin
from transcripts.admin.runs import HeartbeatAdmin, RunAdmin
from transcripts.admin.transcripts import SegmentAdmin, SpeakerAdmin, TranscriptAdmin, UploadAdmin

__all__ = [
    "BoundedPaginator",
    "HeartbeatAdmin",
    "RunAdmin",
    "SegmentAdmin",
    "SpeakerAdmin",
    "TranscriptAdmin",
    "UploadAdmin",
    "ViewAdmin",
]
