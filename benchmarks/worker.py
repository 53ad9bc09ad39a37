"""A real worker on the servers the launcher gave, for the time of a measurement."""

import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from launcher.processes import ManagedProcess, celery_worker
from launcher.stack import stack_environment
from transcripts.models import ExtractionRun


@contextmanager
def worker(
    env: Mapping[str, str], options: Sequence[str] = (), queues: str = "extraction"
) -> Iterator[ManagedProcess]:
    urls = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}
    with tempfile.TemporaryDirectory() as folder:
        process = celery_worker(
            stack_environment({**urls, **env}, "http://127.0.0.1:1"),
            Path(folder),
            name="bench",
            queues=queues,
            concurrency=1,
            options=options,
        )
        process.start()
        process.wait_until_ready()
        try:
            yield process
        finally:
            process.stop()


def finished(run: ExtractionRun, seconds: float = 300) -> ExtractionRun:
    """The run once it has succeeded."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        run.refresh_from_db()
        if run.status == "succeeded":
            return run
        if not run.is_active:
            raise RuntimeError(f"{run}: {run.failure_detail}")
        time.sleep(0.01)
    raise RuntimeError(f"{run} did not end within {seconds} s")
