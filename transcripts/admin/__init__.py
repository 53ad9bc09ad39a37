"""Transcripts and runs in the admin site; speakers are in claims.admin, which can merge them."""

from transcripts.admin.base import BoundedPaginator, ViewAdmin
from transcripts.admin.runs import HeartbeatAdmin, RunAdmin
from transcripts.admin.transcripts import SegmentAdmin, TranscriptAdmin, UploadAdmin

__all__ = [
    "BoundedPaginator",
    "HeartbeatAdmin",
    "RunAdmin",
    "SegmentAdmin",
    "TranscriptAdmin",
    "UploadAdmin",
    "ViewAdmin",
]
