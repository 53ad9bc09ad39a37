"""Deciding: the editor's verdict on a round, a draft until it is published."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from api.exceptions import InvalidInput
from claims import limits
from claims.lifecycle import Action
from claims.matching import twins
from claims.models import Claim, ClaimStatus, Rating, RatingLevel, Verdict
from claims.publishing import superseded
from claims.publishing.copies import copies_of, level_copies
from claims.services import checks, locking, places
from claims.services.claims import drop_draft
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
    check_scale(claim, level)
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
        superseded_sources=superseded.known(marks, superseded.cited_sources(claim)),
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


def check_scale(claim: Claim, level: RatingLevel) -> None:
    """Raises InvalidInput for a level of another scale than the round's."""
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
