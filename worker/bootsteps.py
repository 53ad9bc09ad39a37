"""Steps of the worker's start: it checks its model, then writes its sign of life by a timer.

The sign of life is not a task and not a pool child: a worker whose children are all busy is
alive, one that was stopped, or that waits for its broker in vain, is not.
"""

import logging
from typing import Any

from celery import bootsteps, current_app, signals
from django.conf import settings
from django.db import Error, connection

from claims import storage
from claims.matching import life
from transcripts import heartbeat
from transcripts.broker import MAINTENANCE, MATCHING, NETWORK, QUEUE, SCORE
from transcripts.models import Heartbeat
from worker.embedding import get_encoder
from worker.extraction import ModelDamaged, get_extractor

logger = logging.getLogger(__name__)
READING = frozenset({QUEUE, SCORE})
#: What workers of a queue write to: the variable, and the storage in STORAGES.
WRITING = ((NETWORK, "EVIDENCE_ROOT", "evidence"), (MAINTENANCE, "EXPORT_ROOT", "exports"))


class ModelStep(bootsteps.Step):
    """Refuses to start a worker that reads, scores or matches with a missing or damaged model.

    Its children load the model at their first run, which is late to find that out. Those that
    score load it as they start, since somebody waits for their first answer as for any other.
    """

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        queues = set(parent.app.amqp.queues.consume_from)
        if queues & READING:
            try:
                get_extractor(settings.SPACY_PIPELINE).verify()
            except ModelDamaged as error:
                raise SystemExit(f"worker: {error}") from None
        if MATCHING in queues:
            try:
                get_encoder().verify()
            except ModelDamaged as error:
                raise SystemExit(f"worker: {error}") from None
        if SCORE in queues:  # connected here, before the pool forks: never loaded before a fork
            signals.worker_process_init.connect(load_model)


def load_model(**_: Any) -> None:
    """In a pool's child, as it starts."""
    get_extractor(settings.SPACY_PIPELINE).load()


class StorageStep(bootsteps.Step):
    """Says at the start what would else be said by the first job that fails.

    It starts all the same: sweeps, webhooks and the like need no folder.
    """

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        queues = set(parent.app.amqp.queues.consume_from)
        for queue, name, alias in WRITING:
            if queue in queues and (why := storage.refusal(alias)):
                logger.error("%s (%s) cannot be written: %s", name, getattr(settings, name), why)


class HeartbeatStep(bootsteps.StartStopStep):
    """Writes Heartbeat every HEARTBEAT_INTERVAL, opening and closing a connection each time."""

    requires = ("celery.worker.components:Timer",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self.entry: Any = None

    def start(self, parent: Any) -> None:
        queues = sorted(parent.app.amqp.queues.consume_from)
        version = get_extractor(settings.SPACY_PIPELINE).version if READING & set(queues) else ""

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


class MatchingStep(bootsteps.StartStopStep):
    """A worker of another model version has everything looked up anew, also where nothing waits."""

    def start(self, parent: Any) -> None:
        if MATCHING in parent.app.amqp.queues.consume_from:
            life.hint()


current_app.steps["worker"].add(ModelStep)
current_app.steps["worker"].add(StorageStep)
current_app.steps["worker"].add(MatchingStep)
current_app.steps["worker"].add(HeartbeatStep)
