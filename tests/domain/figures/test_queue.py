"""Queue health: what the tables say of workers and runs."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from api.exceptions import Forbidden
from claims.figures import queue_health
from tests.domain.claims.conftest import Desk
from tests.factories import TranscriptFactory
from transcripts.models import ExtractionRun, Heartbeat, RunStatus

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def run(status: str, *, ended: timedelta | None = None, took: timedelta | None = None) -> Any:
    """A run that ended so long ago and read for so long; without either, one that waits."""
    fields: dict[str, Any] = {"not_before": Now()}
    if ended is not None:
        fields["finished_at"] = timezone.now() - ended
        fields["failure_code"] = "internal" if status == "failed" else ""
        if took is not None:
            fields["started_at"] = fields["finished_at"] - took
    return ExtractionRun.objects.create(
        transcript=TranscriptFactory(), status=status, max_attempts=3, **fields
    )


def beat(process: str, ago: timedelta, kind: str = "worker", queue: str = "extraction") -> None:
    Heartbeat.objects.create(
        process=process,
        kind=kind,
        queues=[queue],
        extractor_version="7",
        last_seen=timezone.now() - ago,
    )


def test_runs_of_the_last_day_are_counted_by_how_they_ended(desk: Desk) -> None:
    for minutes in (1, 3, 20):
        run("succeeded", ended=HOUR, took=minutes * MINUTE)
    run("failed", ended=23 * HOUR, took=2 * MINUTE)
    run("failed", ended=25 * HOUR, took=9 * MINUTE)  # the day before
    run("cancelled", ended=HOUR)  # before anybody began to read
    outcomes = {
        found.status: (found.count, found.median_read) for found in queue_health(desk.one).outcomes
    }
    assert outcomes == {
        RunStatus.SUCCEEDED: (3, 3 * MINUTE),
        RunStatus.FAILED: (1, 2 * MINUTE),
        RunStatus.CANCELLED: (1, None),
    }


def test_ways_that_no_run_ended_are_named_with_none(desk: Desk) -> None:
    assert [(x.count, x.median_read) for x in queue_health(desk.one).outcomes] == [(0, None)] * 3


def test_the_oldest_waiting_run_is_the_one_that_was_due_first(desk: Desk) -> None:
    assert queue_health(desk.one).oldest is None
    late, later, retried = run("queued"), run("queued"), run("queued")
    moment = timezone.now()
    for waiting, since in ((late, 5 * MINUTE), (later, 9 * MINUTE), (retried, -HOUR)):
        ExtractionRun.objects.filter(pk=waiting.pk).update(not_before=moment - since)
    health = queue_health(desk.one)
    assert health.oldest is not None
    assert (health.oldest.run_id, health.oldest.transcript_id) == (later.pk, later.transcript_id)
    assert health.oldest.since == moment - 9 * MINUTE
    assert 9 * MINUTE <= health.oldest.waited < 10 * MINUTE
    assert health.waiting == 2, "a retry that is not due yet does not wait"


def test_workers_are_those_of_the_queue_with_the_living_first(desk: Desk) -> None:
    beat("dead:1", HOUR)
    beat("alive:2", timedelta(seconds=1))
    beat("maintenance:3", timedelta(0), queue="maintenance")
    beat("sweeper:4", timedelta(0), kind="sweep")
    health = queue_health(desk.one)
    assert [(w.process, w.alive) for w in health.workers] == [("alive:2", True), ("dead:1", False)]
    assert health.alive == 1


def test_a_run_being_read_is_counted_as_such(desk: Desk) -> None:
    waiting = run("queued")
    ExtractionRun.objects.filter(pk=waiting.pk).update(
        status="running", lease_expires_at=timezone.now() + HOUR
    )
    health = queue_health(desk.one)
    assert (health.running, health.waiting) == (1, 0)


def test_who_is_no_reviewer_is_not_told(outsider: User) -> None:
    with pytest.raises(Forbidden):
        queue_health(outsider)
