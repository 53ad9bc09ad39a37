"""The desk's people and claim, what somebody's inbox says, and a real receiver of webhooks."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from accounts.models import User
from notify.models import Delivery, Notice
from notify.services import deliver
from notify.webhooks import services
from tests.domain.claims.conftest import claim, desk, publisher
from tests.factories import UserFactory
from tests.support.receiver import Receiver

__all__ = ["claim", "desk", "publisher"]

Inbox = Callable[[User], list[str]]


def kinds_of(user: User) -> list[str]:
    """The kinds of the person's notices, oldest first."""
    mine = Notice.objects.for_user(user).order_by("id")
    return list(mine.values_list("kind", flat=True))


@pytest.fixture
def inbox(db: None) -> Inbox:
    """What a person is told once everything that happened is delivered."""

    def read(user: User) -> list[str]:
        deliver()
        return kinds_of(user)

    return read


@pytest.fixture
def owner(db: None) -> User:
    made: User = UserFactory()
    return made


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    with Receiver() as listening:
        settings.OUTBOUND_ALLOW = ["127.0.0.1"]
        settings.OUTBOUND_PORTS = [443, listening.port]
        yield listening


@pytest.fixture
def made(owner: User, receiver: Receiver) -> services.WithSecret:
    return services.create_endpoint(actor=owner, url=receiver.url)


def pinged(made: services.WithSecret) -> Delivery:
    return services.ping(actor=made.endpoint.owner, endpoint_id=made.endpoint.pk)


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)
