"""A web site on loopback that answers byte for byte what a test tells it to."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

Page = bytes | Callable[[socket.socket], None]


def answer(
    body: bytes = b"",
    *,
    status: str = "200 OK",
    type: str = "text/html; charset=utf-8",
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """A whole HTTP/1.1 answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {type}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def redirect(target: str, status: str = "302 Found") -> bytes:
    return answer(status=status, headers={"Location": target})


def drip(first: bytes, drop: bytes, every: float) -> Callable[[socket.socket], None]:
    """Sends `first`, and then `drop` over and over, until the other side goes away."""

    def send(connection: socket.socket) -> None:
        with suppress(OSError):
            connection.sendall(first)
            while True:
                connection.sendall(drop)
                time.sleep(every)

    return send


class Site:
    """`pages` maps a path to its answer; `requests` are those received, as text."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Page] = {}
        self.requests: list[str] = []
        self._tls = tls
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        scheme = "http" if self._tls is None else "https"
        return f"{scheme}://{host}:{self.port}{path}"

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=[connection], daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            received = b""
            while b"\r\n\r\n" not in received and (more := connection.recv(65536)):
                received += more
            head = received.decode("latin-1")
            self.requests.append(head)
            page = self.pages.get(head.split(" ")[1], answer(b"Nothing here.", status="404 Gone"))
            if callable(page):
                page(connection)
            else:
                connection.sendall(page)
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
