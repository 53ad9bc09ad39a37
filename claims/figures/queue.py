"""Are transcripts being read? Workers, the queue and the last day's runs, for people."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import (
    Count,
    DurationField,
    ExpressionWrapper,
    F,
)
from django.db.models.functions import Now

from claims.figures.quantiles import Quantiles
from claims.figures.scope import need_staff
from transcripts.broker import QUEUE
from transcripts.models import ExtractionRun, Heartbeat, RunStatus
from transcripts.models.run import TERMINAL
from transcripts.querysets import RunQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class WorkerSeen:
    """A worker of the extraction queue that gave a sign of life within the last day."""

    process: str
    alive: bool
    last_seen: datetime.datetime
    extractor_version: str


@dataclass(frozen=True, slots=True)
class OldestWaiting:
    """The run that has been due for the longest."""

    run_id: int
    transcript_id: int
    since: datetime.datetime
    waited: datetime.timedelta


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """Runs that ended within the last 24 hours in this way.

    `median_read`: half of them took at most so long from their last start to their end;
    None where none was ever started.
    """

    status: RunStatus
    count: int
    median_read: datetime.timedelta | None


@dataclass(frozen=True, slots=True)
class QueueHealth:
    """`waiting` and `running`: runs. `outcomes` has every way a run can end."""

    workers: tuple[WorkerSeen, ...]
    waiting: int
    running: int
    oldest: OldestWaiting | None
    outcomes: tuple[RunOutcome, ...]

    @property
    def alive(self) -> int:
        """How many workers are."""
        return sum(worker.alive for worker in self.workers)


def queue_health(user: User | AnonymousUser) -> QueueHealth:
    """As the tables have it now, by the database's clock; the broker is not asked.

    Whatever the transcripts: a figure of the machine, not of claims.
    """
    need_staff(user)
    waiting = ExtractionRun.objects.due()
    return QueueHealth(
        workers=_workers(),
        waiting=waiting.count(),
        running=ExtractionRun.objects.filter(status=RunStatus.RUNNING).count(),
        oldest=_oldest(waiting),
        outcomes=_outcomes(),
    )


def _workers() -> tuple[WorkerSeen, ...]:
    """Those alive first. Rows of the dead are deleted after a day (transcripts.heartbeat)."""
    beats = Heartbeat.objects.serving(QUEUE)
    alive = set(beats.alive().values_list("pk", flat=True))
    seen = [
        WorkerSeen(beat.process, beat.pk in alive, beat.last_seen, beat.extractor_version)
        for beat in beats.order_by("-last_seen", "process")
    ]
    return tuple(sorted(seen, key=lambda worker: not worker.alive))


def _oldest(waiting: RunQuerySet) -> OldestWaiting | None:
    """Since when it might have started: a retry waits from its `not_before` on."""
    run = (
        waiting.annotate(waited=ExpressionWrapper(Now() - F("not_before"), DurationField()))
        .order_by("not_before", "id")
        .first()
    )
    if run is None:
        return None
    return OldestWaiting(run.pk, run.transcript_id, run.not_before, run.waited)


def _outcomes() -> tuple[RunOutcome, ...]:
    lately = Now() - datetime.timedelta(hours=24)
    took = ExpressionWrapper(F("finished_at") - F("started_at"), DurationField())
    found = {
        row["status"]: row
        for row in ExtractionRun.objects.filter(status__in=TERMINAL, finished_at__gte=lately)
        .order_by()
        .values("status")
        .annotate(n=Count("pk"), quantiles=Quantiles(took, 0.5))
    }
    none = {"n": 0, "quantiles": None}
    return tuple(
        RunOutcome(status, row["n"], row["quantiles"][0] if row["quantiles"] else None)
        for status in TERMINAL
        for row in (found.get(status, none),)
    )
