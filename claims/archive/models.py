"""Fact-checks by others: the page each stands on, what it says, and the import it came from."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.archive.querysets import FactCheckQuerySet, ImportQuerySet, PageQuerySet
from transcripts.folding import ENGLISH, Folded


class ImportStatus(models.TextChoices):
    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    SUCCEEDED = "succeeded", _("succeeded")
    FAILED = "failed", _("failed")


class FactCheckImport(models.Model):
    """One file of fact-checks and what became of it; the row is the job (see imports.py).

    With `url` the file is fetched first (see fetching.py), and is there once `fetched_at` is set.

    `done` counts pages stored, so that an import goes on where it was broken off. `report` is a
    list of `{"at", "code", "detail", "refused"}`, at most limits.IMPORT_REPORT of them; the counts
    count all. The bytes are dropped once they were read to the end.
    """

    name = models.CharField(max_length=255, blank=True)
    url = models.CharField(max_length=2000, blank=True, help_text="where it is fetched")
    fetched_at = models.DateTimeField(null=True, blank=True)
    dispatched_at = models.DateTimeField(null=True, blank=True, help_text="told to the network")
    size = models.PositiveIntegerField(help_text="bytes; 0 until fetched")
    sha256 = models.CharField(max_length=64, blank=True, help_text="empty until fetched")
    content = models.BinaryField()
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    format = models.CharField(max_length=20, blank=True, help_text="as it was recognised")
    status = models.CharField(max_length=10, choices=ImportStatus, default=ImportStatus.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=1)
    max_attempts = models.PositiveSmallIntegerField()
    seconds_spent = models.FloatField(default=0.0, help_text="in fetches that failed")
    not_before = models.DateTimeField()
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0, help_text="pages stored")
    total = models.PositiveIntegerField(default=0, help_text="pages in the file; 0 until known")
    created = models.PositiveIntegerField(default=0, help_text="fact-checks that were new")
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=list)
    failure_code = models.CharField(max_length=40, blank=True)
    failure_detail = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ImportStatus.values), name="import_status_valid"
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=False, status__in=["succeeded", "failed"])
                | Q(finished_at__isnull=True, status__in=["queued", "running"]),
                name="import_finished_exactly_when_ended",
            ),
            models.CheckConstraint(
                condition=Q(status="running", lease_expires_at__isnull=False)
                | (~Q(status="running") & Q(lease_expires_at__isnull=True)),
                name="import_leased_exactly_when_running",
            ),
            models.CheckConstraint(
                condition=Q(done__lte=F("total")), name="import_done_within_total"
            ),
            models.CheckConstraint(
                condition=~Q(status="failed") | ~Q(failure_code=""),
                name="import_failure_has_a_code",
            ),
            models.CheckConstraint(
                condition=Q(fetched_at__isnull=True) | ~Q(url=""),
                name="import_fetched_only_from_an_address",
            ),
        ]
        indexes = [
            # imports.work: what waits or was left, oldest first
            models.Index(
                fields=["id"], condition=Q(status__in=["queued", "running"]), name="import_due"
            )
        ]

    def __str__(self) -> str:
        return self.name or f"import {self.pk}"

    @property
    def is_active(self) -> bool:
        return self.status in (ImportStatus.QUEUED, ImportStatus.RUNNING)

    @property
    def awaits_fetch(self) -> bool:
        """Whether its file is still to be fetched, or is being fetched."""
        return bool(self.url) and self.fetched_at is None


class FactCheckPage(models.Model):
    """A page of somebody else's on which claims are checked, once under its canonical URL."""

    url = models.CharField(max_length=2000, unique=True)
    site = models.CharField(max_length=253, help_text="the host, without www.")
    came_from = models.ForeignKey(
        FactCheckImport,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="pages",
        help_text="the last import that changed it; none: written over the pages API",
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            # pages.list of a site
            models.Index(
                fields=["site", "id"],
                condition=Q(withdrawn_at__isnull=True),
                name="fact_check_page_site",
            )
        ]

    def __str__(self) -> str:
        return self.url


class FactCheck(models.Model):
    """One claim as checked on a page.

    `markup` is the ClaimReview (schema.org) as it came, and the truth; the other columns are read
    off it by markup.facts_of. One that its page no longer has, or whose page was withdrawn, is
    `gone` and never shown; it is kept, for people may have worked with it.
    """

    page = models.ForeignKey(FactCheckPage, on_delete=models.PROTECT, related_name="fact_checks")
    position = models.PositiveIntegerField(help_text="on its page, from 0")
    claim_key = models.CharField(max_length=64, help_text="which of its page's claims it is")
    markup = models.JSONField()
    url = models.CharField(max_length=2000, help_text="of the check: the page, perhaps an anchor")
    site = models.CharField(max_length=253)
    publisher = models.CharField(max_length=300)
    title = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=8, blank=True, help_text="first part of the tag")
    claim_text = models.TextField()
    claimant = models.CharField(max_length=500, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    newest_at = models.DateTimeField(null=True, blank=True, help_text="the later of the two")
    rating_text = models.CharField(max_length=1000)
    rating_value = models.FloatField(null=True, blank=True)
    rating_best = models.FloatField(null=True, blank=True)
    rating_worst = models.FloatField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    search = models.GeneratedField(
        expression=SearchVector("claim_text", "claimant", "title", config=ENGLISH),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = FactCheckQuerySet.as_manager()

    class Meta:
        ordering = ["page", "position"]
        constraints = [
            models.UniqueConstraint(fields=["page", "claim_key"], name="fact_check_once_a_page"),
            models.CheckConstraint(
                condition=Q(rating_value__isnull=True)
                | Q(rating_value__gte=F("rating_worst"), rating_value__lte=F("rating_best")),
                name="fact_check_number_within_bounds",
            ),
        ]
        indexes = [
            # archive.search: words, then spellings, then a site's newest
            GinIndex(fields=["search"], name="fact_check_search"),
            GinIndex(OpClass(Folded("claim_text"), "gin_trgm_ops"), name="fact_check_trgm"),
            models.Index(
                "site",
                F("newest_at").desc(nulls_last=True),
                F("id").desc(),
                condition=Q(gone_at__isnull=True),
                name="fact_check_site",
            ),
        ]

    def __str__(self) -> str:
        return self.claim_text[:80]
