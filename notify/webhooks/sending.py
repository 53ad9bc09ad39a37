"""One attempt: signed, sent through the guarded client (api.outbound), and how it went."""

from __future__ import annotations

import datetime
import email.utils
import time
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from api.outbound import Answer, Limits, OutboundError
from api.outbound import send as ask
from notify import limits
from notify.webhooks.sealing import Unreadable, unseal
from notify.webhooks.signing import headers

if TYPE_CHECKING:
    from notify.models import Delivery

_BUSY = frozenset({429, 503})  # whose Retry-After is heeded


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt went; `code` is the answer's status, `error` why there was none.

    `hopeless`: another attempt would fail in the same way until the owner acts.
    """

    began: datetime.datetime
    duration_ms: int
    code: int | None = None
    excerpt: str = ""
    error: str = ""
    retry_after: timedelta = timedelta()
    hopeless: bool = False

    @property
    def gone(self) -> bool:
        """410: the receiver wants nothing more."""
        return self.code == HTTPStatus.GONE

    @property
    def taken(self) -> bool:
        """Any 2xx: the receiver has it. A redirect is none and is not followed."""
        return self.code is not None and 200 <= self.code < 300


def send(delivery: Delivery) -> Outcome:
    """Posts the message once. Never raises for what the network or the receiver does."""
    began, clock = timezone.now(), time.monotonic()

    def took() -> int:
        return round((time.monotonic() - clock) * 1000)

    try:
        answer = _post(delivery, int(began.timestamp()))
    except Unreadable:
        error = _("The signing secret cannot be read any more: rotate it, then resume.")
        return Outcome(began, took(), error=error, hopeless=True)
    except OutboundError as failure:
        return Outcome(began, took(), error=str(failure.code.label)[: limits.ERROR])
    return Outcome(
        began,
        took(),
        code=answer.status,
        excerpt=_excerpt(answer),
        retry_after=_retry_after(answer, began),
    )


def _post(delivery: Delivery, timestamp: int) -> Answer:
    body = delivery.body.encode()
    signed = headers(_secrets(delivery), delivery.message_id, timestamp, body)
    return ask(
        "POST",
        delivery.endpoint.url,
        headers={"Content-Type": "application/json", **signed},
        content=body,
        limits=Limits(
            seconds=settings.WEBHOOK_TIMEOUT, bytes=4 * limits.EXCERPT, redirects=0, truncate=True
        ),
    )


def _secrets(delivery: Delivery) -> list[str]:
    """Those that are valid, the newest first."""
    valid = delivery.endpoint.secrets.filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=Now())
    ).order_by("-id")
    return [unseal(sealed) for sealed in valid.values_list("sealed", flat=True)]


def _excerpt(answer: Answer) -> str:
    """What the receiver said, as far as it is text; the database takes no NUL."""
    said = answer.body.decode(errors="replace").replace("\0", "\ufffd")
    return said[: limits.EXCERPT]


def _retry_after(answer: Answer, now: datetime.datetime) -> timedelta:
    """What a busy receiver asks for, bounded by the longest wait between two attempts."""
    said = answer.header("retry-after").strip()
    if answer.status not in _BUSY or not said:
        return timedelta()
    if said.isascii() and said.isdigit():
        seconds = float(said[:9])
    else:
        try:
            seconds = (email.utils.parsedate_to_datetime(said) - now).total_seconds()
        except (TypeError, ValueError):
            return timedelta()
    return timedelta(seconds=max(0.0, min(seconds, settings.WEBHOOK_BACKOFF_MAX)))
