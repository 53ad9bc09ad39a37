"""Real Celery workers and a real web server for tests, on the test's own database and broker."""

import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from launcher.processes import ManagedProcess, celery_worker, free_port, stop_all, web
from launcher.stack import stack_environment


class WorkerProcess:
    """One `celery worker` with its pool; signals go to all of it."""

    def __init__(self, managed: ManagedProcess) -> None:
        self.managed = managed

    @property
    def pid(self) -> int:
        """The main process; its pool children are ``children()``."""
        return self.managed.pid

    def children(self) -> list[int]:
        """The processes below the main one: the pool's children."""
        return self.managed.children()

    def alive(self) -> bool:
        """Whether the main process runs (stopped counts)."""
        return self.managed.alive()

    def log(self) -> str:
        """Everything it has written."""
        return self.managed.log()

    def sigkill(self) -> None:
        """Kill the whole worker at once, as a power cut would."""
        self._signal_all(signal.SIGKILL)

    def sigstop(self) -> None:
        """Freeze the whole worker."""
        self._signal_all(signal.SIGSTOP)

    def sigcont(self) -> None:
        """Thaw the whole worker."""
        self._signal_all(signal.SIGCONT)

    def sigterm(self) -> None:
        """Ask the main process to end (Celery's warm shutdown)."""
        self.managed.ask_to_stop()

    def close(self) -> None:
        """Leave nothing of it running."""
        self.sigcont()
        self.sigkill()
        self.managed.stop(1)

    def _signal_all(self, number: signal.Signals) -> None:
        below = self.children()
        self.managed.signal_group(number)
        for pid in below:
            with suppress(ProcessLookupError):
                os.kill(pid, number)


class WorkerFactory:
    """Starts workers; ``close`` ends them all. See the fixture ``worker_process``."""

    def __init__(self, urls: Mapping[str, str], folder: Path) -> None:
        self.urls = urls
        self.folder = folder
        self.started: list[WorkerProcess] = []

    def __call__(
        self,
        queues: str = "extraction",
        concurrency: int = 1,
        env: Mapping[str, str] | None = None,
        *,
        wait: bool = True,
        options: Sequence[str] = (),
    ) -> WorkerProcess:
        # No port may be called unless a test says so: what tests cite is nowhere.
        given = {**self.urls, "OUTBOUND_PORTS": "1", **(env or {})}
        environment = stack_environment(given, "http://127.0.0.1:1")
        managed = celery_worker(
            environment,
            self.folder,
            name=f"{queues.split(',')[0]}{len(self.started) + 1}",
            queues=queues,
            concurrency=concurrency,
            options=options,
        )
        worker = WorkerProcess(managed)
        self.started.append(worker)
        managed.start()
        if wait:
            managed.wait_until_ready()
        return worker

    def close(self) -> None:
        """End every worker that was started."""
        for worker in self.started:
            worker.close()


@dataclass(frozen=True)
class LiveStack:
    """Web, worker (extraction, score), maintenance and network as real processes.

    See the fixture ``live_stack``.
    """

    url: str
    web: ManagedProcess
    worker: WorkerProcess
    maintenance: WorkerProcess

    @classmethod
    def start(cls, urls: Mapping[str, str], workers: WorkerFactory) -> "LiveStack":
        """Start all three at once and wait until they are ready."""
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        server = web(stack_environment(urls, url), workers.folder, port)
        server.start()
        try:
            worker = workers("extraction,score", wait=False)
            maintenance = workers(
                "maintenance,network", wait=False
            )  # one process: tests start many
            for process in (server, worker.managed, maintenance.managed):
                process.wait_until_ready()
        except BaseException:
            stop_all([server])
            raise
        return cls(url, server, worker, maintenance)

    def close(self) -> None:
        """Stop the web server; the factory stops the workers."""
        stop_all([self.web])
