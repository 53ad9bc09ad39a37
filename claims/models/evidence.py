"""Sources (documents and pages) and the citations that tie them to claims."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.querysets import CitationQuerySet, SourceQuerySet, SupersessionQuerySet
from transcripts.folding import Folded


class SourceKind(models.TextChoices):
    PRIMARY = "primary", _("primary")
    SECONDARY = "secondary", _("secondary")


class Source(models.Model):
    """A document or page, once, under its canonical URL."""

    url = models.URLField(max_length=2000)
    canonical_url = models.CharField(max_length=2000, unique=True)
    title = models.CharField(max_length=300, blank=True, help_text="empty until the page is read")
    publisher = models.CharField(max_length=200, blank=True)
    published_on = models.DateField(null=True, blank=True)
    machine_filled = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        help_text="fields that the page filled in, and no person since",
    )
    kind = models.CharField(max_length=10, choices=SourceKind)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SourceKind.values), name="source_kind_valid"
            )
        ]
        indexes = [
            # title__folded__contains
            GinIndex(OpClass(Folded("title"), "gin_trgm_ops"), name="source_title_trgm"),
            GinIndex(OpClass(Folded("publisher"), "gin_trgm_ops"), name="source_publisher_trgm"),
        ]

    def __str__(self) -> str:
        return self.title or self.url

    @property
    def supersession(self) -> "Supersession | None":
        """The mark that stands; no query after `with_marks()`."""
        marks = self.supersessions.all()
        return next((one for one in marks if one.withdrawn_at is None), None)


class Supersession(models.Model):
    """Somebody's word that a source was superseded: a revised figure, a corrected article, a new
    edition. It is taken back with a reason and never changed or deleted (a trigger)."""

    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="supersessions", db_index=False
    )
    reason = models.TextField()
    replaced_by = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="what takes its place, where there is such a thing",
    )
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="supersessions"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_reason = models.TextField(blank=True)

    objects = SupersessionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(withdrawn_at__isnull=True),
                name="supersession_one_standing",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="supersession_has_a_reason"),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=F("source")),
                name="supersession_by_another",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | (
                    Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & ~Q(withdrawn_reason="")
                ),
                name="supersession_withdrawn_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["source", "-id"], name="supersession_by_source")]

    def __str__(self) -> str:
        return f"supersession {self.pk} of source {self.source_id}"


class Stance(models.TextChoices):
    SUPPORTS = "supports", _("supports")
    REFUTES = "refutes", _("refutes")
    CONTEXT = "context", _("context")


class Citation(models.Model):
    """A passage of a source brought to a claim. Its stance is blind like a rating."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="citations")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")
    round = models.PositiveSmallIntegerField()
    excerpt = models.TextField(blank=True)
    stance = models.CharField(max_length=10, choices=Stance)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="citations"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_reason = models.TextField(blank=True)

    objects = CitationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stance__in=Stance.values), name="citation_stance_valid"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
                name="citation_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"citation {self.pk} of claim {self.claim_id}"
