"""Scores over REST by a real worker, against the same sentences scored in this process."""

import time
from statistics import median

from django.conf import settings
from rest_framework.test import APIClient
from rich.console import Console

from benchmarks.people import bench_user
from benchmarks.texts import segments, transcript
from benchmarks.worker import worker
from transcripts.formats import read
from worker.extraction import Extractor, get_extractor

ROUNDS = {1: 40, 500: 5}
GOALS = {1: None, 500: 1.5}  # of one sentence the round trip is most, whatever the machine


def run(console: Console) -> None:
    settings.SCORE_SECONDS = 60.0  # a busy machine's answer is late, and is to be measured too
    client = APIClient(SERVER_NAME="localhost")
    client.force_authenticate(bench_user())
    extractor = get_extractor()
    sentences = _sentences(extractor)
    with worker({}, queues="score"):
        for number, rounds in ROUNDS.items():
            chosen = sentences[:number]
            pairs = [_pair(client, extractor, chosen) for _ in range(rounds + 1)][1:]
            over = median(asked for asked, _ in pairs)
            here = median(scored for _, scored in pairs)
            goal = f"; goal at most {GOALS[number]}" if GOALS[number] else ""
            console.print(
                f"score           {over / here:8.2f} of scoring in this process for a request of "
                f"{number} sentence(s), median of {rounds}: {1000 * over:,.0f} ms against "
                f"{1000 * here:,.0f}{goal}"
            )


def _pair(client: APIClient, extractor: Extractor, sentences: list[str]) -> tuple[float, float]:
    """Seconds of the request, and of the same work here, one after the other."""
    started = time.monotonic()
    answer = client.post("/api/v1/score/", {"sentences": sentences})
    asked = time.monotonic()
    assert answer.status_code == 200, answer.content
    found = [one.score for one in extractor.assess_sentences(sentences)]
    scored = time.monotonic()
    assert [one["score"] for one in answer.json()["results"]] == found
    return asked - started, scored - asked


def _sentences(extractor: Extractor) -> list[str]:
    """500 sentences of a transcript, as a run reads them."""
    parsed = read(transcript(12_000).encode(), name="t.txt")
    found = extractor.extract(parsed.text, segments(parsed))
    return [sentence.text for sentence in found][:500]
