"""Connections to addresses that were checked, all within one deadline.

The check stands at the connection itself, so whatever leads to one (a redirect, a second look
at the name) passes it. Host header and TLS name stay those of the URL; only the socket is
opened to the address that was judged.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import httpcore

from api.outbound.addresses import Address, is_permitted, parse
from api.outbound.failures import Failure, OutboundError

ADDRESSES_TRIED = 3
CONNECT_SECONDS = 10.0
READ_SECONDS = 15.0  # of silence


class Budget:
    """What is left of the time and of the bytes that may be read from the wire."""

    def __init__(self, seconds: float, wire_bytes: int) -> None:
        self._end = time.monotonic() + seconds
        self._bytes = wire_bytes

    def seconds(self, most: float) -> float:
        """How long the next step may take. Raises OutboundError once the time is over."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise OutboundError(Failure.TIMEOUT)
        return min(left, most)

    def spend(self, read: int) -> None:
        """Raises OutboundError where more came than may come."""
        self._bytes -= read
        if self._bytes < 0:
            raise OutboundError(Failure.TOO_LARGE)


def resolve(host: str, port: int, seconds: float) -> list[Address]:
    """All addresses of a host, in the resolver's order. Raises OutboundError.

    In a thread, since the C library's resolver knows no deadline of ours.
    """
    answers: queue.SimpleQueue[list[Address] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            answers.put(error if isinstance(error, OSError) else OSError(str(error)))
        else:
            texts = dict.fromkeys(str(entry[4][0]) for entry in found)
            answers.put([one for one in map(parse, texts) if one is not None])

    threading.Thread(target=ask, daemon=True, name="resolve").start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty as error:
        raise OutboundError(Failure.TIMEOUT, detail=f"resolving {host}") from error
    if isinstance(answer, OSError) or not answer:
        raise OutboundError(Failure.UNKNOWN_HOST, detail=str(answer or host))
    return answer


@dataclass
class GuardedBackend(httpcore.NetworkBackend):
    """Opens sockets for httpcore, to permitted addresses only; notes the last one."""

    budget: Budget
    allowed: tuple[str, ...]
    address: str = ""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """One address that is not permitted refuses the host: nobody honest mixes them."""
        found = resolve(host, port, self.budget.seconds(CONNECT_SECONDS))
        for address in found:
            if not is_permitted(host, address, self.allowed):
                raise OutboundError(Failure.ADDRESS, detail=f"{host} is {address}")
        backend = httpcore.SyncBackend()
        problem: Exception | None = None
        for address in found[:ADDRESSES_TRIED]:
            self.address = str(address)
            patience = self.budget.seconds(CONNECT_SECONDS)
            try:
                return GuardedStream(backend.connect_tcp(str(address), port, patience), self.budget)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise OutboundError(Failure.UNREACHABLE, detail=str(problem)) from problem


class GuardedStream(httpcore.NetworkStream):
    """A stream that ends at the deadline, however slowly it drips, and counts what it reads."""

    def __init__(self, inner: httpcore.NetworkStream, budget: Budget) -> None:
        self._inner = inner
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._inner.read(max_bytes, self._budget.seconds(READ_SECONDS))
        self._budget.spend(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._budget.seconds(READ_SECONDS))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        patience = self._budget.seconds(CONNECT_SECONDS)
        try:
            inner = self._inner.start_tls(ssl_context, server_hostname, patience)
        except httpcore.ConnectError as error:
            raise OutboundError(Failure.TLS, detail=str(error)) from error
        return GuardedStream(inner, self._budget)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
