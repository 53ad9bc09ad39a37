"""Tells workers of the network queue which deliveries wait."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now

from notify.models import Delivery
from transcripts.broker import NETWORK, broker_error
from transcripts.dispatch import Dispatcher

DELIVERIES = Dispatcher("worker.network.deliver_webhook", NETWORK, Delivery.objects)


def give_up_at() -> CombinedExpression:
    """Until when what is queued now is tried, by the database's clock."""
    return Now() + timedelta(seconds=settings.WEBHOOK_RETRY_FOR)


def publish_waiting() -> None:
    """At once what was just queued; where the broker is away the sweep does it later."""
    if not broker_error():
        DELIVERIES.sweep(settings.SWEEP_BATCH)
