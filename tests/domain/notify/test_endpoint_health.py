"""Endpoints that fail for long or are gone rest, and their owners are told."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from notify.models import Delivery, Endpoint, Notice
from notify.services import deliver as deliver_notices
from notify.webhooks import delivering, services
from tests.domain.notify.conftest import fresh, pinged
from tests.support.receiver import FINE, Receiver


def test_who_is_gone_is_not_called_again(
    made: services.WithSecret, receiver: Receiver, owner: User
) -> None:
    receiver.answers = [(410, b"", {})]
    first, second = pinged(made), pinged(made)
    delivering.deliver(first.pk)
    assert fresh(first).status == "failed"
    assert fresh(made.endpoint).state == "disabled"
    assert not delivering.deliver(second.pk)
    assert len(receiver.got) == 1
    deliver_notices()
    told = Notice.objects.for_user(owner).get()
    assert (told.kind, told.endpoint_id) == ("paused", made.endpoint.pk)


def test_who_fails_for_hours_is_paused_and_its_owner_told(
    made: services.WithSecret, receiver: Receiver, owner: User, settings: Any
) -> None:
    settings.WEBHOOK_PAUSE_FAILURES = 3
    receiver.always = (500, b"", {})
    deliveries = [pinged(made) for _ in range(4)]
    for delivery in deliveries[:3]:
        delivering.deliver(delivery.pk)
    assert fresh(made.endpoint).state == "active"  # a short outage is none
    Endpoint.objects.update(failing_since=Now() - timedelta(hours=7))
    delivering.deliver(deliveries[3].pk)
    paused = fresh(made.endpoint)
    assert (paused.state, paused.because) == ("paused", "failing")
    deliver_notices()
    assert [notice.kind for notice in Notice.objects.for_user(owner)] == ["paused"]
    Delivery.objects.update(not_before=Now())
    assert not delivering.deliver(deliveries[0].pk)  # it waits
    receiver.always = FINE
    services.resume_endpoint(actor=owner, endpoint_id=paused.pk, expected_version=paused.version)
    assert all(delivering.deliver(delivery.pk) for delivery in deliveries)
    assert fresh(paused).failing_since is None


@pytest.mark.parametrize("hours", [-7, 7])
def test_a_worker_with_a_wrong_clock_pauses_neither_too_early_nor_too_late(
    made: services.WithSecret, receiver: Receiver, settings: Any, hours: int
) -> None:
    settings.WEBHOOK_PAUSE_FAILURES = 2
    receiver.always = (500, b"", {})
    one, other, third = (pinged(made) for _ in range(3))
    with time_machine.travel(timezone.now() + timedelta(hours=hours)):
        delivering.deliver(one.pk)
        delivering.deliver(other.pk)
        assert fresh(made.endpoint).state == "active"
        Endpoint.objects.update(failing_since=Now() - timedelta(hours=6, seconds=1))
        delivering.deliver(third.pk)
    assert fresh(made.endpoint).state == "paused"
