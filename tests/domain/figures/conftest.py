"""People, and a clock for both the services and the database: figures are about time."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection

from accounts.models import User
from claims.figures import Scope
from tests.domain.claims.conftest import Desk, new_desk

#: Stands before the server's own in the search path, until the test's transaction ends; what a
#: column takes by default was bound to the server's when the column was made.
DATABASE_CLOCK = """
CREATE FUNCTION public.statement_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
    AS $$ SELECT current_setting('onrecord.now')::timestamptz $$;
SET LOCAL search_path TO public, pg_catalog;
ALTER TABLE claims_claim ALTER created_at SET DEFAULT statement_timestamp();
ALTER TABLE claims_post ALTER created_at SET DEFAULT statement_timestamp()
"""


class Clock:
    """`clock.at("2026-03-02 09:00")`, in UTC: for Python and for `Now()` in the database."""

    def __init__(self, traveller: time_machine.Traveller) -> None:
        self.traveller = traveller

    def at(self, moment: str | datetime.datetime) -> None:
        if isinstance(moment, str):
            moment = datetime.datetime.fromisoformat(moment).replace(tzinfo=datetime.UTC)
        self.traveller.move_to(moment)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('onrecord.now', %s, true)", [moment.isoformat()])

    def on(self, day: datetime.date, hour: int = 12, minutes: int = 0) -> None:
        start = datetime.datetime.combine(day, datetime.time(hour), datetime.UTC)
        self.at(start + datetime.timedelta(minutes=minutes))


@pytest.fixture
def clock(db: None) -> Iterator[Clock]:
    with connection.cursor() as cursor:
        cursor.execute(DATABASE_CLOCK)
    start = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)  # a Monday
    with time_machine.travel(start, tick=False) as traveller:
        clock = Clock(traveller)
        clock.at(start)
        yield clock


@pytest.fixture
def desk(db: None) -> Desk:
    return new_desk()


@pytest.fixture
def scope(desk: Desk) -> Scope:
    """Everything, asked for by a reviewer who took part in nothing."""
    return Scope(desk.three)


@pytest.fixture
def outsider(db: None) -> User:
    from tests.factories import UserFactory

    return UserFactory(role=None)


@pytest.fixture(autouse=True)
def publisher(settings: Any) -> None:
    settings.PUBLIC_URL = "https://newsroom.example"
    settings.PUBLISHER_NAME = "Newsroom Example"
