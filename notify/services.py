"""The inbox: filled from the audit trail, and read by its owner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from audit.models import AuditEvent
from notify.kinds import KINDS, Draft
from notify.models import Notice
from notify.outbox import read_on

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The reader of the audit trail whose news these are (notify.outbox); seeded by migration.
INBOX = "inbox"
BATCH = 200  # events of one transaction


def deliver() -> int:
    """Makes notices of what happened since the last pass; returns how many. For maintenance.

    Each batch is one short transaction, in which the position moves too: what crashes is done
    again as a whole. Several processes at once are safe; one works, the others find nothing.
    """
    made, more = 0, True
    while more:
        with transaction.atomic():
            events, more = read_on(INBOX, BATCH)
            made += _store(draft for event in events for draft in _drafts(event))
    return made


def _drafts(event: AuditEvent) -> Iterator[Draft]:
    for kind in KINDS:
        if (event.target_type, event.action) in kind.heard:
            yield from kind.drafts(event)


def _store(drafts: Iterable[Draft]) -> int:
    """Those that are not there yet, for accounts that are still in use."""
    wanted = {(draft.recipient, draft.event, draft.kind): draft for draft in drafts}
    events = {event for _, event, _ in wanted}
    known = set(Notice.objects.filter(event__in=events).values_list("recipient", "event", "kind"))
    active = set(
        User.objects.filter(is_active=True, pk__in={pk for pk, _, _ in wanted}).values_list(
            "pk", flat=True
        )
    )
    new = [
        Notice(
            recipient_id=draft.recipient,
            kind=draft.kind,
            event_id=draft.event,
            claim_id=draft.claim,
            post_id=draft.post,
            endpoint_id=draft.endpoint,
            search_id=draft.search,
        )
        for key, draft in wanted.items()
        if key not in known and draft.recipient in active
    ]
    Notice.objects.bulk_create(new)
    return len(new)


def purge_read() -> int:
    """Deletes what was read longer ago than NOTICE_KEEP; returns how many. For maintenance.

    The outbox reads each event once, so none of them comes again; the audit trail keeps all.
    """
    oldest = Now() - timedelta(seconds=settings.NOTICE_KEEP)
    return int(Notice.objects.filter(read_at__lt=oldest).delete()[0])


def mark_read(*, actor: User, notices: Iterable[Notice]) -> int:
    """Marks the actor's own of these as read; returns how many. Private, so no event."""
    ids: Sequence[int] = [notice.pk for notice in notices]
    return int(_unread(actor).filter(pk__in=ids).update(read_at=Now()))


def mark_all_read(*, actor: User) -> int:
    """Marks all that the actor can see as read; returns how many."""
    return int(_unread(actor).update(read_at=Now()))


def _unread(actor: User) -> Any:
    return Notice.objects.for_user(actor).unread()
