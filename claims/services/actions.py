"""What somebody may do with a claim right now: the table, less what places and rounds forbid."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.roles import Role, has_role, roles_of
from claims.lifecycle import Action, ClaimStatus, allowed_actions
from claims.models import Claim, Review, ReviewOutcome

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

_HOLDING = (ReviewOutcome.OPEN, ReviewOutcome.RATED)
_DECIDED_BY_PLACES = frozenset(
    {"take", "renew", "release", "rate", "edit", "assign", "take_over", "reveal", "dismiss"}
    | {"adjudicate"}
)


def allowed_actions_for(actor: User | AnonymousUser, claim: Claim) -> list[str]:
    """In table order. One query for the reviews unless prefetched; the gate is not asked."""
    possible = allowed_actions(claim.status, [role.value for role in roles_of(actor)])
    if _DECIDED_BY_PLACES.isdisjoint(possible):
        return possible
    round_ = _Round(actor, claim, claim.reviews.all())
    return [name for name in possible if round_.allows(Action(name))]


class _Round:
    """The places of a claim's current round as one person sees them."""

    def __init__(
        self, actor: User | AnonymousUser, claim: Claim, reviews: Iterable[Review]
    ) -> None:
        now = timezone.now()
        self.claim = claim
        self.editor = has_role(actor, Role.EDITOR)
        current = [r for r in reviews if r.round == claim.round]
        mine = [r for r in current if r.reviewer_id == actor.pk]
        holding = [
            r
            for r in current
            if r.outcome == ReviewOutcome.RATED
            or (r.outcome == ReviewOutcome.OPEN and r.lease_expires_at > now)
        ]
        required = claim.scale.ratings_required if claim.scale else 1
        self.free = len(holding) < required
        self.rated = any(r.outcome == ReviewOutcome.RATED for r in current)
        self.any_open = any(r.outcome == ReviewOutcome.OPEN for r in current)
        self.revealed = any(r.revealed_at is not None for r in mine)
        self.mine_open = any(r.outcome == ReviewOutcome.OPEN for r in mine)
        self.mine_rated = any(r.outcome == ReviewOutcome.RATED for r in mine)
        self.mine_expired = any(r.outcome == ReviewOutcome.EXPIRED for r in mine)
        self.others = any(r.reviewer_id != actor.pk for r in holding)

    def allows(self, action: Action) -> bool:
        match action:
            case Action.TAKE:
                return self.free and not (self.mine_open or self.mine_rated or self.revealed)
            case Action.RENEW | Action.RELEASE:
                return self.mine_open
            case Action.RATE:
                return self._may_rate()
            case Action.EDIT:
                return self.editor or not self.rated
            case Action.ASSIGN:
                return self.free
            case Action.TAKE_OVER:
                return self.any_open
            case Action.REVEAL:
                return not self.revealed
            case Action.DISMISS:
                return self.editor or not self.others
            case Action.ADJUDICATE:
                in_review = self.claim.status == ClaimStatus.IN_REVIEW
                return not in_review or (self.revealed and self.rated)
            case _:
                return True

    def _may_rate(self) -> bool:
        if self.claim.status == ClaimStatus.DISPUTED:
            return self.mine_rated
        if self.revealed:
            return False
        return self.mine_open or self.mine_rated or (self.mine_expired and self.free)
