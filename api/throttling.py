"""Request budgets, counted in Redis; without Redis every request passes and a log line says so.

Fixed windows: the first request of a caller opens one, its counter expires with it.
Each answer carries RateLimit-Limit, -Remaining and -Reset (seconds) of the tightest budget.
"""

import logging
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

import redis
from django.conf import settings
from django.http import HttpRequest
from redis.backoff import NoBackoff
from redis.retry import Retry
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle

if TYPE_CHECKING:  # REST framework's views import this module through its settings
    from rest_framework.request import Request
    from rest_framework.views import APIView

logger = logging.getLogger(__name__)

#: After a failure Redis is left alone for this long, so that an outage costs one request in
#: many its timeout, not each.
PAUSE_AFTER_FAILURE = 5.0  # seconds
_ATTRIBUTE = "_onrecord_budget"
_resume_at = 0.0


@dataclass(frozen=True)
class Budget:
    """What a caller has left in the current window."""

    limit: int
    remaining: int
    reset: int  # seconds


@lru_cache(maxsize=4)
def _client(url: str, timeout: float) -> "redis.Redis":
    return redis.Redis.from_url(
        url,
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
        retry=Retry(NoBackoff(), 0),
    )


def _count(key: str, window: int) -> tuple[int, int] | None:
    """(requests in this window, seconds to its end), this one included; None without Redis."""
    global _resume_at
    if time.monotonic() < _resume_at:
        return None
    try:
        client = _client(settings.CACHES["default"]["LOCATION"], settings.REDIS_TIMEOUT)
        with client.pipeline(transaction=True) as pipe:
            pipe.set(key, 0, ex=window, nx=True)
            pipe.incr(key)
            pipe.ttl(key)
            _, count, ttl = pipe.execute()
    except (redis.RedisError, OSError) as error:
        _resume_at = time.monotonic() + PAUSE_AFTER_FAILURE
        logger.warning("Throttles are open: Redis does not answer (%s)", type(error).__name__)
        return None
    return int(count), max(1, int(ttl))


class WindowThrottle(SimpleRateThrottle):
    """Base of the throttles here; the rate of `scope` is in DEFAULT_THROTTLE_RATES."""

    rate: str | None
    num_requests: int
    duration: int

    def __init__(self) -> None:
        self._wait: float | None = None
        # Read at each request, not at import: settings may differ between tests.
        rate = api_settings.DEFAULT_THROTTLE_RATES.get(str(self.scope))
        self.rate = str(rate) if rate else None
        limit, duration = self.parse_rate(self.rate)
        self.num_requests, self.duration = limit or 0, duration or 0

    def allow_request(self, request: "Request", view: "APIView") -> bool:
        if not self.rate or (key := self.get_cache_key(request, view)) is None:
            return True
        counted = _count(key, self.duration)
        if counted is None:
            return True
        count, reset = counted
        _note(request, Budget(self.num_requests, max(0, self.num_requests - count), reset))
        self._wait = float(reset)
        return count <= self.num_requests

    def wait(self) -> float | None:
        return self._wait

    def get_ident(self, request: "Request") -> str:
        """The caller's address. X-Forwarded-For counts only where NUM_PROXIES vouches for it."""
        if api_settings.NUM_PROXIES is None:
            return str(request.META.get("REMOTE_ADDR", ""))
        return super().get_ident(request)

    def key_for(self, who: Any) -> str:
        return f"onrecord:throttle:{self.scope}:{who}"


class UserThrottle(WindowThrottle):
    """One budget for each user."""

    scope: ClassVar[str] = "user"  # type: ignore[misc]

    def get_cache_key(self, request: "Request", view: "APIView") -> str | None:
        return self.key_for(request.user.pk) if request.user.is_authenticated else None


class AnonThrottle(WindowThrottle):
    """One budget for each address that names no user."""

    scope: ClassVar[str] = "anon"  # type: ignore[misc]

    def get_cache_key(self, request: "Request", view: "APIView") -> str | None:
        return None if request.user.is_authenticated else self.key_for(self.get_ident(request))


class LoginThrottle(WindowThrottle):
    """Attempts to get a token, by address."""

    scope: ClassVar[str] = "login"  # type: ignore[misc]

    def get_cache_key(self, request: "Request", view: "APIView") -> str | None:
        return self.key_for(self.get_ident(request))


class UploadThrottle(UserThrottle):
    """Uploads of a user; asked for writes only, so it may stand on a whole viewset."""

    scope: ClassVar[str] = "upload"  # type: ignore[misc]

    def get_cache_key(self, request: "Request", view: "APIView") -> str | None:
        return super().get_cache_key(request, view) if request.method == "POST" else None


class ScoreThrottle(UserThrottle):
    """Requests of a user for scores, each of which holds up whoever comes after it."""

    scope: ClassVar[str] = "score"  # type: ignore[misc]


def _note(request: "Request", budget: Budget) -> None:
    known: Budget | None = getattr(request._request, _ATTRIBUTE, None)
    if known is None or budget.remaining < known.remaining:
        setattr(request._request, _ATTRIBUTE, budget)


def budget_headers(request: HttpRequest) -> dict[str, str]:
    """Headers for the tightest budget that this request was counted against."""
    budget: Budget | None = getattr(request, _ATTRIBUTE, None)
    if budget is None:
        return {}
    return {
        "RateLimit-Limit": str(budget.limit),
        "RateLimit-Remaining": str(budget.remaining),
        "RateLimit-Reset": str(budget.reset),
    }
