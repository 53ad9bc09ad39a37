"""The HTTP part: what is sent again and when, Idempotency-Key, If-Match, pages.

A request is sent again
1. after 429, 503 and 409 idempotency_in_progress: the server did nothing; waits Retry-After;
2. after a connection error, 502 or 504: only where a repetition does no harm, which is reading,
   replacing, and additions, whose Idempotency-Key stays the same through all attempts;
3. where no connection was made: always.
State acts answer 412 to a repetition, so they are not repeated: read the claim again.
"""

import random
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol, Self, TypeVar

import httpx

from onrecord_client.problems import (
    ConnectionFailed,
    UnexpectedAnswer,
    document_of,
    problem_of,
)
from onrecord_client.reading import Record, read

R = TypeVar("R", bound=Record)
Params = Mapping[str, Any]

API = "/api/v1/"
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_NEVER_WORKS = (httpx.UnsupportedProtocol, httpx.TooManyRedirects)


@dataclass(frozen=True)
class Retries:
    """How often a request is sent at most, and how long to wait in between, in seconds.

    A Retry-After beyond ``longest_wait`` is not slept through: the problem is raised.
    """

    attempts: int = 5
    first_wait: float = 0.5
    longest_wait: float = 60.0

    def __post_init__(self) -> None:
        if self.attempts < 1:
            raise ValueError("A request is sent at least once.")

    def wait(self, attempt: int) -> float:
        """The back-off after an attempt (from 1): doubling, with jitter."""
        full = min(self.first_wait * 2.0 ** (attempt - 1), self.longest_wait)
        return full * random.uniform(0.5, 1.0)


