"""What people do with a match: confirm it, as what it was proposed or as another kind; reject it.

Either may be turned into the other; the machine never touches a decided one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from api.exceptions import NotVisible, WrongState
from api.preconditions import check_version
from audit.services import record
from claims.lifecycle import REVIEWER
from claims.matching.models import Match, MatchKind, MatchStatus
from claims.services import checks, locking

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def confirm(
    *, actor: User, match_id: int, expected_version: int | None, kind: str | None = None
) -> Match:
    """The two belong together, as `kind`; by default as what the machine says.

    Raises NotVisible, Forbidden, Stale, WrongState where it is confirmed as that kind already.
    """
    match = _begin(actor, match_id, expected_version)
    kind = match.kind if kind is None else checks.choice(kind, MatchKind.values, "/kind")
    if match.status == MatchStatus.CONFIRMED and match.decided_kind == kind:
        raise _decided(match, _("This match is confirmed already."))
    return _decide(actor, match, "confirm", MatchStatus.CONFIRMED, kind)


@transaction.atomic
def reject(*, actor: User, match_id: int, expected_version: int | None, reason: str = "") -> Match:
    """The two do not belong together; the pair is not proposed again."""
    match = _begin(actor, match_id, expected_version)
    reason = checks.reason(reason, required=False)
    if match.status == MatchStatus.REJECTED:
        raise _decided(match, _("This match is rejected already."))
    return _decide(actor, match, "reject", MatchStatus.REJECTED, None, reason=reason)


def allowed_actions(match: Match) -> list[str]:
    """What a reviewer may do with it now."""
    if match.status == MatchStatus.REJECTED:
        return ["confirm"]
    return ["confirm", "reject"]


def _begin(actor: User, match_id: int, expected_version: int | None) -> Match:
    """Locks the claims, the first entered first, then the match; every check but the state's."""
    ends = Match.objects.filter(pk=match_id).values_list("claim_id", "earlier_id").first()
    if ends is None:
        raise NotVisible(_("There is no such match."))
    for claim_id in sorted(pk for pk in ends if pk is not None):
        locking.lock_claim(actor, claim_id)
    match: Match | None = Match.objects.select_for_update().filter(pk=match_id).first()
    if match is None:  # a later look took the proposal back
        raise NotVisible(_("There is no such match."))
    locking.need_role(actor, REVIEWER)
    check_version(match, expected_version)
    return match


def _decided(match: Match, detail: str) -> WrongState:
    return WrongState(detail, allowed_actions=allowed_actions(match))


def _decide(
    actor: User, match: Match, action: str, status: str, kind: str | None, *, reason: str = ""
) -> Match:
    """Writes the decision and its event. Work on a claim protects it from being superseded."""
    Match.objects.filter(pk=match.pk).update(
        status=status,
        decided_kind=kind,
        decided_by=actor,
        decided_at=Now(),
        version=F("version") + 1,
        updated_at=Now(),
    )
    for claim in (match.claim, match.earlier):
        if claim is not None:
            locking.save(claim, bump=False)
    values: dict[str, Any] = {
        "claim": match.claim_id,
        "earlier": match.earlier_id,
        "fact_check": match.fact_check_id,
        "kind": kind or match.kind,
    }
    record(actor=actor, action=action, target=match, reason=reason, values=values)
    match.refresh_from_db()
    return match
