"""Deciding, publishing, correcting and retracting: what an editor answers for."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from api.exceptions import InvalidInput
from claims import limits
from claims.lifecycle import Action
from claims.matching import twins
from claims.models import (
    Citation,
    Claim,
    ClaimStatus,
    Rating,
    RatingLevel,
    Verdict,
)
from claims.publishing import due, superseded
from claims.publishing.copies import copies_of, level_copies
from claims.publishing.gate import GateRefused, missing
from claims.services import checks, locking, places
from claims.services.actions import allowed_actions_for
from claims.services.citations import end_citation
from claims.services.claims import clean_values, drop_draft, new_round, reword
from claims.services.ratings import outcome_of

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def adjudicate(
    *,
    actor: User,
    claim_id: int,
    expected_version: int | None,
    level: RatingLevel,
    summary: str = "",
    reason: str = "",
    as_of: datetime.date | None = None,
    twin_reason: str = "",
    review_by: datetime.date | None = None,
    acknowledged: Iterable[int] = (),
) -> Verdict:
    """The editor's decision, as a draft until published; a later one replaces it.

    A reason is needed where the round is unfinished (which also needs a rating and an earlier
    reveal), where not all ratings judged the current wording, and for a level outside the
    ratings' range. `twin_reason` says why it differs from what is published of the same claim.
    `acknowledged` are the marks of superseded sources that it cites all the same.
    """
    claim = locking.begin(actor, claim_id, Action.ADJUDICATE, expected_version)
    summary = checks.text(summary, "/summary", limits.SUMMARY, required=False)
    reason = checks.reason(reason, required=False)
    checks.not_in_future(as_of, "/as_of")
    checks.in_future(review_by, "/review_by")
    _check_scale(claim, level)
    counting = list(Rating.objects.counting(claim).select_related("level"))
    if claim.status == ClaimStatus.IN_REVIEW:
        _may_cut_short(actor, claim, counting)
    scale = claim.scale
    required = scale.ratings_required if scale else 0
    if len(counting) < required:
        _need_reason(reason, _("Not all ratings of this wording are in: say why you decide now."))
    elif not in_range(level, [rating.level for rating in counting]):
        _need_reason(reason, _("This level is outside the ratings' range: say why."))
    twin_reason = twins.reason_for(claim, level, twin_reason)
    marks = superseded.check_marks(claim, acknowledged)
    drop_draft(claim)
    places.end_open(claim)
    locking.save(claim, status=ClaimStatus.RESOLVED)
    verdict = Verdict.objects.create(
        **copies_of(claim),
        **level_copies(level),
        round=claim.round,
        summary=summary,
        reason=reason,
        twin_reason=twin_reason,
        decided_by=actor,
        ratings_count=len(counting),
        ratings_required=required,
        as_of=as_of,
        review_by=review_by,
        superseded_sources=_still_known(claim, marks),
    )
    after: dict[str, str | None] = {"summary": summary}
    if twin_reason:
        after["twin_reason"] = twin_reason
    locking.note(actor, "adjudicate", claim, reason=reason, after=after, verdict=verdict.pk)
    return verdict


def _may_cut_short(actor: User, claim: Claim, counting: list[Rating]) -> None:
    if not counting:
        raise locking.wrong_state(actor, claim, _("Nobody has rated this wording yet."))
    if not places.barred(claim, actor):
        raise locking.wrong_state(
            actor, claim, _("Reveal the ratings before deciding an unfinished round.")
        )


def _check_scale(claim: Claim, level: RatingLevel) -> None:
    if claim.scale_id is None or level.scale_id != claim.scale_id:
        raise InvalidInput(_("This level is not of the round's scale."), pointer="/level")


def _need_reason(reason: str, detail: str) -> None:
    if not reason:
        raise InvalidInput(detail, code="reason_required", pointer="/reason")


def in_range(level: RatingLevel, rated: Iterable[RatingLevel]) -> bool:
    """Whether the level lies between the rated ones; one without a number must be among them."""
    rated = list(rated)
    if level.number is None:
        return any(one.pk == level.pk for one in rated)
    positions = [one.position for one in rated if one.number is not None]
    return bool(positions) and min(positions) <= level.position <= max(positions)


def proposed_level(claim: Claim) -> RatingLevel | None:
    """What a full round's consensus proposes. For those the claim's judgements are open to."""
    outcome = outcome_of(claim)
    if outcome is None or outcome.level_id is None:
        return None
    level: RatingLevel = RatingLevel.objects.get(pk=outcome.level_id)
    return level


@transaction.atomic
def publish(*, actor: User, claim_id: int, expected_version: int | None) -> Verdict:
    """Makes the draft public if the gate lets it; the copies are taken now."""
    locking.hold_publishing(alone=False)
    claim = locking.begin(actor, claim_id, Action.PUBLISH, expected_version)
    locking.need_standing(actor, claim)
    verdict = Verdict.objects.draft_of(claim)
    _pass_gate(actor, claim, verdict)
    Verdict.objects.filter(pk=verdict.pk).update(
        **copies_of(claim),
        published_at=Now(),
        published_by=actor,
        superseded_sources=_still_known(claim, superseded.known_to(verdict)),
    )
    verdict.refresh_from_db()
    locking.save(claim, status=ClaimStatus.PUBLISHED)
    _note_public(actor, "publish", claim, verdict)
    return _of(verdict)


def _still_known(claim: Claim, marks: Iterable[int]) -> list[dict[str, Any]]:
    return superseded.known(marks, superseded.cited_sources(claim))


def _pass_gate(actor: User, claim: Claim, verdict: Verdict | None) -> None:
    lacks = missing(claim, verdict)
    if lacks:
        raise GateRefused(lacks, allowed_actions=allowed_actions_for(actor, claim))


def _note_public(
    actor: User, action: str, claim: Claim, verdict: Verdict, reason: str = "", **values: Any
) -> None:
    locking.note(
        actor,
        action,
        claim,
        reason=reason,
        after={
            "normalised": verdict.claim_normalised,
            "level": verdict.level_label,
            "summary": verdict.summary,
            **({"twin_reason": verdict.twin_reason} if verdict.twin_reason else {}),
        },
        verdict=verdict.pk,
        **values,
    )


@transaction.atomic
def correct(
    *,
    actor: User,
    claim_id: int,
    expected_version: int | None,
    note: str,
    level: RatingLevel | None = None,
    summary: str | None = None,
    as_of: datetime.date | None = None,
    review_by: datetime.date | None = None,
    withdraw_citations: Iterable[int] = (),
    changes: dict[str, Any] | None = None,
    twin_reason: str | None = None,
    acknowledged: Iterable[int] = (),
) -> Verdict:
    """A new published verdict in place of the current one, with a note that all can read.

    None keeps what was published, but for a review-by day that is over. `changes` are people's
    values as for edit_claim(), which goes through here while the claim is published; sources
    cited since are taken in. `acknowledged` are marks of superseded sources that it cites all the
    same, besides those that the editor knew before.
    """
    locking.hold_publishing(alone=False)
    claim = locking.begin(actor, claim_id, Action.CORRECT, expected_version)
    note = checks.text(note, "/note", limits.NOTE)
    checks.not_in_future(as_of, "/as_of")
    checks.in_future(review_by, "/review_by")
    old: Verdict = Verdict.objects.current().select_for_update(no_key=True).get(claim=claim)
    if level is not None:
        _check_scale(claim, level)
    marks = {*superseded.check_marks(claim, acknowledged), *superseded.known_to(old)}
    if summary is not None:
        summary = checks.text(summary, "/summary", limits.SUMMARY, required=False)
    if fields := clean_values(changes or {}):
        reword(actor, claim, fields, bump=False)
    _withdraw(actor, claim, withdraw_citations, note)
    why = old.twin_reason if twin_reason is None else twin_reason
    new = Verdict(
        **copies_of(claim),
        **level_copies(level or old.level),
        round=claim.round,
        summary=old.summary if summary is None else summary,
        reason=old.reason,
        twin_reason=twins.reason_for(claim, level or old.level, why),
        decided_by=actor,
        ratings_count=old.ratings_count,
        ratings_required=old.ratings_required,
        as_of=as_of or old.as_of,
        review_by=review_by or still_to_come(old.review_by),
        superseded_sources=_still_known(claim, marks),
        correction_note=note,
        published_by=actor,
        published_at=Now(),
    )
    _pass_gate(actor, claim, new)
    Verdict.objects.filter(pk=old.pk).update(superseded_at=Now())
    new.save(force_insert=True)
    new.refresh_from_db()
    locking.save(claim, status=ClaimStatus.PUBLISHED)
    _note_public(actor, "correct", claim, new, note, replaces=old.pk)
    return _of(new)


def still_to_come(day: datetime.date | None) -> datetime.date | None:
    """The day, unless it is over."""
    return day if day is not None and day > timezone.now().date() else None


@transaction.atomic
def confirm(
    *,
    actor: User,
    claim_id: int,
    expected_version: int | None,
    review_by: datetime.date | None = None,
) -> Verdict:
    """The published verdict still holds: it leaves the list of what is due, with its next day.

    Looks at its sources from before now count against it no more, and it knows the marks that it
    was due for: readers see them. None: no day is set.
    """
    claim = locking.begin(actor, claim_id, Action.CONFIRM, expected_version)
    checks.in_future(review_by, "/review_by")
    verdict: Verdict = Verdict.objects.current().select_for_update(no_key=True).get(claim=claim)
    was_due = [one["code"] for one in verdict.due_because]
    marks = {*superseded.known_to(verdict), *due.marks_in([verdict])}
    cited = {one["source"] for one in verdict.citations}
    Verdict.objects.filter(pk=verdict.pk).update(
        confirmed_at=Now(),
        review_by=review_by,
        due_at=None,
        due_because=[],
        superseded_sources=superseded.known(marks, cited),
    )
    locking.save(claim)
    locking.note(actor, "confirm", claim, verdict=verdict.pk, review_by=review_by, was_due=was_due)
    return _of(verdict)


def _withdraw(actor: User, claim: Claim, ids: Iterable[int], note: str) -> None:
    for index, pk in enumerate(ids):
        citation = Citation.objects.filter(claim=claim, pk=pk).standing().first()
        if citation is None:
            raise InvalidInput(
                _("The claim has no such citation."), pointer=f"/withdraw_citations/{index}"
            )
        end_citation(actor, claim, citation, note)


@transaction.atomic
def retract(*, actor: User, claim_id: int, expected_version: int | None, reason: str) -> Verdict:
    """Takes the verdict back and opens a new round; the page keeps its URL and says so."""
    claim = locking.begin(actor, claim_id, Action.RETRACT, expected_version)
    reason = checks.reason(reason)
    verdict: Verdict = Verdict.objects.current().select_for_update(no_key=True).get(claim=claim)
    Verdict.objects.filter(pk=verdict.pk).update(retracted_at=Now(), retracted_reason=reason)
    verdict.refresh_from_db()
    new_round(actor, claim)
    locking.note(actor, "retract", claim, reason=reason, verdict=verdict.pk)
    return _of(verdict)


def _of(verdict: Verdict) -> Verdict:
    found: Verdict = Verdict.objects.select_related("level", "decided_by", "published_by").get(
        pk=verdict.pk
    )
    return found
