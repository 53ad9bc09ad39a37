"""The account that measurements act as."""

import os

from accounts.models import User
from accounts.roles import Role
from accounts.services import create_user


def bench_user() -> User:
    return User.objects.filter(username="bench").first() or create_user(
        username="bench", password=os.urandom(16).hex(), roles=[Role.EDITOR]
    )
