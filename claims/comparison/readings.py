"""Runs compared: their sentences read from the database, and a page of changes with its words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from api.exceptions import InvalidInput, WrongState
from claims.comparison.changes import (
    THRESHOLD,
    Change,
    Comparison,
    Kind,
    Reading,
    ReasonChange,
    changed_reasons,
    compare,
)
from claims.models import Claim, ScoredSentence
from claims.spans import shares_half
from transcripts.models import ExtractionRun, RunMode, RunStatus, Transcript
from transcripts.models.run import whole_transcript

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Compared:
    """Two runs over the same part of a transcript.

    `kept` are the claims that people worked on or added, by the start of the sentence that is
    lost over them: adopting the run flags them for a person, and takes nothing away.
    """

    before: ExtractionRun
    after: ExtractionRun
    threshold: float
    found: Comparison
    kept: dict[int, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """A change with what was said, the reasons that differ, and the claim of people that stays."""

    change: Change
    text: str
    reasons: list[ReasonChange]
    kept_claim: int | None


def adopted_before(run: ExtractionRun) -> ExtractionRun | None:
    """What a run is to be judged against: the last other that was adopted over the whole text."""
    adopted = _succeeded(run.transcript_id).filter(mode=RunMode.ADOPT).exclude(pk=run.pk)
    found: ExtractionRun | None = adopted.first()
    return found


def last_trial(transcript_id: int) -> ExtractionRun | None:
    """The last shadow run over the whole text that succeeded."""
    found: ExtractionRun | None = _succeeded(transcript_id).filter(mode=RunMode.SHADOW).first()
    return found


def _succeeded(transcript_id: int) -> Any:
    return ExtractionRun.objects.filter(
        transcript=transcript_id, status=RunStatus.SUCCEEDED, segment_range=whole_transcript()
    )


def compare_runs(
    *,
    actor: User | None,
    after: ExtractionRun,
    before: ExtractionRun | None = None,
    threshold: float = THRESHOLD,
) -> Compared:
    """What `after` says otherwise than `before`, by default the last that was adopted.

    `actor` sees both runs; None is the operator. Raises WrongState where there is nothing to
    compare yet, InvalidInput where the two read different words. Three queries, and one more to
    find the last adopted.
    """
    before = before or adopted_before(after)
    if before is None:
        raise WrongState(_("No other reading of this transcript was adopted yet."), code="alone")
    if (before.transcript_id, before.segment_range) != (after.transcript_id, after.segment_range):
        raise InvalidInput(_("That run read other words than this one."), pointer="/against")
    for run in (before, after):
        if run.status != RunStatus.SUCCEEDED:
            raise WrongState(
                _("Run %(id)s has not read the transcript to its end.") % {"id": run.pk},
                code="not_read",
            )
    found = compare(_sentences(before), _sentences(after), threshold)
    return Compared(before, after, threshold, found, _kept(actor, after, found.changes))


def shown(compared: Compared, changes: Sequence[Change]) -> list[Shown]:
    """These changes in words. Two queries, however many."""
    reasons = _reasons(changes)
    of = Transcript.objects.filter(pk=compared.after.transcript_id)
    text = of.values_list("text", flat=True).get() if changes else ""
    return [
        Shown(
            change=one,
            text=text[one.latest.start : one.latest.end],
            reasons=changed_reasons(
                reasons.get(one.before.pk, []) if one.before else [],
                reasons.get(one.after.pk, []) if one.after else [],
            ),
            kept_claim=compared.kept.get(one.latest.start) if Kind.LOST in one.kinds else None,
        )
        for one in changes
    ]


def _sentences(run: ExtractionRun) -> Iterable[Reading]:
    """A run of before ranks were kept orders by its scores."""
    rows = ScoredSentence.objects.filter(run=run).order_by("start")
    for pk, start, end, score, rank, is_claim in rows.values_list(
        "pk", "start", "end", "score", "rank", "is_claim"
    ):
        yield Reading(
            pk, start, end, score, round(score * 10_000) if rank is None else rank, is_claim
        )


def _kept(actor: User | None, run: ExtractionRun, changes: Iterable[Change]) -> dict[int, int]:
    claims = Claim.objects.all() if actor is None else Claim.objects.visible_to(actor)
    peoples = list(
        claims.filter(transcript=run.transcript_id)
        .filter(Q(worked_on_at__isnull=False) | Q(added_by__isnull=False))
        .order_by("start", "pk")
        .only("pk", "start", "end")
    )
    found = {}
    for one in changes:
        if Kind.LOST in one.kinds and one.before is not None:
            over = next((claim for claim in peoples if shares_half(claim, one.before)), None)
            if over is not None:
                found[one.latest.start] = over.pk
    return found


def _reasons(changes: Iterable[Change]) -> dict[int, list[Any]]:
    ids = [side.pk for one in changes for side in (one.before, one.after) if side is not None]
    rows = ScoredSentence.objects.filter(pk__in=ids)
    return dict(rows.values_list("pk", "reasons"))
