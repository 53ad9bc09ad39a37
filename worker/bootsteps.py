"""The worker's sign of life, written by a timer of its main process.

Not a task and not a pool child: a worker whose children are all busy is alive, one that was
stopped, or that waits for its broker in vain, is not.
"""

import logging
from typing import Any

from celery import bootsteps, current_app
from django.conf import settings
from django.db import Error, connection

from transcripts import heartbeat
from transcripts.broker import QUEUE
from transcripts.models import Heartbeat
from worker.extraction import extractor_version

logger = logging.getLogger(__name__)


class HeartbeatStep(bootsteps.StartStopStep):
    """Writes Heartbeat every HEARTBEAT_INTERVAL, opening and closing a connection each time."""

    requires = ("celery.worker.components:Timer",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self.entry: Any = None

    def start(self, parent: Any) -> None:
        queues = sorted(parent.app.amqp.queues.consume_from)
        version = extractor_version(settings.SPACY_PIPELINE) if QUEUE in queues else ""

        def write() -> None:
            try:
                heartbeat.beat(kind=Heartbeat.Kind.WORKER, queues=queues, extractor_version=version)
            except Error as error:
                logger.warning("heartbeat not written: %s", error)
            finally:
                connection.close()

        write()
        self.entry = parent.timer.call_repeatedly(settings.HEARTBEAT_INTERVAL, write)

    def stop(self, parent: Any) -> None:
        if self.entry is not None:
            self.entry.cancel()
            self.entry = None


current_app.steps["worker"].add(HeartbeatStep)
