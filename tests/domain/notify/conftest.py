"""The desk's people and claim, and what somebody's inbox says."""

from collections.abc import Callable

import pytest

from accounts.models import User
from notify.models import Notice
from notify.services import deliver
from tests.domain.claims.conftest import claim, desk, publisher

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
