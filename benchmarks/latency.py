"""From request to finished run on a warm worker: the share that is not spent reading."""

import re

from django.utils.timezone import now
from rest_framework.test import APIClient
from rich.console import Console

from benchmarks.people import bench_user
from benchmarks.texts import transcript
from benchmarks.worker import finished, worker
from transcripts.models import ExtractionRun

WORDS, ROUNDS = 3_000, 5
GOAL = 0.30


def run(console: Console) -> None:
    client = APIClient(SERVER_NAME="localhost")
    client.force_authenticate(bench_user())
    shares = []
    with worker({}, options=["-I", "benchmarks.stopwatch"]) as process:
        for number in range(ROUNDS + 1):
            before = len(_readings(process.log()))
            received = now()
            body = {"text": transcript(WORDS, seed=10_000 + number)}
            answer = client.post("/api/v1/transcripts/", body)
            done = finished(ExtractionRun.objects.get(pk=answer.json()["run"]["id"]))
            assert done.finished_at is not None
            total = (done.finished_at - received).total_seconds()
            reading = sum(_readings(process.log())[before:])
            if number:  # the first loads the model
                shares.append(1 - reading / total)
    share = sorted(shares)[len(shares) // 2]
    console.print(
        f"latency         {share:8.0%} of request-to-finished is outside the extractor for "
        f"{WORDS:,} words, median of {ROUNDS} (goal at most {GOAL:.0%})"
    )


def _readings(log: str) -> list[float]:
    return [float(seconds) for seconds in re.findall(r"STOPWATCH ([\d.]+)", log)]
