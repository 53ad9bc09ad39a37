"""Runs with given findings, in the worker's own steps: claim, batches, and some end.

`worker.orchestration` makes the same calls around a real extractor.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from claims.services import adoption
from claims.services.adoption import Adopted, Candidate
from transcripts import runs
from transcripts.leases import Fenced
from transcripts.models import ExtractionRun, FailureCode, Transcript
from transcripts.runs import Cancelled, Lease

WHOLE = (0, None)


@dataclass(frozen=True)
class Finding:
    """What an extractor says of a span. `speaker`: an id, or None for somebody unknown."""

    start: int
    end: int
    score: float = 0.8
    is_claim: bool = True
    type: str = "trend"
    speaker: int | None = None

    @property
    def rank(self) -> float:
        """Another number than the score, so that neither is taken for the other."""
        return self.score**2

    @property
    def normalised(self) -> str:
        return f"{self.score:.4f} [{self.type}]"


def candidate(transcript: Transcript, finding: Finding) -> Candidate:
    """The finding as orchestration hands it on, over the segments it touches."""
    spanned = list(transcript.segments.spanning(finding.start, finding.end).order_by("position"))
    return Candidate(
        start=finding.start,
        end=finding.end,
        text=transcript.text[finding.start : finding.end],
        role="speaker",
        score=finding.score,
        rank=finding.rank,
        is_claim=finding.is_claim,
        type=finding.type,
        reasons=[],
        entities=[],
        context_start=finding.start,
        context_end=finding.end,
        first_segment_id=spanned[0].pk,
        last_segment_id=spanned[-1].pk,
        speaker_id=finding.speaker,
        normalised=finding.normalised,
    )


def queue(transcript: Transcript, *, mode: str = "adopt", within: Any = WHOLE) -> ExtractionRun:
    run = ExtractionRun.objects.create(
        transcript=transcript, mode=mode, segment_range=within, max_attempts=3, not_before=Now()
    )
    run.refresh_from_db()
    return run


class Reading:
    """One attempt on a run; each method is one transaction of the worker's."""

    def __init__(self, run: ExtractionRun) -> None:
        ExtractionRun.objects.filter(pk=run.pk).update(not_before=Now())  # no waiting to retry
        lease = runs.claim(run_id=run.pk, worker="test", extractor_version="1")
        assert lease is not None
        self.lease: Lease = lease
        self.run = ExtractionRun.objects.select_related("transcript").get(pk=run.pk)
        with transaction.atomic():
            self._advance()
            adoption.start_attempt(self.run)

    def _advance(self) -> None:
        runs.advance(self.lease, stage="reading", done=0, total=0, claims_found=0)

    def batch(self, findings: Sequence[Finding]) -> None:
        with transaction.atomic():
            self._advance()
            transcript = self.run.transcript
            adoption.store_batch(self.run, [candidate(transcript, item) for item in findings])

    def succeed(self) -> Adopted:
        with transaction.atomic():
            self._advance()
            adopted = adoption.conclude(self.run)
            runs.succeed(self.lease, claims_found=adopted.claims, values={})
        return adopted

    def fail(self) -> None:
        assert runs.fail(self.lease, code=FailureCode.INTERNAL, detail="A test.")

    def retry(self) -> None:
        assert runs.retry_or_fail(self.lease, code=FailureCode.DATABASE, detail="A test.")

    def cancel(self, actor: Any, then: Sequence[Finding]) -> None:
        """Somebody cancels; the batch that was being read is not stored."""
        runs.cancel(actor=actor, run_id=self.run.pk)
        self._refused(Cancelled, then)
        assert runs.end_cancelled(self.lease)

    def lost(self, then: Sequence[Finding]) -> None:
        """The worker sleeps past its lease; what it still wants to store is refused."""
        rows = ExtractionRun.objects.filter(pk=self.run.pk)
        rows.update(lease_expires_at=Now() - timedelta(seconds=1))
        assert runs.reap() == 1
        self._refused(Fenced, then)

    def _refused(self, why: type[Exception], then: Sequence[Finding]) -> None:
        for step in (lambda: self.batch(then), self.succeed):
            try:
                step()
            except why:
                continue
            raise AssertionError(f"{why.__name__} expected")


def read(run: ExtractionRun, *findings: Finding) -> Adopted:
    """A whole run in one batch."""
    reading = Reading(run)
    reading.batch(findings)
    return reading.succeed()
