"""The life of a delivery, each step one compare-and-swap on the row.

    queued --claim--> sending --settle--> delivered
                      sending --settle--> queued      attempt + 1, not_before by backoff
                      sending --settle--> failed      a day is over, or 410 Gone
                      sending --reap----> queued      the lease ran out: its worker was lost
    queued --claim--> withdrawn                       its owner may no longer see the subject
    delivered | failed --replay--> queued             the owner (notify.webhooks.services)

The attempt is the fencing token, as with runs. What is not known to have arrived is sent again
with the same webhook-id: at least once. Locks are taken endpoint first, then delivery.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from notify.models import Attempt, Delivery, DeliveryStatus, Endpoint
from notify.webhooks import health
from notify.webhooks.dispatch import DELIVERIES
from notify.webhooks.events import BY_NAME
from notify.webhooks.sending import Outcome, send
from transcripts.leases import backoff

if TYPE_CHECKING:
    import datetime

LOST = "The worker stopped without a word; whether this attempt arrived is not known."


@dataclass(frozen=True, slots=True)
class Lease:
    """A worker's hold on a delivery: valid while the row is sending with this attempt."""

    delivery_id: int
    attempt: int


def deliver(delivery_id: int) -> bool:
    """One attempt, if there is anything to do; whether the receiver took it."""
    lease = claim(delivery_id)
    if lease is None:
        return False
    delivery = Delivery.objects.select_related("endpoint__owner").get(pk=delivery_id)
    if not _still_theirs(delivery):
        _held(lease).update(
            status=DeliveryStatus.WITHDRAWN, lease_expires_at=None, finished_at=Now()
        )
        return False
    outcome = send(delivery)
    if settle(lease, outcome) and outcome.taken:
        _next_of(delivery.endpoint_id)
    return outcome.taken


def claim(delivery_id: int) -> Lease | None:
    """Takes a queued, due delivery for this process; None where there is nothing to take."""
    due = Delivery.objects.due().filter(pk=delivery_id)
    attempt = due.values_list("attempt", flat=True).first()
    if attempt is None:
        return None
    mine = Delivery.objects.due().filter(pk=delivery_id, attempt=attempt)
    claimed = Delivery.objects.filter(pk__in=mine, status=DeliveryStatus.QUEUED, attempt=attempt)
    lease_end = Now() + timedelta(seconds=settings.WEBHOOK_LEASE)
    if not claimed.update(status=DeliveryStatus.SENDING, lease_expires_at=lease_end):
        return None
    return Lease(delivery_id, attempt)


def _held(lease: Lease) -> Any:
    return Delivery.objects.filter(
        pk=lease.delivery_id, attempt=lease.attempt, status=DeliveryStatus.SENDING
    )


def _still_theirs(delivery: Delivery) -> bool:
    """Asked before each attempt: roles, withdrawals and a new round may have changed it."""
    owner = delivery.endpoint.owner
    kind = BY_NAME[delivery.kind]
    if not Endpoint.objects.all().of(owner).filter(pk=delivery.endpoint_id).exists():
        return False
    return delivery.subject is None or kind.visible(owner, delivery.subject)


def _next_of(endpoint_id: int) -> None:
    """An endpoint that takes what it is sent is kept supplied, between two sweeps too."""
    waiting = Delivery.objects.undispatched().filter(endpoint=endpoint_id).order_by("id")
    for pk in waiting.values_list("pk", flat=True)[:1]:
        DELIVERIES.publish(pk)


@transaction.atomic
def settle(lease: Lease, outcome: Outcome) -> bool:
    """Keeps how the attempt went and what follows; False, and nothing, where fenced."""
    endpoint = _lock_endpoint_of(lease.delivery_id)
    if endpoint is None:
        return False
    if outcome.taken:
        ended = _held(lease).update(
            status=DeliveryStatus.DELIVERED, lease_expires_at=None, finished_at=Now()
        )
    else:
        ended = _retry_or_fail(lease, outcome)
    if ended:
        _keep(lease, outcome)
        health.note(endpoint, outcome)
    return bool(ended)


def _lock_endpoint_of(delivery_id: int) -> Endpoint | None:
    """Also where the endpoint was deleted meanwhile, and the delivery with it: None."""
    of = Delivery.objects.filter(pk=delivery_id).values("endpoint")
    locked = Endpoint.objects.select_for_update(of=("self",), no_key=True)
    found: Endpoint | None = locked.filter(pk__in=of).first()
    return found


def _retry_or_fail(lease: Lease, outcome: Outcome) -> int:
    due = Now() + max(wait_after(lease.attempt), outcome.retry_after)
    again = _held(lease).filter(give_up_at__gte=due)
    if not outcome.gone:
        queued = again.update(
            status=DeliveryStatus.QUEUED,
            attempt=F("attempt") + 1,
            not_before=due,
            dispatched_at=None,
            lease_expires_at=None,
        )
        if queued:
            return int(queued)
    failed = _held(lease).update(
        status=DeliveryStatus.FAILED, lease_expires_at=None, finished_at=Now()
    )
    return int(failed)


def wait_after(attempt: int) -> timedelta:
    """How long to wait after an attempt, unless the receiver asks for longer."""
    return backoff(attempt, first=settings.WEBHOOK_BACKOFF, most=settings.WEBHOOK_BACKOFF_MAX)


def _keep(lease: Lease, outcome: Outcome) -> None:
    Attempt.objects.create(
        delivery_id=lease.delivery_id,
        number=lease.attempt,
        at=outcome.began,
        duration_ms=outcome.duration_ms,
        code=outcome.code,
        excerpt=outcome.excerpt,
        error=outcome.error,
    )


def reap() -> int:
    """Queues again what lost its worker; returns how many. For maintenance."""
    lost = 0
    rows = Delivery.objects.lapsed().values_list("pk", "attempt", "lease_expires_at")
    for pk, attempt, ended in list(rows):
        lost += _reap(Lease(pk, attempt), ended)
    return lost


@transaction.atomic
def _reap(lease: Lease, ended: datetime.datetime) -> bool:
    if _lock_endpoint_of(lease.delivery_id) is None:
        return False
    if not Delivery.objects.lapsed().filter(pk=lease.delivery_id, attempt=lease.attempt).exists():
        return False  # the worker has settled it since
    began = ended - timedelta(seconds=settings.WEBHOOK_LEASE)
    outcome = Outcome(began=began, duration_ms=0, error=LOST)
    if not _retry_or_fail(lease, outcome):
        return False
    _keep(lease, outcome)
    return True


def purge() -> int:
    """Deletes deliveries past their time; how many. What is being sent is left to the next."""
    gone = Delivery.objects.old().exclude(status=DeliveryStatus.SENDING)
    ids = list(gone.order_by("created_at").values_list("pk", flat=True)[:10_000])
    Delivery.objects.filter(pk__in=ids).delete()
    return len(ids)
