"""From request to finished run on a warm worker: the share not spent in spaCy or the model."""

import re
import time
from dataclasses import dataclass
from statistics import median

from django.utils.timezone import now
from rest_framework.test import APIClient
from rich.console import Console

from benchmarks.people import bench_user
from benchmarks.texts import transcript
from benchmarks.worker import finished, worker
from launcher.processes import ManagedProcess
from transcripts.models import ExtractionRun

WORDS, ROUNDS = 3_000, 9
GOAL = 0.30


@dataclass(frozen=True, slots=True)
class Timing:
    """Where the seconds of one run went: `total` is from the request to `finished_at`."""

    total: float
    request: float
    waiting: float
    reading: float
    values: float

    @property
    def outside(self) -> float:
        return 1 - self.reading / self.total

    @property
    def storing(self) -> float:
        return self.total - self.waiting - self.reading - self.values


def run(console: Console) -> None:
    client = APIClient(SERVER_NAME="localhost")
    client.force_authenticate(bench_user())
    with worker({}, options=["-I", "benchmarks.stopwatch"]) as process:
        # The first loads the model.
        timings = [_timing(client, process, number) for number in range(ROUNDS + 1)][1:]
    shares = sorted(timing.outside for timing in timings)
    parts = ", ".join(
        f"{name} {1000 * median(getattr(timing, name) for timing in timings):,.0f}"
        for name in ("total", "request", "waiting", "reading", "values", "storing")
    )
    console.print(
        f"latency         {median(shares):8.0%} of request-to-finished is outside spaCy and model "
        f"for {WORDS:,} words, median of {ROUNDS} ({shares[0]:.0%} to {shares[-1]:.0%}; goal "
        f"at most {GOAL:.0%})\n                medians in ms: {parts}; waiting is from the "
        "request to the worker's claim"
    )


def _timing(client: APIClient, process: ManagedProcess, number: int) -> Timing:
    before = len(_readings(process))
    received, started = now(), time.monotonic()
    answer = client.post("/api/v1/transcripts/", {"text": transcript(WORDS, seed=10_000 + number)})
    answered = time.monotonic() - started
    done = finished(ExtractionRun.objects.get(pk=answer.json()["run"]["id"]))
    assert done.started_at is not None
    assert done.finished_at is not None
    readings = _readings(process)[before:]
    reading = sum(inner for _, inner in readings)
    return Timing(
        total=(done.finished_at - received).total_seconds(),
        request=answered,
        waiting=(done.started_at - received).total_seconds(),
        reading=reading,
        values=sum(outer for outer, _ in readings) - reading,
    )


def _readings(process: ManagedProcess) -> list[tuple[float, float]]:
    """Seconds of each batch so far, and the share of spaCy and the model."""
    found = re.findall(r"STOPWATCH ([\d.]+) ([\d.]+)", process.log())
    return [(float(outer), float(inner)) for outer, inner in found]
