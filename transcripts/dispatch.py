"""Telling workers about rows: publishing by task name, and the sweep that makes up for loss.

A message is a hint. Whatever happens to it, the queued row stays, and the sweep publishes it
again; whoever receives a stray one finds nothing to claim. What else is queued as rows makes a
`Dispatcher` of its own, from its app's `ready`, and is swept with the runs.
"""

from __future__ import annotations

import logging
from typing import Any, Protocol

from celery import current_app
from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Now

from transcripts.broker import BROKER_ERRORS, QUEUE, broker_error, queue_length
from transcripts.models import ExtractionRun

logger = logging.getLogger(__name__)


class QueuedRows(Protocol):
    """The manager of a table of queued rows: `status` is "queued", `dispatched_at` is noted."""

    def due(self) -> models.QuerySet[Any]:
        """Queued rows that may start now."""

    def undispatched(self) -> models.QuerySet[Any]:
        """Due rows nobody was told about lately."""

    def filter(self, *args: Any, **kwargs: Any) -> models.QuerySet[Any]: ...


class Dispatcher:
    """Sends hints about the rows of one table to the workers of one queue."""

    def __init__(self, task: str, queue: str, rows: QueuedRows) -> None:
        self.task = task
        self.queue = queue
        self.rows = rows
        _dispatchers[task] = self

    def publish(self, row_id: int) -> bool:
        """Sends one message and notes when; False, with a log line, where the broker is away.

        The ping comes first: a request must not wait for Celery's own, longer timeouts.
        """
        if error := broker_error():
            logger.warning("%s %s not published, the sweep will: %s", self.task, row_id, error)
            return False
        return self._send(row_id)

    def publish_after_commit(self, row_id: int) -> None:
        """Publishes once the surrounding transaction has committed; an error is only logged."""

        def publish_row() -> None:
            self.publish(row_id)

        # A named function: Django logs __qualname__ when a robust hook fails.
        transaction.on_commit(publish_row, robust=True)

    def sweep(self, room: int) -> int:
        """Publishes at most `room` rows nobody was told about, the oldest first; how many."""
        sent = 0
        rows = self.rows.undispatched().order_by("id").values_list("pk", flat=True)
        for pk in list(rows[: max(room, 0)]):
            if not self._send(pk):
                break
            sent += 1
        return sent

    def _send(self, row_id: int) -> bool:
        try:
            current_app.send_task(
                self.task, args=[row_id], queue=self.queue, retry=False, ignore_result=True
            )
        except BROKER_ERRORS as problem:
            logger.warning("%s %s not published, the sweep will: %s", self.task, row_id, problem)
            return False
        self.rows.filter(pk=row_id, status="queued").update(dispatched_at=Now())
        return True


_dispatchers: dict[str, Dispatcher] = {}

RUNS = Dispatcher("worker.extract_run", QUEUE, ExtractionRun.objects)


def sweep() -> int:
    """Publishes what nobody was told about, queue by queue; returns how many messages were sent.

    1. Never more than are missing from a queue (due rows of all tables less its length) nor
       SWEEP_BATCH, so that rows that wait for a worker do not pile up messages.
    2. The oldest of a table first.
    3. A broker that is away ends the pass: the next one does the same work.
    """
    sent = 0
    for queue in dict.fromkeys(one.queue for one in _dispatchers.values()):
        serving = [one for one in _dispatchers.values() if one.queue == queue]
        try:
            missing = sum(one.rows.due().count() for one in serving) - queue_length(queue)
        except BROKER_ERRORS as error:
            logger.warning("sweep: the broker is away: %s", error)
            return sent
        room = min(missing, settings.SWEEP_BATCH)
        for one in serving:
            done = one.sweep(room)
            room -= done
            sent += done
    return sent
