"""A claim's history as one person may read it.

While the claim's judgements are not open to them (claims.querysets.open_to), what could tell
another's judgement is left out: values but for a few ids, all digests, and the reasons of
acts that argue about a level. Their own acts they read in full.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from accounts.models import User
from accounts.roles import Role, has_role
from audit.models import AuditEvent
from claims.models import Claim
from claims.querysets import open_to

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

#: Tell nothing of a judgement: which act it was, on what.
_HARMLESS_VALUES = frozenset(
    {"round", "wording", "review", "reviewer", "citation", "source", "start", "end", "known"}
)
_HARMLESS_REASONS = frozenset({"dismiss", "retract", "correct"})  # dismiss: see _harmless
#: What an integrator, who reads no ratings, may know of work on a claim of theirs.
_FOR_INTEGRATORS = frozenset({"add", "edit", "dismiss", "reopen", "publish", "correct", "retract"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One act. `actor` is None for the system, and for readers who are not to know it."""

    seq: int
    at: datetime.datetime
    action: str
    actor: User | None
    reason: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    digests: dict[str, Any] = field(default_factory=dict)


def history(user: User | AnonymousUser, claim: Claim) -> list[Entry]:
    """The claim's events, first first. Three queries. Empty for who cannot see the claim."""
    if not Claim.objects.visible_to(user).filter(pk=claim.pk).exists():
        return []
    events = list(AuditEvent.objects.for_target(claim))
    if not has_role(user, Role.REVIEWER):
        return [_bare(event) for event in events if event.action in _FOR_INTEGRATORS]
    people = User.objects.in_bulk(
        {event.actor for event in events if event.actor}, field_name="opaque_id"
    )
    is_open = judgements_open(user, claim)
    return [_entry(event, people, is_open or event.actor == _opaque(user)) for event in events]


def judgements_open(user: User | AnonymousUser, claim: Claim) -> bool:
    """Whether `user` may read the others' judgements of the claim. One query."""
    return bool(Claim.objects.filter(open_to(user, prefix="", outer="pk"), pk=claim.pk).exists())


def _opaque(user: User | AnonymousUser) -> object:
    return getattr(user, "opaque_id", None)


def _bare(event: AuditEvent) -> Entry:
    return Entry(seq=event.seq, at=event.created_at, action=event.action, actor=None)


def _harmless(event: AuditEvent) -> bool:
    """Whether its reason was written without knowledge of a round's ratings, or is public."""
    return event.action in _HARMLESS_REASONS and not event.values.get("informed", False)


def _entry(event: AuditEvent, people: dict[Any, User], full: bool) -> Entry:
    values = dict(event.values)
    if not full:
        values = {name: value for name, value in values.items() if name in _HARMLESS_VALUES}
    return Entry(
        seq=event.seq,
        at=event.created_at,
        action=event.action,
        actor=people.get(event.actor) if event.actor else None,
        reason=event.reason if full or _harmless(event) else "",
        values=values,
        digests=dict(event.digests) if full else {},
    )
