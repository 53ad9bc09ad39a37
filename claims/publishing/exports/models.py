"""An export: the job, its progress and the parts of its file.

    queued -> running -> queued      the next part of the file; or a retry
              running -> succeeded -> expired
    queued | running -> failed | cancelled

Every change of status is a compare-and-swap in life.py.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.publishing.exports.querysets import ExportQuerySet


class ExportStatus(models.TextChoices):
    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    SUCCEEDED = "succeeded", _("ready")
    FAILED = "failed", _("failed")
    EXPIRED = "expired", _("expired")
    CANCELLED = "cancelled", _("cancelled")


class ExportFormat(models.TextChoices):
    CSV = "csv", "CSV"
    JSONL = "jsonl", "JSON Lines"


class Export(models.Model):
    """Made for one person, who alone may have it, by what that person may see.

    `turn` is the fencing token: it is raised whenever a worker takes the row. `attempt` counts
    what went wrong. `parts` lists what is written: name in the storage, rows, bytes and the id of
    the last row; a part is noted once it is stored, and the next begins after it.
    """

    kind = models.CharField(max_length=20, help_text="a module of exports/kinds/")
    format = models.CharField(max_length=10, choices=ExportFormat)
    transcript = models.ForeignKey(
        "transcripts.Transcript",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="what is exported lies in it; empty: all",
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(max_length=10, choices=ExportStatus, default=ExportStatus.QUEUED)
    turn = models.PositiveIntegerField(default=1)
    attempt = models.PositiveSmallIntegerField(default=1)
    max_attempts = models.PositiveSmallIntegerField()
    not_before = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True, blank=True)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    last_id = models.BigIntegerField(
        null=True, blank=True, help_text="rows up to here are exported; null until it began"
    )
    done = models.PositiveIntegerField(default=0, help_text="rows written")
    total = models.PositiveIntegerField(default=0, help_text="rows to write; 0 until known")
    parts = models.JSONField(default=list)
    size = models.PositiveBigIntegerField(default=0, help_text="bytes of the whole file")
    sha256 = models.CharField(max_length=64, blank=True)
    failure_code = models.CharField(max_length=20, blank=True)
    failure_detail = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ExportStatus.values), name="export_status_valid"
            ),
            models.CheckConstraint(
                condition=Q(format__in=ExportFormat.values), name="export_format_valid"
            ),
            models.CheckConstraint(
                condition=Q(status="running", lease_expires_at__isnull=False)
                | (~Q(status="running") & Q(lease_expires_at__isnull=True)),
                name="export_leased_exactly_when_running",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, status__in=["queued", "running"])
                | Q(
                    finished_at__isnull=False,
                    status__in=["succeeded", "failed", "expired", "cancelled"],
                ),
                name="export_finished_exactly_when_terminal",
            ),
            models.CheckConstraint(
                condition=~Q(status="succeeded") | Q(expires_at__isnull=False),
                name="export_ready_expires",
            ),
            models.CheckConstraint(
                condition=Q(done__lte=F("total")), name="export_done_within_total"
            ),
        ]
        indexes = [
            models.Index(fields=["requested_by", "-id"], name="export_by_person"),
            # the sweep, the reaper and the purge look for few rows among many that are over
            models.Index(
                fields=["id"],
                condition=Q(status__in=["queued", "running", "succeeded"]),
                name="export_alive",
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.pk} ({self.kind}, {self.status})"

    @property
    def is_active(self) -> bool:
        return self.status in (ExportStatus.QUEUED, ExportStatus.RUNNING)

    @property
    def has_file(self) -> bool:
        """Whether its file may still be had: what the queryset's ready() asks of rows."""
        ready = self.status == ExportStatus.SUCCEEDED
        return ready and self.expires_at is not None and self.expires_at > now()

    @property
    def file_name(self) -> str:
        """As it is offered for saving."""
        return f"{self.kind}-{self.pk}.{self.format}"
