"""Who has a place on a claim, on which scale, and what they rated."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.querysets import RatingQuerySet, ReviewQuerySet, ScaleQuerySet


class RatingScale(models.Model):
    """A newsroom's scale; frozen once a round uses it, a change is a new version of its name."""

    name = models.CharField(max_length=100)
    version = models.PositiveSmallIntegerField(default=1)
    ratings_required = models.PositiveSmallIntegerField(default=2)
    is_default = models.BooleanField(default=False)
    used_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScaleQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="scale_version_unique"),
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="scale_one_default"
            ),
            models.CheckConstraint(
                condition=Q(ratings_required__gte=1, ratings_required__lte=20),
                name="scale_ratings_required_bounded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class RatingLevel(models.Model):
    """One step of a scale, or a level beside it (`number` empty: "Unproven")."""

    scale = models.ForeignKey(RatingScale, on_delete=models.PROTECT, related_name="levels")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["scale", "position"]
        constraints = [
            models.UniqueConstraint(fields=["scale", "position"], name="level_position_unique"),
            models.UniqueConstraint(fields=["scale", "label"], name="level_label_unique"),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__gte=1), name="level_number_from_one"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class ReviewOutcome(models.TextChoices):
    OPEN = "open", _("open")
    RATED = "rated", _("rated")
    RELEASED = "released", _("released")
    EXPIRED = "expired", _("expired")


class Review(models.Model):
    """A person's place on a claim in one round."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews"
    )
    round = models.PositiveSmallIntegerField()
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lease_expires_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=ReviewOutcome, default=ReviewOutcome.OPEN)
    revealed_at = models.DateTimeField(
        null=True, blank=True, help_text="an editor looked: barred from this round"
    )
    draft = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "reviewer", "round"],
                condition=Q(outcome__in=["open", "rated"]),
                name="review_one_place_a_person",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=ReviewOutcome.values), name="review_outcome_valid"
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", ended_at__isnull=True)
                | (~Q(outcome="open") & Q(ended_at__isnull=False)),
                name="review_ended_exactly_when_not_open",
            ),
        ]
        indexes = [
            # claims.services.reviews.expire_overdue
            models.Index(
                fields=["lease_expires_at"], condition=Q(outcome="open"), name="review_expiry"
            ),
            models.Index(
                fields=["reviewer", "claim"], condition=Q(outcome="open"), name="review_assignee"
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.pk} of claim {self.claim_id}"


class Confidence(models.TextChoices):
    LOW = "low", _("low")
    MEDIUM = "medium", _("medium")
    HIGH = "high", _("high")


class Rating(models.Model):
    """One person's judgement; never changed, only superseded by that person's next one.

    A rating added in a dispute (`after_reveal`) stands beside that person's blind one, which
    goes on counting: one current of each kind.

    Read through `Rating.objects.visible_to(user)` only. A database trigger refuses
    any update but of `superseded_at`, and every delete.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="ratings")
    review = models.ForeignKey(
        Review, null=True, blank=True, on_delete=models.PROTECT, related_name="ratings"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="ratings"
    )
    round = models.PositiveSmallIntegerField()
    level = models.ForeignKey(RatingLevel, on_delete=models.PROTECT, related_name="+")
    confidence = models.CharField(max_length=10, choices=Confidence, default=Confidence.MEDIUM)
    rationale = models.TextField()
    wording = models.PositiveIntegerField(help_text="which wording of the claim it judged")
    after_reveal = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "reviewer", "round", "after_reveal"],
                condition=Q(superseded_at__isnull=True),
                name="rating_one_current",
            ),
            models.CheckConstraint(
                condition=Q(confidence__in=Confidence.values), name="rating_confidence_valid"
            ),
        ]
        indexes = [models.Index(fields=["claim", "round"], name="rating_by_round")]

    def __str__(self) -> str:
        return f"rating {self.pk} of claim {self.claim_id}"  # never the level: it may be blind
