"""Server time of a page of 100 claims with 100,000 in the database against 1,000."""

import time

from django.db import connection
from rest_framework.test import APIClient
from rich.console import Console

from benchmarks.people import bench_user
from claims.models import Claim
from transcripts.models import Segment, Transcript

FEW, MANY, ROUNDS = 1_000, 100_000, 15
GOAL = 1.5


def _fill(transcript: Transcript, segment: Segment, upto: int) -> None:
    have = Claim.objects.filter(transcript=transcript).count()
    Claim.objects.bulk_create(
        (
            Claim(
                transcript=transcript,
                start=n,
                end=n + 1,
                text=f"Rents rose by {n} percent.",
                first_segment=segment,
                last_segment=segment,
                context_start=n,
                context_end=n + 1,
                score=(n * 7919 % 10_000) / 10_000,
                rank=n * 7919 % 10_000,
            )
            for n in range(have, upto)
        ),
        batch_size=2_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_claim")


def _seconds(client: APIClient) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        answer = client.get("/api/v1/claims/?page_size=100")
        best = min(best, time.process_time() - started)
        assert len(answer.json()["results"]) == 100
    return best


def run(console: Console) -> None:
    client = APIClient(SERVER_NAME="localhost")
    client.force_authenticate(bench_user())
    transcript = Transcript.objects.create(title="Bench", text="x" * (MANY + 1), digest="bench")
    segment = Segment.objects.create(
        transcript=transcript, position=0, role="speaker", start=0, end=MANY + 1
    )
    _fill(transcript, segment, FEW)
    few = _seconds(client)
    _fill(transcript, segment, MANY)
    many = _seconds(client)
    console.print(
        f"page of 100     {many * 1000:8.1f} ms of processor time with {MANY:,} claims; "
        f"{few * 1000:.1f} ms with {FEW:,}: "
        f"ratio [bold]{many / few:.2f}[/bold] (goal at most {GOAL})"
    )
