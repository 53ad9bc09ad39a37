"""A Valkey of the tests' own, one for each xdist worker, that they may kill and restart."""

import os
import signal
import socket
import tempfile
from pathlib import Path

from launcher.valkey import Valkey


class BrokerControl:
    """Kill, stop, flush and restart one Valkey; its port, and so ``url``, stays the same.

    Start it from the main thread only: the kernel stops it when the starting thread ends.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="onrecord-valkey-")
        self._valkey = Valkey(Path(self._folder.name))
        self._valkey.start()

    @property
    def url(self) -> str:
        """Its REDIS_URL."""
        return self._valkey.url

    @property
    def port(self) -> int:
        """Its port on 127.0.0.1."""
        return self._valkey.port

    def alive(self) -> bool:
        """Whether the process runs (stopped counts)."""
        return self._valkey.process is not None and self._valkey.process.poll() is None

    def kill(self) -> None:
        """kill -9: every message is lost, since nothing is written to disk."""
        process = self._valkey.process
        if process is not None and process.poll() is None:
            process.kill()
            process.wait()

    def restart(self) -> None:
        """Start again on the same port, empty."""
        self.kill()
        self._valkey.start()

    def sigstop(self) -> None:
        """Freeze it: connections open and hang."""
        self._send(signal.SIGSTOP)

    def sigcont(self) -> None:
        """Thaw it."""
        self._send(signal.SIGCONT)

    def flush(self) -> None:
        """Forget everything; starts it anew if a test left it dead."""
        if not self.alive():
            self.restart()
            return
        self.sigcont()
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as link:
            link.sendall(b"FLUSHALL\r\n")
            assert link.recv(64).startswith(b"+OK")

    def close(self) -> None:
        """Stop it for good and remove its folder."""
        self.sigcont()
        self._valkey.stop()
        self._folder.cleanup()

    def _send(self, number: signal.Signals) -> None:
        if self.alive():
            assert self._valkey.process is not None
            os.kill(self._valkey.process.pid, number)
