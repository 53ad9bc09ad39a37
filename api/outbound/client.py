"""One request to another machine, redirects included, within written bounds.

1. The address is checked (`urls`), the host resolved and judged at the connection (`connect`).
2. A redirect is a new address and is checked like the first.
3. The body is read up to a bound, unpacked up to the same bound, and its type is judged before
   it is read.
"""

from __future__ import annotations

import functools
import ssl
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import httpcore
import httpx
from django.conf import settings

from api.outbound import bodies
from api.outbound.connect import Budget, GuardedBackend
from api.outbound.failures import Failure, OutboundError
from api.outbound.urls import checked

REDIRECTS = frozenset({301, 302, 303, 307, 308})
HEADERS_BYTES = 262_144  # of one answer, with chunk sizes and interim answers


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one request with all its redirects. `types` are judged for a 2xx only."""

    seconds: float = 30.0
    bytes: int = 10_000_000
    redirects: int = 10
    types: frozenset[str] | None = None  # media types without parameters; None: any
    truncate: bool = False  # keep the first bytes of a long answer instead of refusing it


@dataclass(frozen=True, slots=True)
class Hop:
    """An answer that sent us elsewhere."""

    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the last address said. `sent` is the body as it came, `body` unpacked."""

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    sent: bytes
    body: bytes
    address: str
    hops: tuple[Hop, ...] = field(default=())

    def header(self, name: str) -> str:
        """The first header of that name, else empty."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def media_type(self) -> str:
        """Without parameters, in lower case; empty where the site names none."""
        return _media_type(self.header("content-type"))


def send(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
    limits: Limits = Limits(),
) -> Answer:
    """Asks, follows, reads. Raises OutboundError, and nothing else of the network's.

    A status such as 404 is an answer. With `Limits(redirects=0)` so is a redirect: a webhook's
    body is meant for one address.
    """
    budget = Budget(limits.seconds, limits.bytes + HEADERS_BYTES)
    backend = GuardedBackend(budget, tuple(settings.OUTBOUND_ALLOW))
    at = url
    try:
        with httpx.Client(
            transport=_Transport(backend), trust_env=False, headers=_own_headers()
        ) as client:
            hops: list[Hop] = []
            while True:
                asked = checked(at, settings.OUTBOUND_PORTS)
                at = str(asked)
                request = client.build_request(method, asked, headers=headers, content=content)
                response = client.send(request, stream=True)
                try:
                    if response.status_code not in REDIRECTS or not limits.redirects:
                        return _answer(response, at, hops, backend.address, limits)
                finally:
                    response.close()
                hops.append(Hop(at, response.status_code))
                if len(hops) > limits.redirects:
                    raise OutboundError(Failure.REDIRECTS)
                at = _next(response)
    except OutboundError as error:
        error.url = error.url or at
        raise
    except (httpcore.TimeoutException, httpx.TimeoutException) as error:
        raise OutboundError(Failure.TIMEOUT, at, str(error)) from error
    except (httpcore.ProtocolError, httpcore.NetworkError, httpx.HTTPError, OSError) as error:
        raise OutboundError(Failure.BROKEN, at, str(error)) from error
    except (httpx.InvalidURL, UnicodeError) as error:
        raise OutboundError(Failure.BAD_URL, at, str(error)) from error


def _own_headers() -> dict[str, str]:
    return {
        "User-Agent": settings.OUTBOUND_USER_AGENT,
        "Accept": "*/*",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }


def _next(response: httpx.Response) -> str:
    target = response.headers.get("location", "").strip()
    if not target:
        raise OutboundError(Failure.REDIRECT)
    try:
        return str(response.request.url.join(target))
    except (httpx.InvalidURL, ValueError) as error:
        raise OutboundError(Failure.BAD_URL, target[:200], str(error)) from error


def _answer(
    response: httpx.Response, url: str, hops: list[Hop], address: str, limits: Limits
) -> Answer:
    kind = _media_type(response.headers.get("content-type", ""))
    if limits.types is not None and response.is_success and kind not in limits.types:
        raise OutboundError(Failure.TYPE, detail=kind or "none named")
    said = response.headers.get("content-length", "")
    if said.isdigit() and int(said) > limits.bytes and not limits.truncate:
        raise OutboundError(Failure.TOO_LARGE)
    sent = bodies.read(response.iter_raw(), limits.bytes, truncate=limits.truncate)
    encoding = response.headers.get("content-encoding", "")
    body = sent if limits.truncate else bodies.unpacked(sent, encoding, limits.bytes)
    pairs = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in response.headers.raw)
    return Answer(
        url, response.status_code, response.reason_phrase, pairs, sent, body, address, tuple(hops)
    )


def _media_type(header: str) -> str:
    return header.partition(";")[0].strip().lower()


@functools.cache
def _certificates() -> ssl.SSLContext:
    """Those of the bundle, or of SSL_CERT_FILE where a closed network has its own."""
    return httpx.create_ssl_context()


class _Transport(httpx.BaseTransport):
    """httpx on a pool of httpcore whose sockets the guard opens; no proxy, HTTP/1.1."""

    def __init__(self, backend: GuardedBackend) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_certificates(), network_backend=backend, max_keepalive_connections=0
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        response = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.stream,
            )
        )
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=_Body(response),
            extensions=response.extensions,
        )

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        stream = self._response.stream
        assert isinstance(stream, Iterable)
        yield from stream

    def close(self) -> None:
        self._response.close()
