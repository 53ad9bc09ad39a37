"""Memory of a real worker's pool child over many transcripts: flat, or it leaks."""

from collections.abc import Callable

import psutil
from rich.console import Console

from benchmarks.people import bench_user
from benchmarks.texts import transcript
from benchmarks.worker import finished, worker
from transcripts.services import ingest

TRANSCRIPTS, WORDS, SETTLED = 200, 400, 50
GOAL, MOST = 1.05, 700  # MB


def _rss(children: Callable[[], list[int]]) -> int:
    return max(psutil.Process(pid).memory_info().rss for pid in children())


def run(console: Console) -> None:
    user = bench_user()
    sizes = []
    with worker({"WORKER_MAX_TASKS_PER_CHILD": "100000"}) as process:
        for number in range(TRANSCRIPTS):
            run = ingest(actor=user, data=transcript(WORDS, seed=number).encode()).run
            finished(run)
            sizes.append(_rss(process.children))
    settled, last = sizes[SETTLED - 1], max(sizes[-10:])
    console.print(
        f"worker memory   {last / 2**20:8,.0f} MB after {TRANSCRIPTS} transcripts; "
        f"{settled / 2**20:,.0f} MB after {SETTLED}: "
        f"ratio [bold]{last / settled:.3f}[/bold] (goal at most {GOAL}, and {MOST} MB)"
    )
