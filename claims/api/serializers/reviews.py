"""Places, drafts, ratings and scales. A review never says how its reviewer rated."""

from typing import Any

from rest_framework import serializers

from accounts.models import User
from api.fields import MAX_ID, Reference, Strict, Text, Whole
from claims import limits
from claims.models import (
    Confidence,
    Rating,
    RatingLevel,
    RatingScale,
    Review,
    ReviewOutcome,
)


class LevelSerializer(serializers.ModelSerializer[RatingLevel]):
    class Meta:
        model = RatingLevel
        fields = ["id", "position", "label", "number", "description"]
        read_only_fields = fields


class ScaleSerializer(serializers.ModelSerializer[RatingScale]):
    """Frozen once used: a change is a new version of the name."""

    levels = LevelSerializer(many=True, read_only=True)

    class Meta:
        model = RatingScale
        fields = [
            "id", "name", "version", "ratings_required", "is_default", "levels", "used_at",
            "retired_at", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class ReviewSerializer(serializers.ModelSerializer[Review]):
    claim: serializers.PrimaryKeyRelatedField[Any] = serializers.PrimaryKeyRelatedField(
        read_only=True
    )
    reviewer = serializers.CharField(source="reviewer.username", read_only=True)
    reviewer_id = serializers.IntegerField(read_only=True)
    assigned_by = serializers.CharField(
        source="assigned_by.username", read_only=True, allow_null=True
    )
    outcome = serializers.ChoiceField(choices=ReviewOutcome.choices, read_only=True)

    class Meta:
        model = Review
        fields = [
            "id", "claim", "round", "reviewer", "reviewer_id", "assigned_by",
            "lease_expires_at", "outcome", "revealed_at", "created_at", "ended_at",
        ]  # fmt: skip
        read_only_fields = fields


class OwnReviewSerializer(ReviewSerializer):
    """Your own place, with what you have written so far."""

    draft = serializers.DictField(read_only=True)

    class Meta(ReviewSerializer.Meta):
        fields = [*ReviewSerializer.Meta.fields, "draft"]
        read_only_fields = fields


class RatingSerializer(serializers.ModelSerializer[Rating]):
    claim: serializers.PrimaryKeyRelatedField[Any] = serializers.PrimaryKeyRelatedField(
        read_only=True
    )
    reviewer = serializers.CharField(source="reviewer.username", read_only=True)
    reviewer_id = serializers.IntegerField(read_only=True)
    level = LevelSerializer(read_only=True)
    confidence = serializers.ChoiceField(choices=Confidence.choices, read_only=True)

    class Meta:
        model = Rating
        fields = [
            "id", "claim", "round", "reviewer", "reviewer_id", "level", "confidence",
            "rationale", "wording", "after_reveal", "created_at", "superseded_at",
        ]  # fmt: skip
        read_only_fields = fields


# Input ----------------------------------------------------------------------------------------


class RateSerializer(Strict):
    """`wording` is the claim's as you read it; if it has changed since, 409 says to what."""

    level = Reference(queryset=RatingLevel.objects.all())
    confidence = serializers.ChoiceField(choices=Confidence.choices, default=Confidence.MEDIUM)
    rationale = Text(max_length=limits.RATIONALE)
    wording = Whole(min_value=1, max_value=2**31 - 1)


class DraftSerializer(Strict):
    """A rating not yet given; every field may be missing."""

    level = Whole(required=False, allow_null=True, min_value=1, max_value=MAX_ID)
    confidence = serializers.ChoiceField(
        choices=Confidence.choices, required=False, allow_null=True
    )
    rationale = Text(
        required=False, allow_blank=True, trim_whitespace=False, max_length=limits.RATIONALE
    )
    wording = Whole(required=False, min_value=1, max_value=2**31 - 1)


class PersonSerializer(Strict):
    reviewer = Reference(queryset=User.objects.filter(is_active=True), help_text="the user's id")


class NewLevelSerializer(Strict):
    label = Text(max_length=limits.LABEL)  # type: ignore[assignment]
    number = Whole(required=False, allow_null=True, min_value=1, max_value=100)
    description = Text(required=False, allow_blank=True, max_length=1_000)


class NewScaleSerializer(Strict):
    """Levels worst first; those with a number before those without, or all without."""

    name = Text(max_length=100)
    levels = serializers.ListField(
        child=NewLevelSerializer(), min_length=2, max_length=limits.LEVELS
    )
    ratings_required = Whole(default=2, min_value=1, max_value=20)
    make_default = serializers.BooleanField(default=False)
