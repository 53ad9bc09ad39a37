"""Attempts at a delivery, each against a real receiver on loopback."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from api.exceptions import InvalidInput, NotVisible, WrongState
from notify.models import Attempt, Delivery, Endpoint
from notify.webhooks import delivering, services
from notify.webhooks.announcing import announce
from tests.domain.claims.conftest import Desk
from tests.domain.notify.conftest import fresh, pinged
from tests.factories import UserFactory
from tests.support.receiver import Receiver


def due_again(delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(not_before=Now())


def last_attempt(delivery: Delivery) -> Attempt:
    found: Attempt = delivery.attempts.order_by("-number")[0]
    return found


def test_a_stranger_verifies_what_arrives(made: services.WithSecret, receiver: Receiver) -> None:
    delivery = pinged(made)
    assert delivering.deliver(delivery.pk)
    message, headers = receiver.verified(made.secret)[0], receiver.got[0][0]
    assert message["type"] == "ping"
    assert message["data"] == {"endpoint": made.endpoint.pk}
    assert headers["content-type"] == "application/json"
    assert headers["webhook-id"] == delivery.message_id
    assert fresh(delivery).status == "delivered"
    attempt = last_attempt(delivery)
    assert (attempt.number, attempt.code, attempt.excerpt, attempt.error) == (1, 200, "thanks", "")
    assert fresh(made.endpoint).last_success_at is not None


def test_a_second_message_about_it_changes_nothing(
    made: services.WithSecret, receiver: Receiver
) -> None:
    delivery = pinged(made)
    delivering.deliver(delivery.pk)
    assert not delivering.deliver(delivery.pk)
    assert len(receiver.got) == 1


def test_it_is_tried_again_under_the_same_id_and_each_attempt_is_kept(
    made: services.WithSecret, receiver: Receiver
) -> None:
    receiver.answers = [(500, b"no\0pe" + b"x" * 5_000, {}), (302, b"", {"Location": "/other"})]
    delivery = pinged(made)
    for _ in range(3):
        due_again(delivery)
        delivering.deliver(delivery.pk)
    assert fresh(delivery).status == "delivered"
    assert len(set(receiver.ids())) == 1
    assert len(receiver.verified(made.secret)) == 3
    kept = list(delivery.attempts.all())
    assert [(one.number, one.code) for one in kept] == [(1, 500), (2, 302), (3, 200)]
    assert kept[0].excerpt.startswith("no\ufffdpe")
    assert len(kept[0].excerpt) == 1_000
    assert fresh(made.endpoint).failures == 0


def test_between_attempts_it_waits_longer_each_time_and_never_too_long(settings: Any) -> None:
    waits = [delivering.wait_after(attempt).total_seconds() for attempt in range(1, 40)]
    assert 5 <= waits[0] <= 10
    assert 40 <= waits[3] <= 80
    assert all(wait <= settings.WEBHOOK_BACKOFF_MAX for wait in waits)
    assert waits[-1] >= settings.WEBHOOK_BACKOFF_MAX / 2
    assert len({delivering.wait_after(5) for _ in range(10)}) > 1  # jitter


def test_who_is_too_slow_or_away_is_tried_again(
    made: services.WithSecret, receiver: Receiver, settings: Any
) -> None:
    settings.WEBHOOK_TIMEOUT = 0.3
    receiver.delay = 1.5
    delivery = pinged(made)
    assert not delivering.deliver(delivery.pk)
    slow = last_attempt(delivery)
    assert (slow.code, slow.error) == (None, "The site took too long to answer.")
    assert slow.duration_ms >= 250
    receiver._server.shutdown()
    receiver._server.server_close()
    due_again(delivery)
    assert not delivering.deliver(delivery.pk)
    assert last_attempt(delivery).error == "The site does not accept a connection."
    assert fresh(delivery).status == "queued"
    receiver.__enter__()  # so that it can be closed


def test_a_busy_receiver_is_given_the_time_it_asks_for(
    made: services.WithSecret, receiver: Receiver
) -> None:
    receiver.answers = [(503, b"", {"Retry-After": "1800"})]
    delivery = pinged(made)
    delivering.deliver(delivery.pk)
    assert timedelta(minutes=29) < fresh(delivery).not_before - timezone.now()


def test_after_a_day_it_is_given_up(made: services.WithSecret, receiver: Receiver) -> None:
    receiver.always = (500, b"", {})
    delivery = pinged(made)
    Delivery.objects.update(give_up_at=Now())
    delivering.deliver(delivery.pk)
    assert fresh(delivery).status == "failed"
    assert fresh(delivery).finished_at is not None


def test_one_endpoint_cannot_crowd_out_the_others(
    made: services.WithSecret, receiver: Receiver
) -> None:
    other = services.create_endpoint(actor=UserFactory(), url=receiver.url)
    Delivery.objects.bulk_create(
        [
            Delivery(
                endpoint=made.endpoint,
                kind="ping",
                message_id=f"m{n}",
                body="{}",
                not_before=Now(),
                give_up_at=Now(),
            )
            for n in range(50)
        ]
    )
    last = pinged(other)
    turn = Delivery.objects.undispatched()
    assert turn.filter(endpoint=made.endpoint).count() == 10
    assert turn.filter(pk=last.pk).exists()
    Endpoint.objects.filter(pk=made.endpoint.pk).update(failures=1, failing_since=Now())
    assert Delivery.objects.undispatched().filter(endpoint=made.endpoint).count() == 1


def test_a_worker_that_was_lost_is_not_waited_for(
    made: services.WithSecret, receiver: Receiver
) -> None:
    delivery = pinged(made)
    stale = delivering.claim(delivery.pk)
    assert stale is not None
    assert delivering.reap() == 0
    Delivery.objects.update(lease_expires_at=Now() - timedelta(seconds=1))
    assert delivering.reap() == 1
    assert "not known" in last_attempt(delivery).error
    due_again(delivery)
    assert delivering.deliver(delivery.pk)
    outcome = delivering.Outcome(began=timezone.now(), duration_ms=1, code=500)
    assert not delivering.settle(stale, outcome)  # it is not its own any more
    assert fresh(delivery).status == "delivered"
    assert delivery.attempts.count() == 2


def test_replay_sends_the_same_message_again(
    made: services.WithSecret, receiver: Receiver, owner: User
) -> None:
    delivery = pinged(made)
    with pytest.raises(WrongState):
        services.replay(actor=owner, delivery_id=delivery.pk)
    delivering.deliver(delivery.pk)
    with pytest.raises(NotVisible):
        services.replay(actor=UserFactory(), delivery_id=delivery.pk)
    services.replay(actor=owner, delivery_id=delivery.pk)
    delivering.deliver(delivery.pk)
    assert receiver.ids() == [delivery.message_id] * 2
    assert [one.number for one in delivery.attempts.all()] == [1, 2]


def test_a_rotated_secret_signs_beside_the_new_one_and_then_ends(
    made: services.WithSecret, receiver: Receiver, owner: User
) -> None:
    def rotate(**grace: int) -> str:
        return services.rotate_secret(
            actor=owner, endpoint_id=made.endpoint.pk, expected_version=None, **grace
        ).secret

    def send() -> None:
        delivering.deliver(pinged(made).pk)

    second = rotate()
    send()
    assert not receiver.refused(made.secret)
    assert not receiver.refused(second)
    third = rotate()  # the first one ends here
    send()
    assert [receiver.refused(s) for s in (made.secret, second, third)] == [True, False, False]
    made.endpoint.secrets.filter(expires_at__isnull=False).update(expires_at=Now())
    send()
    assert [receiver.refused(s) for s in (second, third)] == [True, False]
    fourth = rotate(grace_hours=0)
    send()
    assert [receiver.refused(s) for s in (third, fourth)] == [True, False]


def test_secrets_are_nowhere_in_the_database_and_need_the_key(
    made: services.WithSecret, receiver: Receiver, settings: Any
) -> None:
    sealed = made.endpoint.secrets.get().sealed
    assert made.secret.removeprefix("whsec_") not in sealed
    settings.WEBHOOK_KEYS = ["a new one", settings.SECRET_KEY]
    assert delivering.deliver(pinged(made).pk)
    settings.WEBHOOK_KEYS = ["a new one"]
    delivery = pinged(made)
    assert not delivering.deliver(delivery.pk)
    assert "rotate it" in last_attempt(delivery).error
    assert fresh(made.endpoint).state == "paused"


def test_what_its_owner_may_not_see_any_more_is_not_sent(
    made: services.WithSecret, receiver: Receiver, owner: User, desk: Desk, claim: Any
) -> None:
    Endpoint.objects.update(kinds=["rating.opened"])
    desk.resolve(claim)
    announce()
    first, second = Delivery.objects.order_by("id")
    assert delivering.deliver(first.pk)
    desk.do("reopen", desk.editor, claim, reason="The wording was unfair.")
    assert not delivering.deliver(second.pk)  # blind again
    assert fresh(second).status == "withdrawn"
    later = pinged(made)
    owner.groups.clear()
    assert not delivering.deliver(later.pk)
    assert fresh(later).status == "withdrawn"
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://receiver.example/hook",
        "https://user:secret@receiver.example/",
        "https://receiver.example:22/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "ftp://receiver.example/",
        "javascript:alert(1)",
        "https://",
        "https://receiver.example/" + "x" * 2_000,
    ],
)
def test_addresses_that_are_refused_at_once(owner: User, url: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        services.create_endpoint(actor=owner, url=url)
    assert refused.value.errors[0].pointer == "/url"
    assert not Endpoint.objects.exists()


def test_what_is_allowed_no_more_is_not_called(
    made: services.WithSecret, receiver: Receiver, settings: Any
) -> None:
    settings.OUTBOUND_ALLOW = []
    delivery = pinged(made)
    assert not delivering.deliver(delivery.pk)
    assert receiver.got == []
    assert last_attempt(delivery).error == "The address leads into a private network."


def test_how_many_and_whose(made: services.WithSecret, receiver: Receiver, owner: User) -> None:
    for _ in range(9):
        services.create_endpoint(actor=owner, url=receiver.url)
    with pytest.raises(Exception, match="10 endpoints"):
        services.create_endpoint(actor=owner, url=receiver.url)
    administrator = UserFactory(role=Role.ADMINISTRATOR)
    for stranger in (UserFactory(), administrator):
        with pytest.raises(NotVisible):
            services.ping(actor=stranger, endpoint_id=made.endpoint.pk)


def test_old_deliveries_go_with_their_attempts(
    made: services.WithSecret, receiver: Receiver
) -> None:
    old, new = pinged(made), pinged(made)
    delivering.deliver(old.pk)
    Delivery.objects.filter(pk=old.pk).update(created_at=Now() - timedelta(days=31))
    assert delivering.purge() == 1
    assert list(Delivery.objects.all()) == [new]
    assert not Attempt.objects.exists()
