"""Which reading of a transcript its sentences are shown from, also those that were left out."""

from __future__ import annotations

from typing import Any

from claims.models import ScoredSentence
from transcripts.models import ExtractionRun, RunMode, RunStatus


def latest_sentences(transcript_id: int) -> Any:
    """Of the last adopt run that succeeded, else of the one that runs, else none."""
    runs = ExtractionRun.objects.filter(transcript_id=transcript_id, mode=RunMode.ADOPT)
    run = (
        runs.filter(status=RunStatus.SUCCEEDED).first()
        or runs.filter(status=RunStatus.RUNNING).first()
    )
    read = ScoredSentence.objects.filter(run=run)
    return read if run else read.none()
