"""Kind: which events are news, and for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from accounts.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from audit.models import AuditEvent

#: A target's type and an action, as audit events name them.
Heard = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice to be: all ids. It is about a claim, an endpoint or a saved search."""

    recipient: int
    kind: str
    event: int
    claim: int | None = None
    post: int | None = None
    endpoint: int | None = None
    search: int | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """`drafts` reads the database as it is now: an event is heard a little after it happened.

    It may be asked about the same event again and must name the same notice for it. What a
    person may not read yet makes no notice, nor does what somebody did themselves.
    """

    name: str
    label: str | Promise
    heard: Heard
    drafts: Callable[[AuditEvent], Iterable[Draft]]


def on_claim(*actions: str) -> Heard:
    """Acts on a claim."""
    return frozenset(("claims.claim", action) for action in actions)


def for_others(kind: str, event: AuditEvent, people: QuerySet[User]) -> list[Draft]:
    """Of an event on a claim: one for each of the people but who acted."""
    if event.actor is not None:
        people = people.exclude(opaque_id=event.actor)
    told = people.order_by("pk").values_list("pk", flat=True)
    return [Draft(pk, kind, event.pk, event.target_id) for pk in told.distinct()]


def for_the_reviewer(kind: str, event: AuditEvent) -> list[Draft]:
    """Of an editor's act on somebody's place: one for whose place it is."""
    return for_others(kind, event, User.objects.filter(opaque_id=event.values["reviewer"]))
