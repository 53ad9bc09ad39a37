"""Celery beat's scheduler with a sign of life."""

import logging
import time
from typing import Any

from celery.beat import PersistentScheduler
from django.conf import settings
from django.db import Error, connection

from transcripts import heartbeat
from transcripts.models import Heartbeat

logger = logging.getLogger(__name__)


class LivingScheduler(PersistentScheduler):
    """Writes its Heartbeat as it ticks, opening and closing a connection each time."""

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
