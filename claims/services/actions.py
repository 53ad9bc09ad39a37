"""What somebody may do with a claim right now: the table, less what places and rounds forbid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.functions import Now

from accounts.roles import Role, has_role, roles_of
from claims.lifecycle import Action, ClaimStatus, allowed_actions
from claims.models import Claim, Rating, Review, ReviewOutcome

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

_HOLDING = (ReviewOutcome.OPEN, ReviewOutcome.RATED)
_DECIDED_BY_PLACES = frozenset(
    {"take", "renew", "release", "rate", "edit", "assign", "take_over", "reveal", "dismiss"}
    | {"adjudicate"}
)


def allowed_actions_for(actor: User | AnonymousUser, claim: Claim) -> list[str]:
    """In table order, as the services would decide now. One query; the gate is not asked."""
    possible = allowed_actions(claim.status, [role.value for role in roles_of(actor)])
    if not claim.flagged:
        possible = [name for name in possible if name != Action.KEEP]
    if _DECIDED_BY_PLACES.isdisjoint(possible):
        return possible
    round_ = _Round(actor, claim)
    return [name for name in possible if round_.allows(Action(name))]


def _reviews(claim: Claim) -> Any:
    """Of the current round, with what each has of ratings; `overdue` by the database's clock."""
    ratings = Rating.objects.filter(review=OuterRef("pk"), superseded_at__isnull=True)
    overdue = Q(outcome=ReviewOutcome.OPEN, lease_expires_at__lt=Now())
    return (
        Review.objects.filter(claim=claim, round=claim.round)
        .annotate(
            has_rating=Exists(ratings),
            counts=Exists(ratings.filter(wording=claim.wording, after_reveal=False)),
            overdue=ExpressionWrapper(overdue, BooleanField()),
        )
        .order_by("id")
    )


class _Round:
    """The places of a claim's current round as one person sees them.

    Overdue places count as free, since the acts that need one end them first.
    """

    def __init__(self, actor: User | AnonymousUser, claim: Claim) -> None:
        self.claim = claim
        self.editor = has_role(actor, Role.EDITOR)
        self.reviews = list(_reviews(claim))
        self.mine = [r for r in self.reviews if r.reviewer_id == actor.pk]
        holding = [r for r in self.reviews if r.outcome in _HOLDING and not r.overdue]
        standing = claim.transcript.withdrawn_at is None
        self.free = standing and len(holding) < (claim.scale.ratings_required if claim.scale else 1)
        self.revealed = any(r.revealed_at is not None for r in self.mine)
        self.my_place = next((r for r in holding if r.reviewer_id == actor.pk), None)
        self.others = any(
            r.reviewer_id != actor.pk and (r in holding or r.has_rating) for r in self.reviews
        )

    def allows(self, action: Action) -> bool:
        match action:
            case Action.TAKE:
                return self.free and self.my_place is None and not self.revealed
            case Action.RENEW:
                return self.my_place is not None and self.my_place.outcome == ReviewOutcome.OPEN
            case Action.RELEASE:
                return any(r.outcome == ReviewOutcome.OPEN for r in self.mine)
            case Action.RATE:
                return self._may_rate()
            case Action.EDIT:
                return self.editor or not any(r.has_rating for r in self.reviews)
            case Action.ASSIGN:
                return self.free
            case Action.TAKE_OVER:
                return any(self._may_be_ended(r) for r in self.reviews)
            case Action.REVEAL:
                return not self.revealed
            case Action.DISMISS:
                return self.editor or not self.others
            case Action.ADJUDICATE:
                in_review = self.claim.status == ClaimStatus.IN_REVIEW
                return not in_review or (self.revealed and any(r.counts for r in self.reviews))
            case _:
                return True

    def _may_rate(self) -> bool:
        if self.claim.status == ClaimStatus.DISPUTED:
            return any(r.outcome == ReviewOutcome.RATED for r in self.mine)
        if self.revealed:
            return False
        if self.my_place is not None:
            return True
        last = self.mine[-1] if self.mine else None
        return last is not None and self.free and _ran_out(last)

    def _may_be_ended(self, review: Any) -> bool:
        """An open place, or one whose rating judged an earlier wording."""
        stale = review.outcome == ReviewOutcome.RATED and not review.counts
        return bool(review.outcome == ReviewOutcome.OPEN or stale)


def _ran_out(review: Any) -> bool:
    return bool(review.overdue or review.outcome == ReviewOutcome.EXPIRED)
