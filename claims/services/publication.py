"""Publishing, correcting, confirming and retracting: what an editor answers for in public."""

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
from claims.models import Citation, Claim, ClaimStatus, RatingLevel, Verdict
from claims.publishing import due, superseded
from claims.publishing.copies import copies_of, level_copies
from claims.publishing.gate import GateRefused, missing
from claims.services import checks, locking
from claims.services.actions import allowed_actions_for
from claims.services.citations import end_citation
from claims.services.claims import clean_values, new_round, reword
from claims.services.verdicts import check_scale

if TYPE_CHECKING:
    from accounts.models import User


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
        superseded_sources=_known(claim, superseded.known_to(verdict)),
    )
    verdict.refresh_from_db()
    locking.save(claim, status=ClaimStatus.PUBLISHED)
    _note_public(actor, "publish", claim, verdict)
    return _of(verdict)


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
        check_scale(claim, level)
    marks = {*superseded.check_marks(claim, acknowledged), *superseded.known_to(old)}
    if summary is not None:
        summary = checks.text(summary, "/summary", limits.SUMMARY, required=False)
    if fields := clean_values(changes or {}):
        reword(actor, claim, fields, bump=False)
    _withdraw(actor, claim, withdraw_citations, note)
    given = {"level": level, "summary": summary, "as_of": as_of, "review_by": review_by}
    values = _kept(old) | {name: value for name, value in given.items() if value is not None}
    why = old.twin_reason if twin_reason is None else twin_reason
    new = Verdict(
        **copies_of(claim),
        **level_copies(values.pop("level")),
        **values,
        round=claim.round,
        twin_reason=twins.reason_for(claim, level or old.level, why),
        superseded_sources=_known(claim, marks),
        correction_note=note,
        decided_by=actor,
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


def _kept(old: Verdict) -> dict[str, Any]:
    """What a correction that says nothing of it leaves as it was."""
    names = ("level", "summary", "reason", "ratings_count", "ratings_required", "as_of")
    return {
        **{name: getattr(old, name) for name in names},
        "review_by": still_to_come(old.review_by),
    }


def _withdraw(actor: User, claim: Claim, ids: Iterable[int], note: str) -> None:
    for index, pk in enumerate(ids):
        citation = Citation.objects.filter(claim=claim, pk=pk).standing().first()
        if citation is None:
            raise InvalidInput(
                _("The claim has no such citation."), pointer=f"/withdraw_citations/{index}"
            )
        end_citation(actor, claim, citation, note)


def _known(claim: Claim, marks: Iterable[int]) -> list[dict[str, Any]]:
    return superseded.known(marks, superseded.cited_sources(claim))


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
