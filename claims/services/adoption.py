"""What a run writes: scored sentences, claims found again or anew, and what it supersedes.

A run writes the machine's fields only and never `version`: nothing people did is touched.
Every function here runs in the transaction of the caller, whose first statement is the run's
compare-and-swap (transcripts.runs.advance or succeed).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.db.models.functions import Now

from claims.matching import life
from claims.models import Claim, ScoredSentence
from claims.spans import shares_half
from transcripts.models import ExtractionRun, RunMode, RunStatus, Transcript

if TYPE_CHECKING:
    from django.db.models import QuerySet

RANK_MAX = 10_000
MACHINE_FIELDS = [
    "score",
    "rank",
    "reasons",
    "entities",
    "quantities",
    "dates",
    "suggested_normalised",
    "suggested_type",
    "suggested_speaker",
    "last_seen_run",
    "superseded_at",
    "not_found_at",
]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence as the extractor read it, with the database's ids of its segments and speaker.

    `score` says how much it is worth checking in itself, `rank` how likely it is to be picked in
    this transcript; both from 0 to 1.
    """

    start: int
    end: int
    text: str
    role: str
    score: float
    rank: float
    is_claim: bool
    type: str
    reasons: list[dict[str, Any]]
    entities: list[dict[str, Any]]
    context_start: int
    context_end: int
    first_segment_id: int
    last_segment_id: int
    speaker_id: int | None
    quantities: list[dict[str, Any]] = field(default_factory=list)
    dates: list[dict[str, Any]] = field(default_factory=list)
    normalised: str = ""

    @property
    def place(self) -> int:
        """The rank as it is stored, a whole number that orders lists."""
        return round(self.rank * RANK_MAX)


@dataclass(frozen=True, slots=True)
class Adopted:
    """What a finished run left behind; `digest` is over its claims' spans and ranks."""

    claims: int
    superseded: int
    flagged: int
    digest: str


def start_attempt(run: ExtractionRun) -> None:
    """Forgets what an earlier attempt of this run read: each starts at the first unit."""
    ScoredSentence.objects.filter(run=run).delete()
    Claim.objects.filter(last_seen_run=run).update(last_seen_run=None)


def store_batch(run: ExtractionRun, candidates: Sequence[Candidate]) -> None:
    """Stores the sentences of a batch and, in an adopt run, the claims among them."""
    ScoredSentence.objects.bulk_create(_sentence(run, item) for item in candidates)
    found = [item for item in candidates if item.is_claim]
    if run.mode != RunMode.ADOPT or not found:
        return
    # Somebody who adds a span by hand takes the same lock: no twin can slip in between.
    Transcript.objects.select_for_update(no_key=True).only("pk").get(pk=run.transcript_id)
    anew = _attach(run, found)
    Claim.objects.bulk_create(
        (_claim(run, item) for item in anew),
        update_conflicts=True,
        unique_fields=["transcript", "start", "end"],
        update_fields=MACHINE_FIELDS,
    )


def _sentence(run: ExtractionRun, item: Candidate) -> ScoredSentence:
    return ScoredSentence(
        run=run,
        start=item.start,
        end=item.end,
        role=item.role,
        score=item.score,
        rank=item.place,
        is_claim=item.is_claim,
        type=item.type,
        reasons=item.reasons,
    )


def _claim(run: ExtractionRun, item: Candidate) -> Claim:
    return Claim(
        transcript_id=run.transcript_id,
        start=item.start,
        end=item.end,
        text=item.text,
        role=item.role,
        first_segment_id=item.first_segment_id,
        last_segment_id=item.last_segment_id,
        context_start=item.context_start,
        context_end=item.context_end,
        score=item.score,
        rank=item.place,
        reasons=item.reasons,
        entities=item.entities,
        quantities=item.quantities,
        dates=item.dates,
        suggested_normalised=item.normalised,
        suggested_type=item.type,
        suggested_speaker_id=item.speaker_id,
        last_seen_run=run,
        superseded_at=None,
        not_found_at=None,
    )


def _attach(run: ExtractionRun, found: Sequence[Candidate]) -> list[Candidate]:
    """Gives candidates to the claims of people they overlap; returns those that remain.

    A claim that people have worked on or added keeps its span, its words and its status. Of
    several candidates that overlap it, the highest score of the run stays, wherever batches
    are cut; one candidate may speak for several claims.
    """
    low, high = min(c.start for c in found), max(c.end for c in found)
    peoples = list(
        Claim.objects.filter(transcript_id=run.transcript_id, start__lt=high, end__gt=low)
        .filter(Q(worked_on_at__isnull=False) | Q(added_by__isnull=False))
        .only("pk", "start", "end", "score", "last_seen_run")
    )
    score = {claim.pk: claim.score for claim in peoples if claim.last_seen_run_id == run.pk}
    best: dict[int, Candidate] = {}
    remaining = []
    for item in found:
        overlapped = [claim for claim in peoples if shares_half(claim, item)]
        if not overlapped:
            remaining.append(item)
        for claim in overlapped:
            if item.score > (score.get(claim.pk) or -1):
                score[claim.pk], best[claim.pk] = item.score, item
    for pk, item in best.items():
        Claim.objects.filter(pk=pk).update(
            score=item.score,
            rank=item.place,
            reasons=item.reasons,
            entities=item.entities,
            quantities=item.quantities,
            dates=item.dates,
            suggested_normalised=item.normalised,
            suggested_type=item.type,
            suggested_speaker_id=item.speaker_id,
            last_seen_run=run,
            superseded_at=None,
            not_found_at=None,
        )
    return remaining


def conclude(run: ExtractionRun) -> Adopted:
    """Ends an adopt run: supersedes what it did not find again, inside its range, and has what
    it found looked up.

    Only what nobody has worked on is superseded; the rest is flagged for a person. The
    condition is part of the UPDATE, so that an act which commits first is seen.
    """
    seen = Claim.objects.filter(last_seen_run=run)
    superseded = flagged = 0
    if run.mode == RunMode.ADOPT:
        missed = _missed(run)
        superseded = missed.filter(worked_on_at__isnull=True, superseded_at__isnull=True).update(
            superseded_at=Now()
        )
        flagged = missed.filter(worked_on_at__isnull=False, not_found_at__isnull=True).update(
            not_found_at=Now()
        )
    life.queue_claims(seen)
    spans = list(seen.order_by("start", "end").values_list("start", "end", "rank"))
    digest = hashlib.sha256(repr(spans).encode()).hexdigest()
    return Adopted(claims=len(spans), superseded=superseded, flagged=flagged, digest=digest)


def _missed(run: ExtractionRun) -> QuerySet[Claim]:
    """What a machine once found wholly inside the run's range, and none since the run began.

    A run over another range that met the same claim meanwhile has put itself in the place of
    this one as the last that saw it.
    """
    bounds = run.segment_range
    started = ExtractionRun.objects.values_list("started_at", flat=True).get(pk=run.pk)
    meanwhile = Q(status=RunStatus.RUNNING)
    if started is not None:
        meanwhile |= Q(finished_at__gte=started)
    seeing = ExtractionRun.objects.filter(Q(pk=run.pk) | meanwhile, transcript=run.transcript_id)
    missed: QuerySet[Claim] = Claim.objects.filter(
        transcript_id=run.transcript_id,
        first_segment__position__gte=bounds.lower or 0,
        score__isnull=False,
    ).exclude(last_seen_run__in=seeing)
    if bounds.upper is not None:
        missed = missed.filter(last_segment__position__lt=bounds.upper)
    return missed
