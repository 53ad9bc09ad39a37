"""Whether transcripts are being read: workers, the queue, the last day's runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from claims.figures import QueueHealth, WorkerSeen
from desk.figures.axis import percent
from desk.figures.words import how_long


@dataclass(frozen=True, slots=True)
class Outcome:
    status: str
    word: str
    count: int
    width: str
    median: str


@dataclass(frozen=True, slots=True)
class Health:
    """`longest`: how long the oldest run has been due, empty where none is."""

    alive: int
    waiting: int
    running: int
    longest: str
    oldest_transcript: int | None
    outcomes: tuple[Outcome, ...]
    workers: tuple[WorkerSeen, ...]
    problems: tuple[str, ...]
    said: str

    @property
    def ended(self) -> int:
        return sum(outcome.count for outcome in self.outcomes)


def health(found: QueueHealth, problems: Sequence[str]) -> Health:
    """`problems`: the sentences of the desk's banner, so that it says the same everywhere."""
    most = max((outcome.count for outcome in found.outcomes), default=0)
    return Health(
        alive=found.alive,
        waiting=found.waiting,
        running=found.running,
        longest=how_long(found.oldest.waited) if found.oldest else "",
        oldest_transcript=found.oldest.transcript_id if found.oldest else None,
        outcomes=tuple(
            Outcome(
                status=outcome.status.value,
                word=str(outcome.status.label),
                count=outcome.count,
                width=percent(outcome.count / most if most else 0),
                median=how_long(outcome.median_read),
            )
            for outcome in found.outcomes
        ),
        workers=found.workers,
        problems=tuple(problems),
        said="" if problems else _("Yes: workers are alive and the sweeps run on time."),
    )
