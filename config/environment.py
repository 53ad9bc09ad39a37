"""The environment, read so that a wrong value is refused by the name of its variable.

django-environ takes what it cannot read for something else (DEBUG=maybe for false, RUN_LEASE=2m
for two) or fails without saying where. Here it is ImproperlyConfigured, at the start.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

_TRUE = environ.Env.BOOLEAN_TRUE_STRINGS
LONGEST_DAYS = 36_500
_FALSE = ("false", "off", "n", "no", "0", "")


class Env(environ.Env):
    """Errors name the variable and never show an address, which may hold a password."""

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        return _named(var, super().get_value, var, *args, **kwargs)

    @classmethod
    def parse_value(cls, value: str, cast: Any) -> Any:
        if cast is bool:
            return _bool(value)
        if cast is float:
            return _number(value, float, "a number")
        if cast is int:
            return _number(value, int, "a whole number")
        return super().parse_value(value, cast)

    def db_url(self, var: str, **kwargs: Any) -> Any:
        scheme = self.get_value(var, default=kwargs.get("default", self.NOTSET)).partition(":")[0]
        if scheme not in ("postgres", "postgresql", "psql", "pgsql"):
            raise ImproperlyConfigured(f"{var} must be a postgres:// address.")
        return _named(var, super().db_url, var, **kwargs)

    def email_url(self, var: str, **kwargs: Any) -> Any:
        return _named(var, super().email_url, var, **kwargs)

    def redis_url(self, var: str, default: str) -> str:
        """An address of Redis or Valkey, as redis-py and Celery both read it."""
        value = self.get_value(var, cast=str, default=default)
        if value.partition("://")[0] not in ("redis", "rediss", "redis+socket", "unix"):
            raise ImproperlyConfigured(f"{var} must be a redis:// address.")
        return str(value)

    def days(self, var: str, default: int) -> timedelta:
        """A day to a hundred years."""
        value: int = self.int(var, default=default)
        if not 1 <= value <= LONGEST_DAYS:
            raise ImproperlyConfigured(f"{var} ({value}) must be 1 to {LONGEST_DAYS} days.")
        return timedelta(days=value)

    def choice(self, var: str, options: Sequence[str], default: str) -> str:
        """One of the options, as it is written there."""
        value = self.get_value(var, cast=str, default=default)
        if value not in options:
            raise ImproperlyConfigured(f"{var} ({value}) must be one of {', '.join(options)}.")
        return str(value)


def _named(var: str, read: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    try:
        return read(*args, **kwargs)
    except ImproperlyConfigured as error:
        if var in str(error):
            raise
        raise ImproperlyConfigured(f"{var}: {error}.") from None
    except (KeyError, ValueError) as error:
        # Not chained: the cause may quote an address with its password.
        why = str(error) if isinstance(error, _Refused) else "has a value that cannot be read"
        raise ImproperlyConfigured(f"{var} {why}.") from None


class _Refused(ValueError):
    """What follows the variable's name in the message."""


def _bool(value: str) -> bool:
    word = value.lower().strip()
    if word not in _TRUE and word not in _FALSE:
        raise _Refused(f"({value}) must be true or false")
    return word in _TRUE


def _number(value: str, read: Callable[[str], float], what: str) -> float:
    try:
        number = read(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise _Refused(f"({value}) must be {what}")
    return number
