"""Starts the application's processes, each in a group of its own, and stops them again."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from launcher.children import die_with_parent
from launcher.orphans import note_process
from launcher.state import REPOSITORY, LauncherError

READY_SECONDS = 60.0
STOP_SECONDS = 20.0
LAST_LINES = 25


class ManagedProcess:
    """One process with its children: command, log file, readiness, stop.

    ``ready`` is asked with the log written since the start; ``mark`` is a word of the command
    line by which the next start recognises the process after a SIGKILL of the launcher.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        folder: Path,
        ready: Callable[[str], bool],
        mark: str,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        self.command = list(command)
        self.environment = dict(environment)
        self.folder = folder
        self.ready = ready
        self.mark = mark
        self.stop_signal = stop_signal
        self.log_path = folder / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._log_start = 0

    @property
    def pid(self) -> int:
        """The main process, which is also its group's id."""
        if self._process is None:
            raise LauncherError(f"{self.name} has not been started.")
        return self._process.pid

    def start(self) -> None:
        """Start, without waiting."""
        with self.log_path.open("ab") as log:
            self._log_start = log.tell()
            self._process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=REPOSITORY,
                env=self.environment,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        with suppress(psutil.Error):  # it may have ended already
            note_process(self.folder, self._process.pid, self.mark)

    def wait_until_ready(self, seconds: float = READY_SECONDS) -> None:
        """Return when ready; LauncherError with the last log lines if it ends or takes too long."""
        deadline = time.monotonic() + seconds
        while not self.ready(self.log()):
            if not self.alive():
                raise LauncherError(self.obituary())
            if time.monotonic() > deadline:
                raise LauncherError(
                    f"{self.name} was not ready after {seconds:g} s.\n{self.last_lines()}"
                )
            time.sleep(0.1)

    def alive(self) -> bool:
        """Whether the main process runs (a stopped one counts)."""
        return self._process is not None and self._process.poll() is None

    def children(self) -> list[int]:
        """Ids of all processes below the main one, oldest first."""
        with suppress(psutil.NoSuchProcess):
            below = psutil.Process(self.pid).children(recursive=True)
            return [child.pid for child in sorted(below, key=lambda one: one.create_time())]
        return []

    def log(self) -> str:
        """What it has written since its last start."""
        if not self.log_path.exists():
            return ""
        with self.log_path.open("rb") as stream:
            stream.seek(self._log_start)
            return stream.read().decode(errors="replace")

    def last_lines(self) -> str:
        """The end of its log, and where the rest is."""
        lines = self.log().splitlines()[-LAST_LINES:]
        return "\n".join([f"--- {self.log_path} (last lines)", *lines])

    def obituary(self) -> str:
        """Which service ended, how, and its last words."""
        code = self._process.poll() if self._process else None
        how = f"by signal {-code}" if code is not None and code < 0 else f"with exit code {code}"
        return f"{self.name} ended {how}.\n{self.last_lines()}"

    def signal_group(self, number: signal.Signals) -> None:
        """Send a signal to the main process and everything it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def ask_to_stop(self) -> None:
        """Tell the main process to end; it tells its children."""
        if self._process is not None and self.alive():
            self._process.send_signal(self.stop_signal)

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """End it, by force after ``seconds``, with whatever is left of its group."""
        if self._process is None:
            return
        self.ask_to_stop()
        try:
            self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.signal_group(signal.SIGKILL)
            self._process.wait()
        self.signal_group(signal.SIGKILL)  # children that outlived the main process


def stop_all(processes: Sequence[ManagedProcess]) -> None:
    """Stop several at once, so that the patience is shared and not added up."""
    for process in processes:
        process.ask_to_stop()
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes:
        process.stop(max(0.1, deadline - time.monotonic()))


def free_port(preferred: int = 0) -> int:
    """``preferred`` if nothing listens there, else any free port of 127.0.0.1."""
    for port in (preferred, 0):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return int(probe.getsockname()[1])
    raise LauncherError("No free port on 127.0.0.1.")


def answers(url: str) -> bool:
    """Whether an HTTP GET gets a 2xx."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            status: int = answer.status
            return 200 <= status < 300
    except (OSError, urllib.error.URLError):
        return False


def manage(*words: str) -> list[str]:
    """The command line of a management command."""
    return [sys.executable, str(REPOSITORY / "manage.py"), *words]


def web(environment: Mapping[str, str], folder: Path, port: int) -> ManagedProcess:
    """Gunicorn on 127.0.0.1:``port``; ready when the liveness page answers."""
    bind = f"127.0.0.1:{port}"
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", bind]
    command += ["--workers", "2", "--threads", "4", "--graceful-timeout", "5"]
    command += ["--no-control-socket", "--access-logfile", "-", "--name", "onrecord-web"]
    return ManagedProcess(
        "web",
        command,
        environment=environment,
        folder=folder,
        ready=lambda log: answers(f"http://{bind}/health/live"),
        mark="config.wsgi",
    )


def celery_worker(
    environment: Mapping[str, str],
    folder: Path,
    *,
    name: str,
    queues: str,
    concurrency: int = 1,
    options: Sequence[str] = (),
) -> ManagedProcess:
    """A Celery worker for ``queues``; ready when it says so in its log."""
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-Q", queues]
    command += ["-n", f"{name}@%h", "--concurrency", str(concurrency), "-l", "INFO"]
    command += ["--without-gossip", "--without-mingle", *options]
    return ManagedProcess(
        name,
        command,
        environment=environment,
        folder=folder,
        ready=lambda log: re.search(rf"{re.escape(name)}@\S+ ready\.", log) is not None,
        mark="config worker",
    )


def beat(environment: Mapping[str, str], folder: Path) -> ManagedProcess:
    """Celery's clock, its own schedule file in ``folder``."""
    schedule = folder / "beat-schedule"
    command = [sys.executable, "-m", "celery", "-A", "config", "beat", "-l", "INFO"]
    command += ["--schedule", str(schedule), "--pidfile="]
    return ManagedProcess(
        "beat",
        command,
        environment=environment,
        folder=folder,
        ready=lambda log: "beat: Starting" in log,
        mark="config beat",
    )
