"""A receiver of webhooks on loopback, as a stranger would write it: it verifies with the
reference library of Standard Webhooks, and answers what the test says."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

#: Status, body and headers of an answer; or seconds to wait before one of 200.
Said = tuple[int, bytes, dict[str, str]]
FINE: Said = (200, b"thanks", {})


@dataclass
class Receiver:
    """`with Receiver() as receiver`: its `url`, and what it `got`, oldest first.

    `answers` are given one after the other, then FINE for ever; `hold` keeps every request
    waiting before it is answered, until `release()`.
    """

    answers: list[Said] = field(default_factory=list)
    always: Said | None = None
    delay: float = 0.0
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)
    held: threading.Event | None = None

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def hold(self) -> None:
        self.held = threading.Event()

    def release(self) -> None:
        if self.held is not None:
            self.held.set()
            self.held = None

    def ids(self) -> list[str]:
        """The webhook-id of each request."""
        return [headers["webhook-id"] for headers, _ in self.got]

    def verified(self, secret: str) -> list[Any]:
        """Every message, each verified."""
        return [Webhook(secret).verify(body, headers) for headers, body in self.got]

    def refused(self, secret: str) -> bool:
        """Whether the last message does not verify with this secret."""
        headers, body = self.got[-1]
        try:
            Webhook(secret).verify(body, headers)
        except WebhookVerificationError:
            return True
        return False


def _handler_of(receiver: Receiver) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
            receiver.arrived.set()
            if receiver.held is not None:
                receiver.held.wait(60)
            time.sleep(receiver.delay)
            code, said, headers = receiver.always or (
                receiver.answers.pop(0) if receiver.answers else FINE
            )
            try:
                self.send_response(code)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)
            except OSError:
                return  # who asked is gone: killed, or out of patience

        def log_message(self, format: str, *args: Any) -> None:
            return

    return Handler
