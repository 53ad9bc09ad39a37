"""Webhooks by real network workers, killed and cut off: everything arrives, under one id."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.models.functions import Now

from accounts.models import User
from accounts.roles import Role
from accounts.services import create_user
from claims import services as claims
from notify.models import Delivery
from notify.webhooks import delivering, services
from notify.webhooks.announcing import announce
from notify.webhooks.dispatch import DELIVERIES
from tests.factories import ClaimFactory, level
from tests.support.receiver import Receiver
from tests.support.waiting import wait_for

pytestmark = pytest.mark.faults
PASSWORD = "a long enough secret"
QUICK = {"WEBHOOK_BACKOFF": "0.2", "WEBHOOK_LEASE": "4", "WEBHOOK_TIMEOUT": "3"}


@pytest.fixture
def receiver(committed_db: str, settings: Any) -> Iterator[Receiver]:
    with Receiver() as listening:
        settings.OUTBOUND_ALLOW = ["127.0.0.1"]
        settings.OUTBOUND_PORTS = [listening.port]
        yield listening


@pytest.fixture
def env(receiver: Receiver) -> dict[str, str]:
    return {**QUICK, "OUTBOUND_ALLOW": "127.0.0.1", "OUTBOUND_PORTS": str(receiver.port)}


@pytest.fixture
def people(committed_db: str) -> list[User]:
    roles = (Role.REVIEWER, Role.REVIEWER, Role.EDITOR)
    return [
        create_user(username=f"p{n}", password=PASSWORD, roles=[role])
        for n, role in enumerate(roles)
    ]


@pytest.fixture
def made(people: list[User], receiver: Receiver) -> services.WithSecret:
    return services.create_endpoint(
        actor=people[2], url=receiver.url, kinds=["claim.decided", "rating.opened"]
    )


def rate(who: User, claim: Any) -> None:
    claims.take(actor=who, claim_id=claim.pk, expected_version=None)
    claims.rate(
        actor=who, claim_id=claim.pk, level=level(2), confidence="high", rationale="R", wording=1
    )


def sweep_until(condition: Any, what: str, seconds: float = 60) -> None:
    """Plays maintenance: reaps and publishes until it holds."""

    def there() -> bool:
        delivering.reap()
        Delivery.objects.filter(status="queued").update(dispatched_at=None)
        DELIVERIES.sweep(100)
        return bool(condition())

    wait_for(there, seconds, what)


def all_delivered() -> bool:
    return not Delivery.objects.exclude(status="delivered").exists()


def test_a_rating_is_told_once_the_round_is_full_and_verifies(
    made: services.WithSecret,
    people: list[User],
    receiver: Receiver,
    env: dict[str, str],
    worker_process: Any,
    tmp_path: Path,
) -> None:
    """All of it by processes: beat, maintenance and network."""
    claim = ClaimFactory()
    rate(people[0], claim)
    assert announce() == 0
    periods = {"NOTICE_INTERVAL": "0.5", "BEAT_SCHEDULE_FILE": str(tmp_path / "beat")}
    worker_process("maintenance", env={**env, **periods}, options=["-B"])
    worker_process("network", env=env)
    assert receiver.got == []
    rate(people[1], claim)
    wait_for(lambda: len(receiver.got) == 3, 30, "three messages")
    types = sorted(message["type"] for message in receiver.verified(made.secret))
    assert types == ["claim.decided", "rating.opened", "rating.opened"]
    wait_for(all_delivered, 60, "all to be noted")


def test_errors_and_timeouts_are_tried_again_until_it_is_taken(
    made: services.WithSecret, receiver: Receiver, env: dict[str, str], worker_process: Any
) -> None:
    receiver.answers = [(500, b"", {}), (503, b"", {}), (404, b"", {})]
    delivery = services.ping(actor=made.endpoint.owner, endpoint_id=made.endpoint.pk)
    worker_process("network", env=env)
    sweep_until(all_delivered, "the delivery")
    assert set(receiver.ids()) == {delivery.message_id}
    codes = [attempt.code for attempt in delivery.attempts.all()]
    assert codes == [500, 503, 404, 200]
    assert len(receiver.verified(made.secret)) == 4


def test_a_worker_killed_in_the_middle_loses_nothing(
    made: services.WithSecret, receiver: Receiver, env: dict[str, str], worker_process: Any
) -> None:
    receiver.hold()
    delivery = services.ping(actor=made.endpoint.owner, endpoint_id=made.endpoint.pk)
    doomed = worker_process("network", env={**env, "WEBHOOK_TIMEOUT": "30", "WEBHOOK_LEASE": "40"})
    assert receiver.arrived.wait(60), "the request to arrive"
    doomed.sigkill()
    receiver.release()
    assert Delivery.objects.get().status == "sending"
    Delivery.objects.update(lease_expires_at=Now())  # its time passes
    worker_process("network", env=env)
    sweep_until(all_delivered, "the delivery after its worker was killed")
    assert receiver.ids() == [delivery.message_id] * 2
    lost, taken = delivery.attempts.all()
    assert (lost.code, taken.code) == (None, 200)
    assert "not known" in lost.error
    receiver.verified(made.secret)


def test_a_broker_that_was_away_delays_only(
    made: services.WithSecret,
    receiver: Receiver,
    env: dict[str, str],
    worker_process: Any,
    valkey: Any,
) -> None:
    valkey.kill()
    services.ping(actor=made.endpoint.owner, endpoint_id=made.endpoint.pk)
    assert Delivery.objects.get().dispatched_at is None
    valkey.restart()
    worker_process("network", env=env)
    sweep_until(all_delivered, "the delivery")
    assert len(receiver.got) == 1