class Session:
    """Base of the client: one connection pool, one token. Closed by ``close`` or ``with``."""

    def __init__(
        self,
        base_url: str,
        token: str | None = None,
        *,
        timeout: float = 30.0,
        retries: Retries | None = None,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.base_url = base_url.rstrip("/").removesuffix(API.rstrip("/"))
        if not self.base_url.startswith(("http://", "https://")):
            raise ValueError(f"The base URL begins with http:// or https://, not {base_url!r}.")
        self.token: str | None = None
        self.retries = retries or Retries()
        self._sleep = sleep
        # By path: the tag last seen by reading it or by an own act, and which tag an own act
        # made of which.
        self._seen: dict[str, str] = {}
        self._moved: dict[tuple[str, str], str] = {}
        headers = {"User-Agent": "onrecord-client", "Accept": "application/json"}
        try:
            self._http = httpx.Client(headers=headers, timeout=timeout, transport=transport)
            httpx.URL(self.base_url)
        except httpx.InvalidURL as error:
            raise ValueError(f"{base_url!r} is no URL: {error}") from error
        if token:
            self.use_token(token)

    def use_token(self, token: str) -> None:
        """Be the token's owner from now on."""
        self.token = token
        self._http.headers["Authorization"] = f"Bearer {token}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections. The token stays good; see ``Client.logout``."""
        self._http.close()

    # Sending ----------------------------------------------------------------------------------

    def send(
        self, method: str, path: str, *, repeatable: bool = False, **content: Any
    ) -> httpx.Response:
        """One request with its retries; the answer, a success, or an OnrecordError.

        ``path`` is below /api/v1/, or starts with a slash; ``content`` as for httpx.
        """
        url = self.base_url + (path if path.startswith("/") else API + path)
        for attempt in range(1, self.retries.attempts + 1):
            last = attempt == self.retries.attempts
            try:
                answer = self._http.request(method, url, **content)
            except httpx.RequestError as error:
                again = (repeatable or isinstance(error, _NEVER_SENT)) and not last
                if not again or isinstance(error, _NEVER_WORKS):
                    said = str(error) or type(error).__name__
                    raise ConnectionFailed(f"{method} {url}: {said}") from error
                wait: float | None = self.retries.wait(attempt)
            else:
                if answer.is_success:
                    return answer
                wait = self._wait_after(answer, attempt, repeatable)
                if wait is None or last:
                    break
            self._sleep(wait or 0.0)
        raise problem_of(answer)

    def _wait_after(self, answer: httpx.Response, attempt: int, repeatable: bool) -> float | None:
        """Seconds until the request is sent again; None: it is not."""
        status = answer.status_code
        in_progress = status == 409 and document_of(answer).get("code") == "idempotency_in_progress"
        undone = status in (429, 503) or in_progress
        if not undone and not (repeatable and status in (502, 504)):
            return None
        wait = _retry_after(answer)
        if wait is None:
            wait = self.retries.wait(attempt)
        return wait if wait <= self.retries.longest_wait else None

    # Reading ----------------------------------------------------------------------------------

    def get(self, kind: type[R], path: str) -> R:
        """One object; its tag is remembered for the next act."""
        answer = self.send("GET", path, repeatable=True)
        if tag := answer.headers.get("ETag"):
            self._seen[path] = tag
        return record(kind, answer)

    def pages(self, kind: type[R], path: str, params: Params | None = None) -> Iterator[R]:
        """Every row of a list; the next page is asked for when it is needed."""
        query = _query(params or {})
        while True:
            answer = self.send("GET", path, repeatable=True, params=query)
            body = json_of(answer)
            try:
                rows, following = [read(kind, row) for row in body["results"]], body.get("next")
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise UnexpectedAnswer(f"{answer.url} answered with no list: {error}") from error
            yield from rows
            if not following:
                return
            # Only its query is used: the token goes nowhere but to base_url.
            query = list(httpx.URL(following).params.multi_items())

    # Writing ----------------------------------------------------------------------------------

    def add(self, path: str, key: str | None = None, **content: Any) -> httpx.Response:
        """An addition, under one Idempotency-Key through all attempts."""
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        return self.send("POST", path, repeatable=True, headers=headers, **content)

    def change(
        self, method: str, path: str, of: str, tag: str | None, body: Params | None = None
    ) -> httpx.Response:
        """A state act or PATCH on the object at ``of``, guarded by If-Match.

        Without a tag: the one last seen; where none was, the object is read first.
        """
        if tag is None:
            tag = self._seen.get(of) or self._read_tag(of)
        given: dict[str, Any] = {} if body is None else {"json": plain(body)}
        answer = self.send(method, path, headers={"If-Match": tag}, **given)
        if new := answer.headers.get("ETag"):
            self._seen[of] = new
            self._moved.pop((of, new), None)
            if new != tag:
                self._moved[of, tag] = new
        return answer

    def _read_tag(self, path: str) -> str:
        answer = self.send("GET", path, repeatable=True)
        tag: str | None = answer.headers.get("ETag")
        if tag is None:
            raise UnexpectedAnswer(f"{answer.url} answered without an ETag.")
        return tag

    def newest(self, path: str, tag: str) -> str:
        """The tag of what somebody has read, moved on by this client's own acts only."""
        while (path, tag) in self._moved:
            tag = self._moved[path, tag]
        return tag


def given_only(values: Params) -> dict[str, Any]:
    """Without what was not given (None), dates as text."""
    return plain({name: value for name, value in values.items() if value is not None})


def plain(values: Params) -> dict[str, Any]:
    """Dates as text."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def json_of(answer: httpx.Response) -> dict[str, Any]:
    """The body as an object."""
    try:
        found = answer.json()
    except ValueError as error:
        raise UnexpectedAnswer(f"{answer.url} did not answer with JSON.") from error
    if not isinstance(found, dict):
        raise UnexpectedAnswer(f"{answer.url} did not answer with a JSON object.")
    return found


def record(kind: type[R], answer: httpx.Response) -> R:
    """The body as a record."""
    body = json_of(answer)
    try:
        return read(kind, body)
    except (TypeError, ValueError, AttributeError) as error:
        raise UnexpectedAnswer(f"{answer.url} answered with no {kind.__name__}: {error}") from error


class Numbered(Protocol):
    """Whatever has an id."""

    @property
    def id(self) -> int: ...


def number(of: int | Numbered) -> int:
    """An id, of a record or as it is."""
    return of if isinstance(of, int) else of.id


def _query(params: Params) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in given_only(params).items():
        many = isinstance(value, Iterable) and not isinstance(value, str)
        for one in value if many else [value]:
            found.append((name, str(one).lower() if isinstance(one, bool) else str(one)))
    return found


def _retry_after(answer: httpx.Response) -> float | None:
    """Retry-After in seconds, given as such or as a date; None where it says nothing."""
    said = answer.headers.get("Retry-After", "").strip()
    if said.isdecimal():
        return float(said)
    try:
        moment = parsedate_to_datetime(said)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
