"""Runs: which failed and why, where in the log, cancel and replay. Heartbeats: who is alive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from api.exceptions import DomainError
from audit.models import AuditEvent
from transcripts import runs as life
from transcripts.admin.base import ViewAdmin
from transcripts.models import ExtractionRun, Heartbeat


@admin.register(ExtractionRun)
class RunAdmin(ViewAdmin):
    """`?status__exact=failed` is the list of failed runs."""

    list_display = (
        "id",
        "transcript",
        "status",
        "reason",
        "log_reference",
        "attempts",
        "progress",
        "created_at",
    )
    list_filter = ("status", "failure_code", "mode")
    list_select_related = ("transcript",)
    actions = ("cancel", "replay")

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = ExtractionRun.objects.visible_to(request.user).select_related(
            "transcript", "requested_by", "replay_of"
        )
        return rows.defer("transcript__text")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [field.name for field in ExtractionRun._meta.fields] + ["log_reference", "requests"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_fields(request, obj)

    @admin.display(description=gettext_lazy("reason"))
    def reason(self, run: ExtractionRun) -> str:
        return run.failure_detail[:160]

    @admin.display(description=gettext_lazy("in the log"))
    def log_reference(self, run: ExtractionRun) -> str:
        """What to search the log for."""
        return f"{run.worker} run-{run.pk}-{run.attempt}" if run.worker else ""

    @admin.display(description=gettext_lazy("request ids"))
    def requests(self, run: ExtractionRun) -> str:
        """The requests that asked for it, cancelled or replayed it, or brought the transcript."""
        events = AuditEvent.objects.for_target(run)
        first = AuditEvent.objects.for_target_id(type(run.transcript), run.transcript_id)
        ids = [*events.values_list("request_id", flat=True)[:20]]
        ids += first.filter(action="ingest").values_list("request_id", flat=True)[:1]
        return ", ".join(dict.fromkeys(one for one in ids if one))

    @admin.display(description=gettext_lazy("attempt"))
    def attempts(self, run: ExtractionRun) -> str:
        return f"{run.attempt}/{run.max_attempts}"

    @admin.display(description=gettext_lazy("progress"))
    def progress(self, run: ExtractionRun) -> str:
        return f"{run.done}/{run.total}"

    @admin.action(description=gettext_lazy("Cancel"), permissions=["view"])
    def cancel(self, request: HttpRequest, queryset: Any) -> None:
        self._each(request, queryset, life.cancel)

    @admin.action(description=gettext_lazy("Replay"), permissions=["view"])
    def replay(self, request: HttpRequest, queryset: Any) -> None:
        self._each(request, queryset, life.replay)

    def _each(self, request: HttpRequest, queryset: Any, act: Callable[..., Any]) -> None:
        done = 0
        for pk in queryset.values_list("pk", flat=True)[:200]:
            try:
                act(actor=request.user, run_id=pk)
            except DomainError as error:
                messages.error(request, f"#{pk}: {error.detail}")
            else:
                done += 1
        if done:
            messages.success(request, _("Done: %(n)d.") % {"n": done})


@admin.register(Heartbeat)
class HeartbeatAdmin(ViewAdmin):
    list_display = ("kind", "process", "queues", "extractor_version", "last_seen")
    list_filter = ("kind",)
    ordering = ("-last_seen", "-id")
