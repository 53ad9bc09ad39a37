"""The whole application on this machine: migrated, then web, workers and beat."""

import json
import os
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType

from launcher.children import uninterrupted
from launcher.processes import (
    ManagedProcess,
    beat,
    celery_worker,
    free_port,
    manage,
    stop_all,
    web,
)
from launcher.servers import Servers
from launcher.state import REPOSITORY, LauncherError, receipt_key, state_root


@dataclass(frozen=True)
class Login:
    """A demo account, as ``manage.py create_demo_users`` prints it."""

    username: str
    password: str
    role: str


class Stack:
    """All processes on running servers, as a context manager: ready inside, gone after."""

    def __init__(self, servers: Servers, *, port: int = 0, concurrency: int = 1) -> None:
        self.servers = servers
        self.folder = servers.folder
        self.port = free_port(port)
        self.url = f"http://127.0.0.1:{self.port}"
        folders = {"EVIDENCE_ROOT": "evidence", "EXPORT_ROOT": "exports"}
        kept = {name: str(self.folder / folder) for name, folder in folders.items()}
        self.environment = kept | stack_environment(servers.environment(), self.url)
        named = {*kept, *stack_settings(self.url), *servers.environment()}
        #: Of the environment what another shell does not have.
        self.settings = {name: self.environment[name] for name in sorted(named)}
        self.web = web(self.environment, self.folder, self.port)
        self.worker = celery_worker(
            self.environment,
            self.folder,
            name="extraction",
            queues="extraction",
            concurrency=concurrency,
        )
        self.maintenance = celery_worker(
            self.environment, self.folder, name="maintenance", queues="maintenance"
        )
        self.network = celery_worker(
            self.environment, self.folder, name="network", queues="network"
        )
        self.score = celery_worker(self.environment, self.folder, name="score", queues="score")
        self.matching = celery_worker(
            self.environment, self.folder, name="matching", queues="matching"
        )
        self.beat = beat(self.environment, self.folder)

    @property
    def processes(self) -> list[ManagedProcess]:
        """In the order of their start."""
        workers = [self.worker, self.maintenance, self.network, self.score, self.matching]
        return [self.web, *workers, self.beat]

    def manage(self, *words: str) -> str:
        """Run a management command; its standard output, or LauncherError with what it said."""
        done = subprocess.run(
            manage(*words),
            cwd=REPOSITORY,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            said = "\n".join((done.stdout + done.stderr).splitlines()[-30:])
            raise LauncherError(f"manage.py {' '.join(words)} failed:\n{said}")
        return done.stdout

    def create_logins(self) -> list[Login]:
        """The demo accounts made just now; empty where they were there before."""
        found = json.loads(self.manage("create_demo_users").strip().splitlines()[-1])
        return [Login(one["username"], one["password"], one["role"]) for one in found]

    def __enter__(self) -> "Stack":
        try:
            for process in self.processes:
                process.start()
            for process in self.processes:
                process.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop all, also if only some were started."""
        with uninterrupted():
            stop_all(self.processes[::-1])

    def watch(self) -> None:
        """Sleep until one of the processes ends, which raises LauncherError with its log."""
        while True:
            for process in self.processes:
                if not process.alive():
                    raise LauncherError(process.obituary())
            time.sleep(0.5)


def stack_environment(urls: Mapping[str, str], url: str) -> dict[str, str]:
    """What the processes get: the environment, and the stack's settings where it is silent."""
    return {**stack_settings(url), **os.environ, **urls}


def stack_settings(url: str) -> dict[str, str]:
    """Plain HTTP on this machine, a name and address to publish under."""
    return {
        "PUBLIC_URL": url,
        "PUBLISHER_NAME": "Onrecord on this machine",
        "RECEIPT_KEY": receipt_key(state_root()),
        "SECURE_COOKIES": "false",  # plain HTTP, and not every browser trusts localhost
        "LOG_FORMAT": "plain",
        "PYTHONUNBUFFERED": "1",
    }
