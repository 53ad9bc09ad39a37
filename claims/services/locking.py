"""Where every act on a claim begins and ends: the locked row, then the checks in one order.

    visible? 404   role at all? 403   version? 412   status? 409   role in this status? 403

Lock order everywhere: claim, then its reviews, then scale or source. Before all of them, where
something is published or a source is marked: hold_publishing().
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.roles import roles_of
from api.exceptions import Forbidden, NotVisible, WrongState
from api.preconditions import check_version
from audit.services import record
from claims.lifecycle import EDITOR, Action, permits, role_for, transition
from claims.models import Claim
from claims.services.actions import allowed_actions_for

if TYPE_CHECKING:
    from accounts.models import User


_PUBLISHING_LOCK = 0x50B11C  # of no row: verdicts that are about to cite a source are none yet


def hold_publishing(*, alone: bool) -> None:
    """Until the transaction ends: shared by what is published, `alone` by who marks a source.

    So a verdict is either seen by who marks one of its sources, or sees the mark at the gate.
    """
    shared = "" if alone else "_shared"
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{shared}(%s)", [_PUBLISHING_LOCK])


def lock_claim(actor: User, claim_id: int) -> Claim:
    """The claim's row, locked until the transaction ends; 404 where `actor` cannot see it."""
    visible = Claim.objects.visible_to(actor)
    claim: Claim | None = (
        visible.select_for_update(of=("self",), no_key=True)
        .select_related("transcript")
        .defer("search", "transcript__text")
        .filter(pk=claim_id)
        .first()
    )
    if claim is None:
        raise NotVisible(_("There is no such claim."))
    return claim


def begin(actor: User, claim_id: int, action: Action, expected_version: int | None) -> Claim:
    """Locks the claim and makes every check the table knows."""
    claim = lock_claim(actor, claim_id)
    need_role(actor, role_for(action))
    check_version(claim, expected_version)
    check_cell(actor, claim, action)
    return claim


def need_role(actor: User, role: str) -> None:
    """An editor may do what a reviewer may."""
    held = {granted.value for granted in roles_of(actor)}
    if role not in held:
        raise Forbidden(
            _("Only an editor may do this.")
            if role == EDITOR
            else _("Only a reviewer may do this.")
        )


def check_cell(actor: User, claim: Claim, action: Action) -> None:
    """409 where the table has no such cell, 403 where it asks for another role."""
    cell = transition(claim.status, action)
    if cell is None:
        raise wrong_state(
            actor,
            claim,
            _("This cannot be done while the claim is %(status)s.") % {"status": said(claim)},
        )
    if not permits(cell, roles_of(actor)):
        raise Forbidden(
            _("Only an editor may do this while the claim is %(status)s.") % {"status": said(claim)}
        )


def said(claim: Claim) -> str:
    """The status in words."""
    return str(claim.get_status_display())


def wrong_state(actor: User, claim: Claim, detail: str, **extra: Any) -> WrongState:
    """To be raised: says what may be done instead."""
    return WrongState(detail, allowed_actions=allowed_actions_for(actor, claim), **extra)


def need_standing(actor: User, claim: Claim) -> None:
    """409 where the transcript was withdrawn: then nothing new begins, and nothing is published."""
    if claim.transcript.withdrawn_at is not None:
        raise wrong_state(
            actor, claim, _("The transcript was withdrawn."), code="transcript_withdrawn"
        )


def save(claim: Claim, *, status: str | None = None, bump: bool = True, **fields: Any) -> None:
    """Writes an act of a person: work on the claim protects it from being superseded."""
    changes: dict[str, Any] = {"worked_on_at": Now(), "superseded_at": None, **fields}
    if status is not None:
        changes["status"] = status
    if bump:
        changes["version"] = F("version") + 1
    _write(claim, changes)


def save_by_system(claim: Claim, **fields: Any) -> None:
    """A change that nobody asked for, none of them that of a person's work: it moves the version
    too, so that nobody answers what they have not read."""
    _write(claim, {**fields, "version": F("version") + 1})


def _write(claim: Claim, changes: dict[str, Any]) -> None:
    Claim.objects.filter(pk=claim.pk).update(**changes)
    claim.refresh_from_db(fields=list(changes))


def note(
    actor: User | None,
    action: str,
    claim: Claim,
    *,
    reason: str = "",
    before: dict[str, str | None] | None = None,
    after: dict[str, str | None] | None = None,
    target: models.Model | None = None,
    **values: Any,
) -> None:
    """One event on the claim's chain. Never a level or stance, nor a digest of one: six guesses."""
    record(
        actor=actor,
        action=action,
        target=target or claim,
        reason=reason,
        before=before,
        after=after,
        values={"round": claim.round, **values},
    )


def fresh(claim: Claim) -> Claim:
    """The claim as the database now has it, with what its body shows."""
    found: Claim = Claim.objects.with_people().get(pk=claim.pk)
    return found
