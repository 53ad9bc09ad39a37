"""Telling workers about runs: publishing by task name, and the sweep that makes up for loss.

A message is a hint. Whatever happens to it, the queued row stays, and the sweep publishes it
again; whoever receives a stray one finds nothing to claim.
"""

from __future__ import annotations

import logging

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from transcripts.broker import BROKER_ERRORS, QUEUE, broker_error, queue_length
from transcripts.models import ExtractionRun

logger = logging.getLogger(__name__)

TASK = "worker.extract_run"


def publish(run_id: int) -> bool:
    """Sends one message and notes when; False, with a log line, where the broker is away.

    The ping comes first: a request must not wait for Celery's own, longer timeouts.
    """
    if error := broker_error():
        logger.warning("run %s not published, the sweep will: %s", run_id, error)
        return False
    return _send(run_id)


def _send(run_id: int) -> bool:
    try:
        current_app.send_task(TASK, args=[run_id], queue=QUEUE, retry=False, ignore_result=True)
    except BROKER_ERRORS as problem:
        logger.warning("run %s not published, the sweep will: %s", run_id, problem)
        return False
    ExtractionRun.objects.filter(pk=run_id, status="queued").update(dispatched_at=Now())
    return True


def publish_after_commit(run_id: int) -> None:
    """Publishes once the surrounding transaction has committed; an error is only logged."""

    def publish_run() -> None:
        publish(run_id)

    # A named function: Django logs __qualname__ when a robust hook fails.
    transaction.on_commit(publish_run, robust=True)


def sweep() -> int:
    """Publishes what nobody was told about; returns how many messages were sent.

    1. Never more than are missing from the queue (due rows less its length) nor SWEEP_BATCH,
       so that rows that wait for a worker do not pile up messages.
    2. The oldest first.
    3. A broker that is away ends the pass: the next one does the same work.
    """
    try:
        missing = ExtractionRun.objects.due().count() - queue_length()
    except BROKER_ERRORS as error:
        logger.warning("sweep: the broker is away: %s", error)
        return 0
    limit = min(missing, settings.SWEEP_BATCH)
    if limit <= 0:
        return 0
    sent = 0
    rows = ExtractionRun.objects.undispatched().order_by("id").values_list("pk", flat=True)
    for pk in list(rows[:limit]):
        if not _send(pk):
            break
        sent += 1
    return sent
