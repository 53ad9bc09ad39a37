"""A client whose server is a list of answers, and whose sleep is a list of seconds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from onrecord_client import Client, Retries

URL = "https://onrecord.example"
Answer = httpx.Response | Exception


@dataclass
class Scripted:
    """Answers in turn, remembers what was asked; exceptions are raised."""

    answers: list[Answer] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def headers(self, name: str) -> list[str | None]:
        """One header of each request."""
        return [request.headers.get(name) for request in self.requests]


@pytest.fixture
def server() -> Scripted:
    return Scripted()


@pytest.fixture
def client(server: Scripted) -> Iterator[Client]:
    with Client(
        URL,
        "secret-token",
        retries=Retries(attempts=3),
        transport=httpx.MockTransport(server),
        sleep=server.slept.append,
    ) as made:
        yield made


@pytest.fixture
def problem() -> Callable[..., httpx.Response]:
    """``problem(409, "wrong_state", headers={...}, allowed_actions=[...])``."""

    def make(
        status: int, code: str, headers: dict[str, str] | None = None, **extra: Any
    ) -> httpx.Response:
        document = {"title": "No", "detail": "No.", "code": code, "errors": [], **extra}
        return httpx.Response(status, json={**document, "status": status}, headers=headers)

    return make


def claim_body(number: int = 1, **values: Any) -> dict[str, Any]:
    """A claim as a list shows it."""
    about = {"id": 9, "title": "Interview"}
    return {"id": number, "transcript": about, "text": "It rose.", "wording": 1, **values}


def run_body(status: str = "running", **values: Any) -> dict[str, Any]:
    """A run as its detail shows it."""
    worker = {"alive": True, "last_seen": None, "queue_depth": 0}
    return {"id": 3, "status": status, "done": 0, "total": 4, "worker": worker, **values}
