"""Whether an endpoint works: what each attempt says of it, and when it is given a rest.

It is paused once it has failed for WEBHOOK_PAUSE_AFTER without a success between and at least
WEBHOOK_PAUSE_FAILURES times, or when its secret cannot be read; 410 Gone disables it at once.
Both write an event on the endpoint, which its owner's inbox reads (notify.kinds.paused).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Coalesce, Now

from audit.services import record
from notify.models import Endpoint, EndpointState, PausedBecause

if TYPE_CHECKING:
    from notify.webhooks.sending import Outcome


def note(endpoint: Endpoint, outcome: Outcome) -> None:
    """In the transaction that settles an attempt, with the endpoint's row locked."""
    mine = Endpoint.objects.filter(pk=endpoint.pk)
    if outcome.taken:
        mine.update(failures=0, failing_since=None, last_success_at=Now())
        return
    mine.update(failures=F("failures") + 1, failing_since=Coalesce("failing_since", Now()))
    endpoint.refresh_from_db(fields=["failures"])
    if endpoint.state != EndpointState.ACTIVE:
        return
    if outcome.gone:
        _rest(endpoint, EndpointState.DISABLED, PausedBecause.GONE)
    elif outcome.hopeless or _failed_for_long(endpoint):
        _rest(endpoint, EndpointState.PAUSED, PausedBecause.FAILING)


def _failed_for_long(endpoint: Endpoint) -> bool:
    """By the clock that wrote `failing_since`."""
    patience = timedelta(seconds=settings.WEBHOOK_PAUSE_AFTER)
    return Endpoint.objects.filter(
        pk=endpoint.pk,
        failures__gte=settings.WEBHOOK_PAUSE_FAILURES,
        failing_since__lte=Now() - patience,
    ).exists()


def _rest(endpoint: Endpoint, state: EndpointState, because: PausedBecause) -> None:
    Endpoint.objects.filter(pk=endpoint.pk).update(
        state=state, because=because, version=F("version") + 1
    )
    values = {"because": because.value, "failures": endpoint.failures}
    record(actor=None, action="pause", target=endpoint, values=values)
