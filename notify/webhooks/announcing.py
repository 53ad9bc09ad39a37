"""Makes deliveries of what happened since the last pass: one for each endpoint that wants it.

As the inbox does (notify.services): each batch of the audit trail is one short transaction, in
which the position moves too, so that what crashes is done again as a whole and once.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from audit.models import AuditEvent
from notify.models import Delivery, Endpoint, EndpointState
from notify.outbox import read_on
from notify.webhooks.dispatch import give_up_at, publish_waiting
from notify.webhooks.events import EVENTS, EventKind, Told, envelope

if TYPE_CHECKING:
    import datetime

    from accounts.models import User

#: The reader of the audit trail whose deliveries these are (notify.outbox); seeded by migration.
WEBHOOKS = "webhooks"
BATCH = 200  # events of one transaction


def announce() -> int:
    """Queues deliveries of what is new; returns how many. For maintenance."""
    made, more = 0, True
    while more:
        with transaction.atomic():
            events, more = read_on(WEBHOOKS, BATCH)
            made += _store(events)
    if made:
        publish_waiting()
    return made


def _store(events: Iterable[AuditEvent]) -> int:
    wanted = {}
    owners: dict[int, User] = {}  # one instance each, which remembers its roles
    for kind, told in _news(events):
        for endpoint in _wanting(kind, told):
            owner = owners.setdefault(endpoint.owner_id, endpoint.owner)
            if kind.visible(owner, told.subject):
                wanted[endpoint.pk, told.event.pk, kind.name] = (endpoint, kind, told)
    known = set(
        Delivery.objects.filter(event__in={event for _, event, _ in wanted}).values_list(
            "endpoint_id", "event_id", "kind"
        )
    )
    new = [
        queued(endpoint, kind, told.data, told.event.created_at, told.event, told.subject)
        for key, (endpoint, kind, told) in wanted.items()
        if key not in known
    ]
    Delivery.objects.bulk_create(new)
    return len(new)


def _news(events: Iterable[AuditEvent]) -> Iterator[tuple[EventKind, Told]]:
    for event in events:
        for kind in EVENTS:
            if (event.target_type, event.action) in kind.heard:
                for told in kind.tell(event):
                    yield kind, told


def _wanting(kind: EventKind, told: Told) -> Any:
    """Endpoints that asked for this kind before it happened; of a paused one it waits."""
    asked = Q(pk=told.only) if told.only else Q(kinds__contains=[kind.name])
    return (
        Endpoint.objects.filter(asked, owner__is_active=True, created_at__lte=told.event.created_at)
        .exclude(state=EndpointState.DISABLED)
        .select_related("owner")
    )


def queued(
    endpoint: Endpoint,
    kind: EventKind,
    data: dict[str, Any],
    at: datetime.datetime,
    event: AuditEvent | None = None,
    subject: int | None = None,
) -> Delivery:
    """A delivery to be stored, due at once and retried for WEBHOOK_RETRY_FOR."""
    body = envelope(kind.name, at, kind.data(data).data)
    return Delivery(
        endpoint=endpoint,
        kind=kind.name,
        event=event,
        subject=subject,
        message_id=f"msg_{secrets.token_hex(16)}",
        body=json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False),
        not_before=Now(),
        give_up_at=give_up_at(),
    )
