"""Celery beat's scheduler with a sign of life, which piles nothing up where nobody reads."""

import logging
import time
from typing import Any

from celery.beat import PersistentScheduler
from django.conf import settings
from django.db import Error, connection

from transcripts import heartbeat
from transcripts.broker import BROKER_ERRORS, tasks_waiting
from transcripts.models import Heartbeat

logger = logging.getLogger(__name__)


class LivingScheduler(PersistentScheduler):
    """Writes its Heartbeat as it ticks, opening and closing a connection each time.

    An entry is not sent while its last message still waits: that one does the same work. So an
    outage of the workers leaves one message an entry, and no clock decides which are stale.
    """

    _beaten_at = float("-inf")

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if time.monotonic() - self._beaten_at >= settings.HEARTBEAT_INTERVAL:
            self._beaten_at = time.monotonic()
            try:
                heartbeat.beat(kind=Heartbeat.Kind.BEAT)
            except Error as error:
                logger.warning("heartbeat not written: %s", error)
            finally:
                connection.close()
        wait: float = super().tick(*args, **kwargs)
        interval: float = settings.HEARTBEAT_INTERVAL
        return min(wait, interval)

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        if self._waits(entry):
            logger.debug("%s waits already", entry.name)
            return
        super().apply_entry(entry, producer=producer)

    def _waits(self, entry: Any) -> bool:
        queue = self.app.amqp.router.route({}, entry.task)["queue"].name
        try:
            return entry.task in tasks_waiting(queue)
        except BROKER_ERRORS:
            return False  # sending it says what is wrong
