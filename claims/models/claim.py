"""A claim: a span of a transcript that is worth checking, and every sentence that was read."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from claims.lifecycle import ClaimStatus as _Status
from claims.querysets import ClaimQuerySet, ScoredSentenceQuerySet
from transcripts.folding import ENGLISH
from transcripts.models import ExtractionRun, Segment, SegmentRole, Speaker, Transcript


class ClaimStatus(models.TextChoices):
    EXTRACTED = _Status.EXTRACTED, _("waiting")
    IN_REVIEW = _Status.IN_REVIEW, _("in review")
    RESOLVED = _Status.RESOLVED, _("resolved")
    DISPUTED = _Status.DISPUTED, _("disputed")
    PUBLISHED = _Status.PUBLISHED, _("published")
    DISMISSED = _Status.DISMISSED, _("dismissed")


class DismissalKind(models.TextChoices):
    """Why a claim was set aside, for machines. None of them tells whether a claim holds: a
    dismissal is no rating."""

    NOT_CHECKWORTHY = "not_checkworthy", _("not worth checking")
    NO_FACT = "no_fact", _("states no fact")
    DUPLICATE = "duplicate", _("said already")
    OTHER = "other", _("another reason")


class ClaimType(models.TextChoices):
    """What kind of statement is to be checked; see worker/extraction/types.py."""

    QUANTITY = "quantity", _("quantity")
    COMPARISON = "comparison", _("comparison")
    TREND = "trend", _("trend")
    LAW = "law", _("law or rule")
    ATTRIBUTION = "attribution", _("who said what")
    EVENT = "event", _("event")
    STATE = "state", _("state of affairs")
    OTHER = "other", _("other")


class Claim(models.Model):
    """A span of the canonical text under review.

    `transcript.text[start:end] == text`, always (a redacted transcript alone excepted).
    The machine's fields are `suggested_*`, `score`, `rank`, `reasons`, `entities`,
    `quantities`, `dates`, `last_seen_run`, `superseded_at` and `not_found_at`; a run writes no
    other field and never `version`. `wording` counts changes to people's normalised, type or
    speaker.
    """

    transcript = models.ForeignKey(Transcript, on_delete=models.PROTECT, related_name="claims")
    start = models.PositiveIntegerField(help_text="code points into the canonical text")
    end = models.PositiveIntegerField()
    text = models.TextField(help_text="verbatim")
    role = models.CharField(max_length=10, choices=SegmentRole, default=SegmentRole.SPEAKER)
    first_segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="+")
    last_segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="+")
    context_start = models.PositiveIntegerField(help_text="the neighbours a reader needs")
    context_end = models.PositiveIntegerField()

    score = models.FloatField(
        null=True, blank=True, help_text="check-worthy in itself, 0 to 1; empty where added by hand"
    )
    rank = models.PositiveIntegerField(
        default=0, help_text="likely to be picked in its transcript, 0 to 10,000; orders lists"
    )
    reasons = models.JSONField(default=list, blank=True)
    entities = models.JSONField(default=list, blank=True)
    quantities = models.JSONField(default=list, blank=True)
    dates = models.JSONField(default=list, blank=True)
    suggested_normalised = models.TextField(blank=True)
    suggested_type = models.CharField(max_length=20, choices=ClaimType, default=ClaimType.OTHER)
    suggested_speaker = models.ForeignKey(
        Speaker, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    last_seen_run = models.ForeignKey(
        ExtractionRun, null=True, blank=True, on_delete=models.PROTECT, related_name="claims"
    )
    superseded_at = models.DateTimeField(null=True, blank=True)
    not_found_at = models.DateTimeField(
        null=True, blank=True, help_text="a later run no longer finds it; a person should look"
    )

    kept_at = models.DateTimeField(
        null=True, blank=True, help_text="somebody looked and decided that it stays"
    )
    normalised = models.TextField(null=True, blank=True)  # noqa: DJ001 (null: not set yet)
    type = models.CharField(  # noqa: DJ001
        max_length=20, choices=ClaimType, null=True, blank=True
    )
    speaker = models.ForeignKey(
        Speaker, null=True, blank=True, on_delete=models.PROTECT, related_name="claims"
    )
    wording = models.PositiveIntegerField(default=1)
    worked_on_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="the person who named the span; empty where the machine found it",
    )
    status = models.CharField(max_length=10, choices=ClaimStatus, default=ClaimStatus.EXTRACTED)
    dismissed_as = models.CharField(  # noqa: DJ001 (null: not dismissed)
        max_length=20, choices=DismissalKind, null=True, blank=True
    )
    round = models.PositiveSmallIntegerField(default=1)
    scale = models.ForeignKey(
        "claims.RatingScale",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="fixed at the round's first take",
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    search = models.GeneratedField(
        expression=SearchVector("text", "normalised", config=ENGLISH),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-rank", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["transcript", "start", "end"], name="claim_span_unique"
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="claim_span_valid"),
            models.CheckConstraint(
                condition=Q(context_start__lte=F("start"), context_end__gte=F("end")),
                name="claim_context_holds_span",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ClaimStatus.values), name="claim_status_valid"
            ),
            models.CheckConstraint(
                condition=Q(type__isnull=True) | Q(type__in=ClaimType.values),
                name="claim_type_valid",
            ),
            models.CheckConstraint(
                condition=Q(dismissed_as__isnull=True)
                | Q(dismissed_as__in=DismissalKind.values, status="dismissed"),
                name="claim_dismissed_as_valid",
            ),
            models.CheckConstraint(condition=Q(rank__lte=10_000), name="claim_rank_bounded"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=1),
                name="claim_score_bounded",
            ),
            # A run may take away only what nobody has touched.
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(worked_on_at__isnull=True),
                name="claim_worked_on_never_superseded",
            ),
        ]
        indexes = [
            models.Index(F("rank").desc(), F("id").desc(), name="claim_rank"),
            models.Index(
                "transcript", F("rank").desc(), F("id").desc(), name="claim_by_transcript"
            ),
            models.Index("status", F("rank").desc(), F("id").desc(), name="claim_by_status"),
            # claims.querysets: of_type(), said_by(), flagged(); those the last run no longer found
            models.Index(
                Coalesce("type", "suggested_type"),
                F("rank").desc(),
                F("id").desc(),
                name="claim_by_type",
            ),
            models.Index(
                Coalesce("speaker", "suggested_speaker"),
                F("rank").desc(),
                F("id").desc(),
                name="claim_by_speaker",
            ),
            models.Index(
                F("rank").desc(),
                F("id").desc(),
                condition=Q(superseded_at__isnull=False),
                name="claim_superseded",
            ),
            models.Index(
                F("rank").desc(),
                F("id").desc(),
                condition=Q(not_found_at__isnull=False),
                name="claim_flagged",
            ),
            # the desk's queue, however many of the highest ranked are decided
            models.Index(
                F("rank").desc(),
                F("id").desc(),
                condition=Q(status__in=["extracted", "in_review"], superseded_at__isnull=True),
                name="claim_waiting",
            ),
            GinIndex(fields=["search"], name="claim_search"),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def shown_normalised(self) -> str:
        """People's normalised claim, else the suggestion, else the words as said."""
        return self.normalised or self.suggested_normalised or self.text

    @property
    def shown_type(self) -> str:
        return self.type or self.suggested_type

    @property
    def shown_speaker(self) -> Speaker | None:
        """People's speaker. The suggested one only until the round's first take, which copies it:
        what is rated as said by nobody known stays so until a person names somebody."""
        if self.speaker is None and self.scale_id is None:
            return self.suggested_speaker
        return self.speaker

    @property
    def points(self) -> int:
        """The score as pages show it, 0 to 10,000; what a person added has none and stands by its
        rank. In SQL: claims.querysets.with_points()."""
        return self.rank if self.score is None else round(self.score * 10_000)

    @property
    def flagged(self) -> bool:
        """Whether a person is to look: the last run lost it, and nobody has said since that it
        stays. Dismissing answers too. In SQL: claims.querysets.flagged()."""
        if self.not_found_at is None or self.status == ClaimStatus.DISMISSED:
            return False
        return self.kept_at is None or self.kept_at < self.not_found_at


class ScoredSentence(models.Model):
    """Every sentence a run read, with its score and reasons: also what was left out."""

    run = models.ForeignKey(ExtractionRun, on_delete=models.PROTECT, related_name="sentences")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    role = models.CharField(max_length=10, choices=SegmentRole)
    score = models.FloatField()
    rank = models.PositiveIntegerField(null=True, help_text="as a claim's; empty in old rows")
    is_claim = models.BooleanField()
    type = models.CharField(max_length=20, choices=ClaimType)
    reasons = models.JSONField(default=list)

    objects = ScoredSentenceQuerySet.as_manager()

    class Meta:
        ordering = ["run", "start"]
        constraints = [
            models.UniqueConstraint(fields=["run", "start"], name="sentence_start_unique"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="sentence_span_valid"),
            models.CheckConstraint(
                condition=Q(rank__isnull=True) | Q(rank__lte=10_000), name="sentence_rank_bounded"
            ),
        ]

    @property
    def points(self) -> int:
        """The score as pages show it, 0 to 10,000."""
        return round(self.score * 10_000)

    def __str__(self) -> str:
        return f"{self.run_id}:{self.start}-{self.end}"
