"""What the three kinds of events on published verdicts share: all of it is public."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from accounts.roles import has_role
from claims.models import Verdict
from claims.publishing.jsonld import check_url
from notify.webhooks.events.base import Told
from notify.webhooks.querysets import OWNERS

if TYPE_CHECKING:
    from accounts.models import User
    from audit.models import AuditEvent


class VerdictData(serializers.Serializer[Any]):
    """What the check's public page says; its address never changes."""

    verdict = serializers.IntegerField(help_text="id")
    claim = serializers.IntegerField(help_text="id")
    level_label = serializers.CharField()
    number = serializers.IntegerField(allow_null=True)
    best = serializers.IntegerField(allow_null=True)
    worst = serializers.IntegerField(allow_null=True)
    published_at = serializers.DateTimeField()
    replaces = serializers.IntegerField(allow_null=True, help_text="the corrected verdict's id")
    retracted_at = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField(help_text="the check's public page")


def about_verdict(event: AuditEvent) -> Iterator[Told]:
    """Of an act that made a verdict public or took it back."""
    for verdict in Verdict.objects.public().filter(pk=event.values["verdict"]):
        yield Told(event, verdict.pk, _data(verdict, event.values.get("replaces")))


def _data(verdict: Verdict, replaces: int | None) -> dict[str, Any]:
    return {
        "verdict": verdict.pk,
        "claim": verdict.claim_id,
        "level_label": verdict.level_label,
        "number": verdict.number,
        "best": verdict.best,
        "worst": verdict.worst,
        "published_at": verdict.published_at,
        "replaces": replaces,
        "retracted_at": verdict.retracted_at,
        "url": check_url(verdict.claim_id),
    }


def verdict_visible(user: User, verdict_id: int) -> bool:
    """Published checks are everybody's who may have an endpoint."""
    return has_role(user, *OWNERS) and Verdict.objects.public().filter(pk=verdict_id).exists()
