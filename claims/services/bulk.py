"""An editor's acts on many claims: each claim through the single act, in a transaction of its own.

One that is refused leaves the others as they are; the answer says of each what was done, or why
not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from api.exceptions import Conflict, DomainError, InvalidInput
from claims import limits
from claims.lifecycle import EDITOR
from claims.models import Claim, DismissalKind
from claims.services import checks, locking
from claims.services.claims import dismiss
from claims.services.reviews import assign
from claims.services.strategies import STRATEGIES, Strategy

if TYPE_CHECKING:
    from accounts.models import User

#: Refusals of a claim to one person, which another person may not meet.
_OF_THE_PERSON = frozenset({"already_has_place", "barred"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one claim: as it is now, or as it was and the `refusal`."""

    claim: Claim
    reviewer: User | None = None
    refusal: DomainError | None = None

    @property
    def done(self) -> bool:
        return self.refusal is None


def assign_many(
    *, actor: User, claims: Iterable[Claim], reviewers: Sequence[User], strategy: str
) -> list[Outcome]:
    """Opens a place on each claim, for whom the strategy says (claims.services.strategies).

    Who may not have a place on a claim is passed over. Each claim is as the caller read it: one
    that has changed since is refused as stale. Raises Forbidden for who is no editor, InvalidInput
    for too many or none.
    """
    chosen = _chosen(actor, claims)
    people = list({reviewer.pk: reviewer for reviewer in reviewers}.values())
    if not people:
        raise InvalidInput(_("Name at least one reviewer."), code="required", pointer="/reviewers")
    plan = STRATEGIES[checks.choice(strategy, STRATEGIES, "/strategy")](people)
    return [_assign(actor, claim, plan) for claim in chosen]


def _assign(actor: User, claim: Claim, plan: Strategy) -> Outcome:
    refusal: DomainError | None = None
    for reviewer in plan.candidates():
        try:
            assigned = assign(
                actor=actor, claim_id=claim.pk, expected_version=claim.version, reviewer=reviewer
            )
        except DomainError as error:
            refusal = error
            if not _of_the_person(error):
                break
        else:
            plan.given(reviewer)
            return Outcome(assigned, reviewer)
    return Outcome(claim, refusal=refusal)


def _of_the_person(error: DomainError) -> bool:
    if isinstance(error, InvalidInput):
        return any(problem.pointer == "/reviewer" for problem in error.errors)
    return isinstance(error, Conflict) and error.code in _OF_THE_PERSON


def dismiss_many(
    *, actor: User, claims: Iterable[Claim], reason: str, kind: str = DismissalKind.OTHER
) -> list[Outcome]:
    """Dismisses each claim, all for one reason. Refused and raised as in `assign_many`."""
    chosen = _chosen(actor, claims)
    reason = checks.reason(reason)
    kind = checks.choice(kind, DismissalKind.values, "/kind")
    return [_dismiss(actor, claim, reason, kind) for claim in chosen]


def _dismiss(actor: User, claim: Claim, reason: str, kind: str) -> Outcome:
    try:
        dismissed = dismiss(
            actor=actor,
            claim_id=claim.pk,
            expected_version=claim.version,
            reason=reason,
            kind=kind,
        )
    except DomainError as error:
        return Outcome(claim, refusal=error)
    return Outcome(dismissed)


def _chosen(actor: User, claims: Iterable[Claim]) -> list[Claim]:
    """Each claim once, in the order given."""
    locking.need_role(actor, EDITOR)
    chosen = list({claim.pk: claim for claim in claims}.values())
    if not chosen:
        raise InvalidInput(_("Choose at least one claim."), code="required", pointer="/claims")
    if len(chosen) > limits.BULK:
        raise InvalidInput(
            _("At most %(limit)s claims at once.") % {"limit": limits.BULK},
            code="too_many",
            pointer="/claims",
        )
    return chosen
