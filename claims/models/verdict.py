"""A verdict: what was decided and, once published, what the public reads."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, HashIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest

from claims.models.claim import Claim
from claims.models.review import RatingLevel
from claims.querysets import VerdictQuerySet
from transcripts.folding import ENGLISH, Folded


class Verdict(models.Model):
    """A decision with everything it rests on copied into it.

    A draft has no `published_at`; a correction publishes a new row and sets the old one's
    `superseded_at`; a retraction sets `retracted_at`. The URL is the claim's and stays.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="verdicts")
    round = models.PositiveSmallIntegerField()
    level = models.ForeignKey(RatingLevel, on_delete=models.PROTECT, related_name="+")
    level_label = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    best = models.PositiveSmallIntegerField(null=True, blank=True)
    worst = models.PositiveSmallIntegerField(null=True, blank=True)
    claim_text = models.TextField(help_text="verbatim")
    claim_normalised = models.TextField()
    wording = models.PositiveIntegerField(default=1, help_text="which wording was decided on")
    speaker_name = models.CharField(max_length=200, blank=True)
    speaker_role = models.CharField(max_length=200, blank=True)
    speaker_wikidata_id = models.CharField(max_length=20, blank=True)
    appearance_url = models.CharField(max_length=2000, blank=True)
    appearance_title = models.CharField(max_length=300, blank=True)
    claim_date = models.DateField(null=True, blank=True)
    citations = models.JSONField(default=list)
    summary = models.TextField(blank=True)
    reason = models.TextField(
        blank=True, help_text="why the level is outside the ratings' range or the round unfinished"
    )
    twin_reason = models.TextField(
        blank=True, help_text="why it differs from the verdict on what was confirmed the same claim"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="verdicts"
    )
    decided_at = models.DateTimeField(auto_now_add=True)
    ratings_count = models.PositiveSmallIntegerField()
    ratings_required = models.PositiveSmallIntegerField()
    as_of = models.DateField(null=True, blank=True)
    review_by = models.DateField(
        null=True, blank=True, help_text="the last day on which it stands without another look"
    )
    confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text="when an editor last confirmed that it still holds"
    )
    due_at = models.DateTimeField(
        null=True, blank=True, help_text="when it came back to the desk; nothing else changed"
    )
    due_because = models.JSONField(
        default=list, blank=True, help_text="codes of claims.publishing.due, with their citations"
    )
    superseded_sources = models.JSONField(
        default=list,
        blank=True,
        help_text="cited all the same, as an editor said: the marks, for readers",
    )
    correction_note = models.TextField(blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    retracted_at = models.DateTimeField(null=True, blank=True)
    retracted_reason = models.TextField(blank=True)
    redacted_at = models.DateTimeField(
        null=True, blank=True, help_text="when its words were blanked for legal need"
    )
    changed_at = models.GeneratedField(
        expression=Greatest("published_at", "retracted_at", "redacted_at"),
        output_field=models.DateTimeField(null=True),
        db_persist=True,
        help_text="when readers last saw it change",
    )

    search = models.GeneratedField(
        expression=SearchVector("claim_normalised", "claim_text", "speaker_name", config=ENGLISH),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = VerdictQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(published_at__isnull=True, superseded_at__isnull=True),
                name="verdict_one_draft",
            ),
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(
                    published_at__isnull=False,
                    superseded_at__isnull=True,
                    retracted_at__isnull=True,
                ),
                name="verdict_one_published",
            ),
            models.CheckConstraint(
                condition=Q(retracted_at__isnull=True)
                | (Q(published_at__isnull=False) & ~Q(retracted_reason="")),
                name="verdict_retracted_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__gte=F("worst"), number__lte=F("best")),
                name="verdict_number_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=True) | Q(published_at__isnull=False),
                name="verdict_due_only_when_published",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(published_at__isnull=False),
                name="verdict_published",
            ),
            # claims.querysets.on_page(): feeds and the public index, by what changed last
            models.Index(
                fields=["-changed_at", "-id"],
                condition=Q(published_at__isnull=False, superseded_at__isnull=True),
                name="verdict_changed",
            ),
            # claims.querysets.longest_due(), due(): what came back to the desk
            models.Index(
                fields=["due_at", "claim"],
                condition=Q(
                    due_at__isnull=False, superseded_at__isnull=True, retracted_at__isnull=True
                ),
                name="verdict_due",
            ),
            # claims.publishing.gate.same_claim
            HashIndex(
                fields=["claim_normalised"],
                condition=Q(published_at__isnull=False, superseded_at__isnull=True),
                name="verdict_claim_words",
            ),
            # archive.search, beside the fact-checks of others
            GinIndex(fields=["search"], name="verdict_search"),
            GinIndex(OpClass(Folded("claim_normalised"), "gin_trgm_ops"), name="verdict_trgm"),
        ]

    @property
    def due_codes(self) -> list[str]:
        """Why it came back to the desk, each reason once."""
        return list(dict.fromkeys(one["code"] for one in self.due_because))

    def __str__(self) -> str:
        return f"verdict {self.pk} on claim {self.claim_id}"
