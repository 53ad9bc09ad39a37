"""Rows that a worker takes under a lease: what the lives of runs, exports and others share.

A table of such rows has `status`, `attempt`, `max_attempts`, `not_before` and `lease_expires_at`,
and `dispatched_at` where a Dispatcher tells of them; all times are the database's. Its life
(transcripts.runs and those like it) says which states there are; every step is a compare-and-swap
on the fencing token.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now


class Fenced(Exception):
    """The row no longer holds this attempt: somebody else owns it. Write nothing."""


class QueuedQuerySet(models.QuerySet[Any]):
    """Which rows wait for a worker, and which have lost theirs."""

    def due(self) -> Self:
        """Queued rows that may start now."""
        return self.filter(status="queued", not_before__lte=Now())

    def undispatched(self) -> Self:
        """Due rows nobody was told about lately."""
        return self.due().filter(untold())

    def lapsed(self) -> Self:
        """Running rows whose lease ran out."""
        return self.filter(status="running", lease_expires_at__lt=Now())


def untold() -> Q:
    """Rows whose last message, if any, is so old that it may be lost."""
    stale = Now() - timedelta(seconds=settings.DISPATCH_STALE_AFTER)
    return Q(dispatched_at__isnull=True) | Q(dispatched_at__lt=stale)


def lease_end() -> Any:
    """When a lease that is taken or extended now runs out."""
    return Now() + timedelta(seconds=settings.RUN_LEASE)


def backoff(attempt: int, *, first: float | None = None, most: float | None = None) -> timedelta:
    """How long to wait after `attempt`: doubled each time, bounded, with jitter of a half.

    `first` and `most` are seconds; by default the settings of runs.
    """
    first = settings.RUN_BACKOFF if first is None else first
    most = settings.RUN_BACKOFF_MAX if most is None else most
    seconds = min(first * 2 ** min(attempt - 1, 30), most)
    return timedelta(seconds=seconds * random.uniform(0.5, 1.0))


def requeue(held: models.QuerySet[Any], attempt: int, **fields: Any) -> bool:
    """Queues the one row in `held` again, for later; False where it is gone or out of attempts."""
    again = held.filter(attempt=attempt, attempt__lt=F("max_attempts")).update(
        status="queued",
        attempt=F("attempt") + 1,
        not_before=Now() + backoff(attempt),
        lease_expires_at=None,
        **fields,
    )
    return bool(again)


def reap(rows: QueuedQuerySet, end: Callable[[Any], bool]) -> int:
    """Gives each of `rows` whose lease ran out to `end`, its row locked; returns how many ended."""
    reaped = 0
    for pk in list(rows.lapsed().values_list("pk", flat=True)):
        with transaction.atomic():
            # The lease is looked at again: its worker may have extended it since.
            lapsed = rows.lapsed().select_for_update(skip_locked=True, of=("self",))
            row = lapsed.filter(pk=pk).first()
            if row is not None:
                reaped += end(row)
    return reaped
