"""Snapshot: a source as it was at one moment. PassageCheck: whether it held what is cited.

    queued -> running -> kept | failed
    running -> queued                      a retry: attempt + 1

Every change of status is a compare-and-swap in claims/evidence/life.py. Bytes, text and WARC
lie in storage under their digests (claims/evidence/store.py); the row holds what they are.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from api.outbound import Failure
from claims.evidence.querysets import SnapshotQuerySet


class Origin(models.TextChoices):
    """Why the source was looked at."""

    CITED = "cited", _("cited")
    ASKED = "asked", _("asked for")
    SCHEDULE = "schedule", _("looked at again")
    UPLOAD = "upload", _("uploaded")


class SnapshotStatus(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("being fetched")
    KEPT = "kept", _("kept")
    FAILED = "failed", _("not kept")


#: Why a source could not be kept: what api.outbound says, and what happens here.
FAILURES = {
    **dict(Failure.choices),
    "gone": _("The site says that the page is not there."),
    "refused": _("The site does not let us read the page."),
    "status": _("The site answered with an error."),
    "worker_lost": _("The worker stopped without a word."),
    "storage": _("It could not be written to our storage, or read from it; the log says why."),
    "internal": _("An error of ours; the log says where."),
}
FAILURE_CODES = list(FAILURES.items())


class Snapshot(models.Model):
    """One look at a source. `attempt` is the fencing token, as in a run."""

    source = models.ForeignKey("claims.Source", on_delete=models.PROTECT, related_name="snapshots")
    origin = models.CharField(max_length=10, choices=Origin)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(max_length=10, choices=SnapshotStatus, default=SnapshotStatus.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=1)
    max_attempts = models.PositiveSmallIntegerField()
    seconds_spent = models.FloatField(default=0.0, help_text="in tries that failed")
    not_before = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True, blank=True)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=200, blank=True, help_text="host:pid, greps the log")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    failure_code = models.CharField(max_length=20, choices=FAILURES, blank=True)
    failure_url = models.CharField(max_length=2000, blank=True, help_text="where it failed")

    final_url = models.CharField(max_length=2000, blank=True, help_text="after redirects")
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    headers = models.JSONField(default=list, blank=True, help_text="[name, value] pairs")
    retrieved_at = models.DateTimeField(null=True, blank=True)
    name = models.CharField(max_length=200, blank=True, help_text="of an uploaded file")
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0, help_text="bytes")
    sha256 = models.CharField(max_length=64, blank=True, help_text="of the page's bytes, unpacked")
    text_sha256 = models.CharField(max_length=64, blank=True, help_text="of the readable text")
    warc_sha256 = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=300, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    published_on = models.DateField(null=True, blank=True)

    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_reason = models.TextField(blank=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=SnapshotStatus.values), name="snapshot_status_valid"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values), name="snapshot_origin_valid"
            ),
            # Cited twice before anybody looked: one look is enough. An upload is no look.
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(status="queued") & ~Q(origin="upload"),
                name="snapshot_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=False, status__in=["kept", "failed"])
                | Q(finished_at__isnull=True, status__in=["queued", "running"]),
                name="snapshot_finished_exactly_when_terminal",
            ),
            models.CheckConstraint(
                condition=Q(status="running", lease_expires_at__isnull=False)
                | (~Q(status="running") & Q(lease_expires_at__isnull=True)),
                name="snapshot_leased_exactly_when_running",
            ),
            models.CheckConstraint(
                condition=~Q(status="failed") | ~Q(failure_code=""),
                name="snapshot_failure_has_a_code",
            ),
            models.CheckConstraint(
                condition=~Q(status="kept") | (~Q(sha256="") & Q(retrieved_at__isnull=False)),
                name="snapshot_kept_has_bytes",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | (
                    Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & ~Q(withdrawn_reason="")
                ),
                name="snapshot_withdrawn_with_reason",
            ),
        ]
        indexes = [
            # transcripts.dispatch.sweep, by way of claims.evidence.life.SNAPSHOTS
            models.Index(
                fields=["id"],
                condition=Q(status="queued"),
                name="snapshot_sweep",
                include=["not_before"],
            ),
            # claims.evidence.life.reap
            models.Index(
                fields=["lease_expires_at"],
                condition=Q(status="running"),
                name="snapshot_reap",
            ),
            models.Index(fields=["source", "-id"], name="snapshot_by_source"),
        ]

    def __str__(self) -> str:
        return f"snapshot {self.pk} of source {self.source_id} ({self.status})"

    @property
    def is_readable(self) -> bool:
        """Whether its bytes are here."""
        return self.status == SnapshotStatus.KEPT and self.withdrawn_at is None

    @property
    def failure_detail(self) -> str:
        """The failure in a sentence."""
        return str(FAILURES.get(self.failure_code, ""))


class Outcome(models.TextChoices):
    EXACT = "exact", _("found word for word")
    APPROXIMATE = "approximate", _("found, but not word for word")
    ABSENT = "absent", _("not found")
    NOT_SEARCHED = "not_searched", _("kept, but not searched")


class PassageCheck(models.Model):
    """Whether a citation's excerpt stands in one snapshot of its source."""

    citation = models.ForeignKey("claims.Citation", on_delete=models.PROTECT, related_name="checks")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="checks")
    outcome = models.CharField(max_length=12, choices=Outcome)
    similarity = models.FloatField(help_text="share of the excerpt's words found, 0 to 1")
    passage = models.TextField(blank=True, help_text="the page's own words, where they differ")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["citation", "snapshot"], name="passage_check_once_a_snapshot"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="passage_check_outcome_valid"
            ),
            models.CheckConstraint(
                condition=Q(similarity__gte=0, similarity__lte=1),
                name="passage_check_similarity_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"citation {self.citation_id} in snapshot {self.snapshot_id}: {self.outcome}"
