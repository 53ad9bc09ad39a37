"""Places on a claim: take, renew, release, assign, take over, reveal, drafts, expiry."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.roles import Role, has_role
from api.exceptions import Conflict, InvalidInput, TooLarge
from claims import limits
from claims.lifecycle import REVIEWER, Action
from claims.models import Claim, Rating, Review, ReviewOutcome
from claims.services import checks, locking, places

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


@transaction.atomic
def take(*, actor: User, claim_id: int, expected_version: int | None) -> Claim:
    """A place in the round for the actor; 409 where none is free or they may have none."""
    claim = locking.begin(actor, claim_id, Action.TAKE, expected_version)
    locking.need_standing(actor, claim)
    places.expire_overdue_of(claim)
    return _take(actor, claim)


def _take(actor: User, claim: Claim) -> Claim:
    if places.held_by(claim, actor):
        raise locking.wrong_state(actor, claim, _("You already have a place in this round."))
    if places.barred(claim, actor):
        raise locking.wrong_state(actor, claim, _("You looked at this round's ratings: no place."))
    if places.free_places(claim) < 1:
        raise locking.wrong_state(
            actor, claim, _("All places of this round are taken."), code="no_free_place"
        )
    left = places.last_of(claim, actor)
    review, fields = places.open_place(claim, actor, draft=left.draft if left else None)
    locking.save(claim, **fields)
    locking.note(actor, "take", claim, review=review.pk)
    return locking.fresh(claim)


@transaction.atomic
def renew(*, actor: User, claim_id: int, expected_version: int | None) -> Claim:
    """The lease of the actor's open review begins anew."""
    claim = locking.begin(actor, claim_id, Action.RENEW, expected_version)
    places.expire_overdue_of(claim)
    review = _own_open(actor, claim)
    _extend(review)
    locking.save(claim)
    locking.note(actor, "renew", claim, review=review.pk)
    return locking.fresh(claim)


@transaction.atomic
def release(*, actor: User, claim_id: int, expected_version: int | None) -> Claim:
    """Gives the actor's open place back."""
    claim = locking.begin(actor, claim_id, Action.RELEASE, expected_version)
    review = _own_open(actor, claim)
    places.end(review, ReviewOutcome.RELEASED)
    locking.save(claim, status=places.settled_status(claim))
    locking.note(actor, "release", claim, review=review.pk)
    return locking.fresh(claim)


@transaction.atomic
def assign(*, actor: User, claim_id: int, expected_version: int | None, reviewer: User) -> Claim:
    """An editor opens a review for somebody, with the long lease of an assignment."""
    claim = locking.begin(actor, claim_id, Action.ASSIGN, expected_version)
    locking.need_standing(actor, claim)
    places.expire_overdue_of(claim)
    _may_be_assigned(claim, reviewer)
    if places.free_places(claim) < 1:
        raise locking.wrong_state(
            actor, claim, _("All places of this round are taken."), code="no_free_place"
        )
    review, fields = places.open_place(claim, reviewer, assigned_by=actor)
    locking.save(claim, **fields)
    locking.note(actor, "assign", claim, review=review.pk, reviewer=str(reviewer.opaque_id))
    return locking.fresh(claim)


def _may_be_assigned(claim: Claim, reviewer: User) -> None:
    pointer = "/reviewer"
    if not has_role(reviewer, Role.REVIEWER):
        raise InvalidInput(_("This user is no reviewer."), pointer=pointer)
    if not Claim.objects.visible_to(reviewer).filter(pk=claim.pk).exists():
        raise InvalidInput(_("This user cannot see the claim."), pointer=pointer)
    if places.held_by(claim, reviewer):
        raise Conflict(_("This user already has a place in this round."), code="already_has_place")
    if places.barred(claim, reviewer):
        raise Conflict(_("This user looked at this round's ratings."), code="barred")


@transaction.atomic
def take_over(*, actor: User, claim_id: int, expected_version: int | None, reviewer: User) -> Claim:
    """An editor ends somebody's open review, or one whose rating judged an earlier wording."""
    claim = locking.begin(actor, claim_id, Action.TAKE_OVER, expected_version)
    review = places.held_by(claim, reviewer)
    if review is None or (review.outcome == ReviewOutcome.RATED and not _is_stale(claim, reviewer)):
        raise InvalidInput(_("This user has no open place here."), pointer="/reviewer")
    places.end(review, ReviewOutcome.RELEASED)
    locking.save(claim, status=places.settled_status(claim))
    locking.note(actor, "take_over", claim, review=review.pk, reviewer=str(reviewer.opaque_id))
    return locking.fresh(claim)


def _is_stale(claim: Claim, reviewer: User) -> bool:
    return not Rating.objects.counting(claim).filter(reviewer=reviewer).exists()


