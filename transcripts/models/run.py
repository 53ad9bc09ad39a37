"""Extraction runs, the rows that are the truth about the queue, and who is alive to serve it.

    queued -> running -> succeeded | failed | cancelled
    running -> queued                                    a retry: attempt + 1

Every change of status is a compare-and-swap in transcripts/runs.py.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField, IntegerRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import NumericRange
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from transcripts.models.transcript import Transcript
from transcripts.querysets import HeartbeatQuerySet, RunQuerySet


class RunStatus(models.TextChoices):
    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    SUCCEEDED = "succeeded", _("succeeded")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


ACTIVE = (RunStatus.QUEUED, RunStatus.RUNNING)
TERMINAL = (RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED)


class RunMode(models.TextChoices):
    ADOPT = "adopt", _("adopt")
    SHADOW = "shadow", _("shadow")


class FailureCode(models.TextChoices):
    """Why a run failed, for machines; `failure_detail` says it for people."""

    NONE = "", "-"
    NO_EXTRACTOR = "no_extractor", _("no extractor for this language")
    WORKER_LOST = "worker_lost", _("the worker was lost")
    TIMEOUT = "timeout", _("took longer than the time limit")
    DATABASE = "database", _("the database was away")
    INTERNAL = "internal", _("an error in the extractor")
    CANCELLED = "cancelled", _("cancelled")


def whole_transcript() -> NumericRange:
    """The range `[0,)`: every segment."""
    return NumericRange(0, None, "[)")


class ExtractionRun(models.Model):
    """One reading of (a range of) a transcript's segments by an extractor.

    `attempt` is the fencing token: a worker may write only while the row still holds the
    attempt it claimed, and every requeue raises it.
    """

    transcript = models.ForeignKey(Transcript, on_delete=models.PROTECT, related_name="runs")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    replay_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replays"
    )
    segment_range = IntegerRangeField(default=whole_transcript)
    mode = models.CharField(max_length=10, choices=RunMode, default=RunMode.ADOPT)
    extractor_version = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001
    status = models.CharField(max_length=10, choices=RunStatus, default=RunStatus.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=1)
    max_attempts = models.PositiveSmallIntegerField()
    not_before = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True, blank=True)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)
    stage = models.CharField(max_length=40, blank=True)
    done = models.PositiveIntegerField(default=0, help_text="units read")
    total = models.PositiveIntegerField(default=0, help_text="units to read; 0 until known")
    claims_found = models.PositiveIntegerField(default=0)
    failure_code = models.CharField(max_length=20, choices=FailureCode, blank=True, default="")
    failure_detail = models.TextField(blank=True)
    worker = models.CharField(max_length=200, blank=True, help_text="host:pid, greps the log")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["transcript", "segment_range", "mode"],
                condition=Q(status__in=["queued", "running"]),
                name="run_one_active",
            ),
            models.CheckConstraint(
                condition=Q(status__in=RunStatus.values), name="run_status_valid"
            ),
            models.CheckConstraint(condition=Q(mode__in=RunMode.values), name="run_mode_valid"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=False, status__in=TERMINAL)
                | Q(finished_at__isnull=True, status__in=ACTIVE),
                name="run_finished_exactly_when_terminal",
            ),
            models.CheckConstraint(
                condition=Q(done__gte=0, done__lte=F("total")), name="run_done_within_total"
            ),
            models.CheckConstraint(
                condition=Q(status="running", lease_expires_at__isnull=False)
                | (~Q(status="running") & Q(lease_expires_at__isnull=True)),
                name="run_leased_exactly_when_running",
            ),
            models.CheckConstraint(
                condition=~Q(status="failed") | ~Q(failure_code=""), name="run_failure_has_a_code"
            ),
        ]
        indexes = [
            # transcripts.dispatch.sweep: the oldest due rows that nobody was told about
            models.Index(
                fields=["id"],
                condition=Q(status="queued"),
                name="run_sweep",
                include=["not_before"],
            ),
            # transcripts.runs.reap: leases that ran out
            models.Index(
                fields=["lease_expires_at"], condition=Q(status="running"), name="run_reap"
            ),
            models.Index(fields=["transcript", "-id"], name="run_by_transcript"),
            models.Index(fields=["status", "-id"], name="run_by_status"),
        ]

    def __str__(self) -> str:
        return f"run {self.pk} ({self.status})"

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE


class Heartbeat(models.Model):
    """The last sign of life of one process in one role."""

    class Kind(models.TextChoices):
        WORKER = "worker", _("worker")
        BEAT = "beat", _("beat")
        SWEEP = "sweep", _("sweep")
        REAP = "reap", _("reap")

    process = models.CharField(max_length=200, help_text="host:pid")
    kind = models.CharField(max_length=10, choices=Kind)
    queues = ArrayField(models.CharField(max_length=50), default=list)
    extractor_version = models.CharField(max_length=200, blank=True)
    last_seen = models.DateTimeField()

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        ordering = ["-last_seen"]
        constraints = [
            models.UniqueConstraint(fields=["process", "kind"], name="heartbeat_process_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.process}"
