"""A clock that can be wound back, Python's and the database's together: how a past is made.

Whatever services write then has the time it would have had, without a row being touched up.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from django.db import connection

#: Django's Now() is STATEMENT_TIMESTAMP(); on this connection it is found here first.
_SHADOW = """
CREATE SCHEMA IF NOT EXISTS wound_clock;
CREATE OR REPLACE FUNCTION wound_clock.statement_timestamp() RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT pg_catalog.statement_timestamp() - current_setting('wound.by')::interval
$$;
SET search_path TO wound_clock, public, pg_catalog;
"""


class Clock:
    """Says how long ago it is; time passes as ever, and goes forwards only."""

    def __init__(self, traveller: Any) -> None:
        self._traveller = traveller
        self._ago = timedelta.max

    def ago(self, wanted: timedelta) -> None:
        """Goes on to that long before the present; stays where that is past already."""
        if wanted >= self._ago:
            return
        self._ago = wanted
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('wound.by', %s, false)", [str(wanted)])
            cursor.execute("SELECT pg_catalog.clock_timestamp()")
            present: datetime = cursor.fetchone()[0]
        self._traveller.move_to(present.astimezone(UTC) - wanted)

    def forward(self, **length: float) -> None:
        """As in `forward(hours=3)`; at most to the present."""
        self.ago(max(self._ago - timedelta(**length), timedelta()))


@contextmanager
def wound_back(by: timedelta) -> Iterator[Clock]:
    """The clock, `by` before the present; both are right again afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        path = cursor.fetchone()[0]
        cursor.execute(_SHADOW)
    try:
        with time_machine.travel(datetime.now(UTC) - by, tick=True) as traveller:
            clock = Clock(traveller)
            clock.ago(by)
            yield clock
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"SET search_path TO {path}")
            cursor.execute("DROP SCHEMA wound_clock CASCADE")
