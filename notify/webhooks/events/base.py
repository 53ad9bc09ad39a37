"""EventKind: which acts are told to whose endpoints, and what is said of them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from rest_framework import serializers

from claims.models import Claim
from notify.kinds.base import Heard

if TYPE_CHECKING:
    from accounts.models import User
    from audit.models import AuditEvent


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of one act: of `event`, about `subject`, which a reader must see.

    `only` is the endpoint that alone is told, where it is for one.
    """

    event: AuditEvent
    subject: int
    data: dict[str, Any]
    only: int | None = None


@dataclass(frozen=True, slots=True)
class EventKind:
    """`tell` reads the database as it is now, and names the same act for the same event.

    `visible` is asked when the delivery is made and again before each attempt. `data` is what
    the receiver gets and what the OpenAPI document shows: ids, states and addresses, never
    words of a transcript and never a rating, so that what was sent keeps nothing that is
    redacted or hidden later. Who wants more reads it over REST, with their own token.
    """

    name: str
    label: str | Promise
    data: type[serializers.Serializer[Any]]
    heard: Heard
    tell: Callable[[AuditEvent], Iterable[Told]]
    visible: Callable[[User, int], bool]
    #: Whether an endpoint may ask for it; the others come of themselves.
    can_be_chosen: bool = True


class ClaimData(serializers.Serializer[Any]):
    """The claim as it was when the message was made."""

    claim = serializers.IntegerField(help_text="id")
    transcript = serializers.IntegerField(help_text="id")
    status = serializers.CharField()
    version = serializers.IntegerField()
    url = serializers.CharField(help_text="where it is read over REST")


def claim_data(claim: Claim) -> dict[str, Any]:
    return {
        "claim": claim.pk,
        "transcript": claim.transcript_id,
        "status": claim.status,
        "version": claim.version,
        "url": address("claim-detail", claim.pk),
    }


def about_claim(event: AuditEvent) -> Iterable[Told]:
    """Of an act on a claim: the claim as it now is."""
    for claim in Claim.objects.filter(pk=event.target_id).defer("search"):
        yield Told(event, claim.pk, claim_data(claim))


def claim_visible(user: User, claim_id: int) -> bool:
    return bool(Claim.objects.visible_to(user).filter(pk=claim_id).exists())


def address(route: str, *ids: int) -> str:
    """Absolute where PUBLIC_URL says of what, else a path of this host."""
    return f"{settings.PUBLIC_URL}{reverse(route, args=ids)}"


def envelope(name: str, at: datetime.datetime, data: Any) -> dict[str, Any]:
    """What the specification asks of a message."""
    return {"type": name, "timestamp": at.isoformat(), "data": data}
