"""Server time of a page of 100 claims with 100,000 in the database against 1,000."""

import time

from rest_framework.test import APIClient
from rich.console import Console

from benchmarks.claims import clear, fill, hall
from benchmarks.people import bench_user

FEW, MANY, ROUNDS = 1_000, 100_000, 15
GOAL = 1.5


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
    transcript = hall("Bench, pages", MANY)
    fill(transcript, FEW)
    few = _seconds(client)
    fill(transcript, MANY)
    many = _seconds(client)
    clear(transcript)
    console.print(
        f"page of 100     {many * 1000:8.1f} ms of processor time with {MANY:,} claims; "
        f"{few * 1000:.1f} ms with {FEW:,}: "
        f"ratio [bold]{many / few:.2f}[/bold] (goal at most {GOAL})"
    )