@transaction.atomic
def reveal(*, actor: User, claim_id: int, expected_version: int | None, reason: str) -> Claim:
    """An editor looks at the round's judgements: gives up an open place, is barred from the round.

    A rating the editor gave before looking was blind and stands.
    """
    claim = locking.begin(actor, claim_id, Action.REVEAL, expected_version)
    reason = checks.reason(reason)
    if places.barred(claim, actor):
        raise locking.wrong_state(actor, claim, _("You have looked at this round already."))
    review = places.held_by(claim, actor)
    if review is None:
        review = Review.objects.create(
            claim=claim,
            reviewer=actor,
            round=claim.round,
            lease_expires_at=Now(),
            outcome=ReviewOutcome.RELEASED,
            ended_at=Now(),
            revealed_at=Now(),
        )
    elif review.outcome == ReviewOutcome.OPEN:
        places.end(review, ReviewOutcome.RELEASED, revealed_at=Now())
    else:
        Review.objects.filter(pk=review.pk).update(revealed_at=Now())
    locking.save(claim, status=places.settled_status(claim))
    locking.note(actor, "reveal", claim, reason=reason, review=review.pk)
    return locking.fresh(claim)


@transaction.atomic
def next_claim(*, actor: User, queryset: QuerySet[Claim] | None = None) -> Claim | None:
    """Takes the highest-ranked claim with a free place for the actor; None where there is none.

    1. Candidates by the reviews as they were read; rows that others hold are skipped.
    2. Behind the lock the places are counted again: somebody may have committed in between.
    """
    locking.need_role(actor, REVIEWER)
    seen: list[int] = []
    while True:
        candidates = Claim.objects.awaiting(actor)
        if queryset is not None:
            candidates = candidates.filter(pk__in=queryset.order_by().values("pk"))
        claim = (
            candidates.exclude(pk__in=seen)
            .select_for_update(of=("self",), no_key=True, skip_locked=True)
            .defer("search")
            .order_by("-rank", "-id")
            .first()
        )
        if claim is None:
            return None
        places.expire_overdue_of(claim)
        if _has_room(actor, claim):
            return _take(actor, claim)
        seen.append(claim.pk)


def _has_room(actor: User, claim: Claim) -> bool:
    return (
        places.free_places(claim) > 0
        and places.held_by(claim, actor) is None
        and not places.barred(claim, actor)
    )


@transaction.atomic
def save_draft(*, actor: User, claim_id: int, draft: dict[str, Any]) -> Review:
    """Keeps what the actor has written so far and renews the lease.

    No act on the record: it writes no event and moves no version. After the lease has run out
    the text is kept with the review that ended.
    """
    claim = locking.lock_claim(actor, claim_id)
    locking.need_role(actor, REVIEWER)
    _check_draft(draft)
    places.expire_overdue_of(claim)
    review = places.open_review(claim, actor)
    if review is not None:
        _extend(review, draft=draft)
        return review
    return keep_draft(actor, claim, draft)


def keep_draft(actor: User, claim: Claim, draft: dict[str, Any]) -> Review:
    """The text stays with the actor's last review of the round, also where it has ended."""
    review = places.last_of(claim, actor)
    if review is None:
        raise locking.wrong_state(actor, claim, _("You have no place in this round."))
    Review.objects.filter(pk=review.pk).update(draft=draft)
    review.draft = draft
    return review


def _check_draft(draft: object) -> None:
    if not isinstance(draft, dict):
        raise InvalidInput(_("A draft is an object."), pointer="/draft")
    if len(json.dumps(draft)) > limits.DRAFT:
        raise TooLarge(
            _("A draft has at most %(limit)s characters of JSON.") % {"limit": f"{limits.DRAFT:,}"}
        )


def expire_overdue(*, limit: int = 500) -> int:
    """For maintenance: ends overdue reviews, claim by claim, each in a transaction. How many."""
    overdue = Review.objects.overdue().order_by("lease_expires_at")
    expired = 0
    for claim_id in list(dict.fromkeys(overdue.values_list("claim_id", flat=True)[:limit])):
        with transaction.atomic():
            claim = (
                Claim.objects.select_for_update(no_key=True, skip_locked=True)
                .defer("search")
                .filter(pk=claim_id)
                .first()
            )
            if claim is not None:  # else somebody is acting on it; the next pass comes soon
                expired += places.expire_overdue_of(claim)
    return expired


def _own_open(actor: User, claim: Claim) -> Review:
    review = places.open_review(claim, actor)
    if review is None:
        raise locking.wrong_state(actor, claim, _("You have no open place on this claim."))
    return review


def _extend(review: Review, **fields: Any) -> None:
    """Renewing never shortens: an assignment's long lease stays."""
    long = Review.objects.filter(pk=review.pk, lease_expires_at__gt=places.lease())
    if not long.exists():
        fields["lease_expires_at"] = places.lease()
    if fields:
        Review.objects.filter(pk=review.pk).update(**fields)
    review.refresh_from_db(fields=["lease_expires_at", "draft"])
