"""A run succeeded, failed or was cancelled: the claims it found can be read."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from audit.models import AuditEvent
from notify.webhooks.events.base import EventKind, Told, address
from transcripts.models import ExtractionRun, RunMode, RunStatus

if TYPE_CHECKING:
    from accounts.models import User

_RUN = "transcripts.extractionrun"


class RunData(serializers.Serializer[Any]):
    run = serializers.IntegerField(help_text="id")
    transcript = serializers.IntegerField(help_text="id")
    mode = serializers.ChoiceField(choices=RunMode.choices)
    status = serializers.ChoiceField(
        choices=[RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED]
    )
    claims_found = serializers.IntegerField()
    failure_code = serializers.CharField(help_text="empty unless it failed")
    url = serializers.CharField(help_text="where the run is read over REST")


def _tell(event: AuditEvent) -> Iterator[Told]:
    run = ExtractionRun.objects.filter(pk=event.target_id, finished_at__isnull=False).first()
    if run is None or _comes_again(event):
        return
    data = {
        "run": run.pk,
        "transcript": run.transcript_id,
        "mode": run.mode,
        "status": run.status,
        "claims_found": run.claims_found,
        "failure_code": run.failure_code if run.status == RunStatus.FAILED else "",
        "url": address("run-detail", run.pk),
    }
    yield Told(event, run.pk, data)


def _comes_again(event: AuditEvent) -> bool:
    """A person asked a running run to stop: its own last word follows."""
    if event.action != "cancel":
        return False
    later = AuditEvent.objects.filter(
        target_type=event.target_type, target_id=event.target_id, seq__gt=event.seq
    )
    return later.filter(action__in=["cancelled", "succeed", "fail"]).exists()


def _visible(user: "User", run_id: int) -> bool:
    return bool(ExtractionRun.objects.visible_to(user).filter(pk=run_id).exists())


EVENT = EventKind(
    "run.finished",
    _("Run finished"),
    RunData,
    frozenset((_RUN, action) for action in ("succeed", "fail", "cancelled", "cancel")),
    _tell,
    _visible,
)
