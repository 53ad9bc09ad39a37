"""A page of checks, by what changed last: published, corrected, retracted or redacted.

The order is (changed_at, id), falling. The next page begins after the last row seen, so that
no check is skipped or read twice while others are published; a check that changes meanwhile
is on the first page again.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.utils.timezone import now

from api.pagination import after
from claims import limits
from claims.models import Verdict
from claims.publishing.checks import Check, checks_of

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)
_CURSOR = re.compile(r"([0-9]{1,17})-([0-9]{1,18})", re.ASCII)


class BadCursor(ValueError):
    """`before` is none of ours."""


@dataclass(frozen=True, slots=True)
class Page:
    """Checks, the cursor of the page after them ("": none), and when anything last changed."""

    checks: tuple[Check, ...]
    next: str
    changed_at: datetime.datetime
    etag: str


def page(
    *, before: str = "", size: int = limits.FEED_PAGE, among: QuerySet[Verdict] | None = None
) -> Page:
    """Three queries, however many rows. Raises BadCursor.

    `changed_at` is the newest change of all: a page whose row moved to another one has changed
    too, though nothing on it is newer.
    """
    shown = Verdict.objects.on_page() if among is None else among
    newest = shown.order_by("-changed_at").values_list("changed_at", flat=True).first()
    rows = shown.order_by("-changed_at", "-id")
    if before:
        rows = rows.filter(after(("-changed_at", "-id"), _read(before)))
    found = list(rows.values_list("claim_id", "changed_at", "id")[: size + 1])
    checks = tuple(checks_of([claim for claim, _, _ in found[:size]]))
    cursor = _write(*found[size - 1][1:]) if len(found) > size else ""
    return Page(checks, cursor, newest or _EPOCH, _etag(checks, cursor))


def _etag(checks: tuple[Check, ...], cursor: str) -> str:
    """What the page says, and under whose name: alike exactly where every byte is."""
    parts = [settings.PUBLIC_URL, settings.PUBLISHER_NAME, cursor]
    parts += [f"{check.etag}@{check.modified_at.timestamp()}" for check in checks]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _write(changed_at: datetime.datetime, pk: int) -> str:
    return f"{(changed_at - _EPOCH) // _MICROSECOND}-{pk}"


def _read(cursor: str) -> tuple[datetime.datetime, int]:
    match = _CURSOR.fullmatch(cursor)
    if match is None:
        raise BadCursor(cursor)
    try:
        moment = _EPOCH + int(match[1]) * _MICROSECOND
    except OverflowError as error:
        raise BadCursor(cursor) from error
    if moment > now() + datetime.timedelta(days=1):
        raise BadCursor(cursor)
    return moment, int(match[2])
