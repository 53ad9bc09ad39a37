"""Places in a round: who holds one, who may, and what becomes of leases that ran out.

All functions expect the claim's row to be locked by the caller.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from api.exceptions import Conflict
from claims.models import (
    Claim,
    ClaimStatus,
    Rating,
    RatingScale,
    Review,
    ReviewOutcome,
    Verdict,
)
from claims.services import locking

if TYPE_CHECKING:
    from accounts.models import User


def lease(seconds: float | None = None) -> Any:
    """When a lease that begins now ends, by the database's clock."""
    return Now() + timedelta(seconds=settings.REVIEW_LEASE if seconds is None else seconds)


def held_by(claim: Claim, user: User) -> Review | None:
    """The user's open or rated review of the claim's round."""
    found: Review | None = _round(claim).holding().filter(reviewer=user).first()
    return found


def open_review(claim: Claim, user: User) -> Review | None:
    found: Review | None = _round(claim).filter(reviewer=user, outcome=ReviewOutcome.OPEN).first()
    return found


def last_of(claim: Claim, user: User) -> Review | None:
    """The user's latest review of the round, however it ended."""
    found: Review | None = _round(claim).filter(reviewer=user).order_by("-id").first()
    return found


def barred(claim: Claim, user: User) -> bool:
    """An editor who looked takes no part in the round."""
    return bool(_round(claim).filter(reviewer=user, revealed_at__isnull=False).exists())


def knows_a_judgement(claim: Claim, user: User) -> bool:
    """Who rated the claim, looked at its ratings or decided on it, in whatever round."""
    return (
        Rating.objects.filter(claim=claim, reviewer=user).exists()
        or Review.objects.filter(claim=claim, reviewer=user, revealed_at__isnull=False).exists()
        or Verdict.objects.filter(claim=claim, decided_by=user).exists()
    )


def free_places(claim: Claim) -> int:
    scale = claim.scale or default_scale()
    return int(scale.ratings_required - _round(claim).holding().count())


def expire_overdue_of(claim: Claim) -> int:
    """Ends the claim's overdue reviews; returns how many."""
    overdue = list(_round(claim, every=True).overdue().select_for_update(no_key=True))
    for review in overdue:
        end(review, ReviewOutcome.EXPIRED)
        locking.note(
            None, "expire", claim, review=review.pk, reviewer=str(review.reviewer.opaque_id)
        )
    if overdue:
        settled = settled_status(claim)
        if settled != claim.status:
            locking.save_by_system(claim, status=settled)
    return len(overdue)


def end(review: Review, outcome: str, **fields: Any) -> None:
    """Closes a review; its draft stays with it."""
    Review.objects.filter(pk=review.pk).update(outcome=outcome, ended_at=Now(), **fields)
    review.refresh_from_db(fields=["outcome", "ended_at", *fields])


def end_open(claim: Claim) -> int:
    """Open reviews end as released, for acts that close the round."""
    return int(
        _round(claim, every=True)
        .filter(outcome=ReviewOutcome.OPEN)
        .update(outcome=ReviewOutcome.RELEASED, ended_at=Now())
    )


def settled_status(claim: Claim) -> str:
    """What an in_review claim is once a place was given up: extracted only if nothing is left."""
    if claim.status != ClaimStatus.IN_REVIEW:
        return str(claim.status)
    left = _round(claim).filter(outcome=ReviewOutcome.OPEN).exists() or has_rating(claim)
    return ClaimStatus.IN_REVIEW if left else ClaimStatus.EXTRACTED


def has_rating(claim: Claim) -> bool:
    """Whether anybody has rated in this round, whatever the wording."""
    return bool(
        Rating.objects.filter(claim=claim, round=claim.round, superseded_at__isnull=True).exists()
    )


def open_place(
    claim: Claim, reviewer: User, *, assigned_by: User | None = None, draft: Any = None
) -> tuple[Review, dict[str, Any]]:
    """A review for `reviewer`, and what the claim gets by it (status; at first take, copies)."""
    review = Review.objects.create(
        claim=claim,
        reviewer=reviewer,
        round=claim.round,
        assigned_by=assigned_by,
        lease_expires_at=lease(settings.ASSIGNMENT_LEASE if assigned_by else None),
        draft=draft or {},
    )
    return review, {"status": ClaimStatus.IN_REVIEW, **_first_take(claim)}


def _first_take(claim: Claim) -> dict[str, Any]:
    """Fixes the round's scale and copies what people have not set.

    The copies are what readers were shown, so they are no change of wording; from here on a
    later run's other suggestion no longer moves what is being rated.
    """
    fields: dict[str, Any] = {}
    if claim.scale is None:
        scale = default_scale(lock=True)
        if scale.used_at is None:
            RatingScale.objects.filter(pk=scale.pk, used_at__isnull=True).update(used_at=Now())
        fields["scale"] = scale
    if claim.normalised is None:
        fields["normalised"] = claim.shown_normalised
    if claim.type is None:
        fields["type"] = claim.shown_type
    if claim.speaker is None and claim.suggested_speaker is not None:
        fields["speaker"] = claim.suggested_speaker
    return fields


def default_scale(*, lock: bool = False) -> RatingScale:
    """The scale of new rounds."""
    usable = RatingScale.objects.usable().filter(is_default=True)
    scale: RatingScale | None = (usable.select_for_update(no_key=True) if lock else usable).first()
    if scale is None:
        raise Conflict(_("The newsroom has no default rating scale."), code="no_default_scale")
    return scale


def _round(claim: Claim, *, every: bool = False) -> Any:
    reviews = Review.objects.filter(claim=claim)
    return reviews if every else reviews.filter(round=claim.round)
