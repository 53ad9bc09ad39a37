"""Readings of a transcript as a worker leaves them, a sentence a segment."""

from typing import Any

from django.utils.timezone import now

from claims.models import ClaimType, ScoredSentence
from transcripts.models import ExtractionRun, SegmentRole, Transcript


def read(
    transcript: Transcript, marked: tuple[int, ...] = (0,), version: str = "rules 1", **fields: Any
) -> ExtractionRun:
    """A reading that took the segments at `marked` for claims."""
    run: ExtractionRun = ExtractionRun.objects.create(
        **{
            "transcript": transcript,
            "extractor_version": version,
            "status": "succeeded",
            "max_attempts": 3,
            "not_before": now(),
            "finished_at": now(),
        }
        | fields
    )
    for segment in transcript.segments.order_by("position"):
        ScoredSentence.objects.create(
            run=run,
            start=segment.start,
            end=segment.end,
            role=SegmentRole.SPEAKER,
            score=0.5,
            is_claim=segment.position in marked,
            type=ClaimType.OTHER,
        )
    return run
