"""Verdicts, and what an editor sends to make, correct and retract them."""

import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import MAX_ID, Reference, Strict, Text, Whole
from claims import limits
from claims.api.serializers.claims import OptionalReason
from claims.api.serializers.evidence import SupersessionSerializer
from claims.models import ClaimType, RatingLevel, SourceKind, Stance, Verdict
from transcripts.models import Speaker

_ACKNOWLEDGED = "marks (ids) of superseded sources that it cites all the same"
_TWIN_REASON = "needed where a confirmed twin's published verdict says something else"


class CopiedCitationSerializer(serializers.Serializer[Any]):
    """A citation as it was when the verdict copied it."""

    id = serializers.IntegerField()
    source = serializers.IntegerField()  # type: ignore[assignment]
    url = serializers.CharField()
    title = serializers.CharField()
    publisher = serializers.CharField()
    kind = serializers.ChoiceField(choices=SourceKind.choices)
    excerpt = serializers.CharField()
    stance = serializers.ChoiceField(choices=Stance.choices)


class DueSerializer(serializers.Serializer[Any]):
    """Why a verdict came back to the desk; of a source which citation it is about, and of one
    that was superseded (or is so no longer) who said it."""

    code = serializers.ChoiceField(choices=["date", "gone", "changed", "superseded", "reinstated"])
    citation = serializers.IntegerField(required=False)
    source = serializers.IntegerField(required=False)  # type: ignore[assignment]
    supersession = SupersessionSerializer(required=False)


class CopiedReplacementSerializer(serializers.Serializer[Any]):
    url = serializers.CharField()
    title = serializers.CharField()


class KnownSupersessionSerializer(serializers.Serializer[Any]):
    """A cited source that was superseded, as an editor knew: readers see it."""

    supersession = serializers.IntegerField()
    source = serializers.IntegerField()  # type: ignore[assignment]
    on = serializers.DateField()
    replaced_by = CopiedReplacementSerializer(allow_null=True)


class VerdictSerializer(serializers.ModelSerializer[Verdict]):
    """A decision with everything it rests on copied into it.

    `reason` argues about ratings, and what is due is the newsroom's own matter: null for those
    to whom ratings are not open, which the view says as context `judgements_open`. `marks` are
    those that verdicts are due for, by id (claims.publishing.due).
    """

    claim: serializers.PrimaryKeyRelatedField[Any] = serializers.PrimaryKeyRelatedField(
        read_only=True
    )
    level: serializers.PrimaryKeyRelatedField[Any] = serializers.PrimaryKeyRelatedField(
        read_only=True
    )
    citations = CopiedCitationSerializer(many=True, read_only=True)
    superseded_sources = KnownSupersessionSerializer(many=True, read_only=True)
    reason = serializers.SerializerMethodField()
    decided_by = serializers.CharField(source="decided_by.username", read_only=True)
    due_at = serializers.SerializerMethodField()
    due_because = serializers.SerializerMethodField()
    published_by = serializers.CharField(
        source="published_by.username", read_only=True, allow_null=True
    )

    class Meta:
        model = Verdict
        fields = [
            "id", "claim", "round", "level", "level_label", "number", "best", "worst",
            "claim_text", "claim_normalised", "wording", "speaker_name", "speaker_role",
            "speaker_wikidata_id", "appearance_url", "appearance_title", "claim_date",
            "citations", "superseded_sources", "summary", "reason", "twin_reason", "decided_by",
            "decided_at", "ratings_count", "ratings_required", "as_of", "review_by",
            "confirmed_at", "due_at",
            "due_because", "correction_note", "published_by",
            "published_at", "superseded_at", "retracted_at", "retracted_reason",
        ]  # fmt: skip
        read_only_fields = fields

    def get_reason(self, verdict: Verdict) -> str | None:
        return verdict.reason if self.context["judgements_open"] else None

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_due_at(self, verdict: Verdict) -> datetime.datetime | None:
        return verdict.due_at if self.context["judgements_open"] else None

    @extend_schema_field(DueSerializer(many=True, allow_null=True))
    def get_due_because(self, verdict: Verdict) -> list[dict[str, Any]] | None:
        if not self.context["judgements_open"]:
            return None
        marks = self.context["marks"]
        return [
            {**one, "supersession": SupersessionSerializer(marks[one["supersession"]]).data}
            if "supersession" in one
            else one
            for one in verdict.due_because
        ]


# Input ----------------------------------------------------------------------------------------


class _Marks(serializers.ListField):
    """Ids of marks."""

    def __init__(self, **options: Any) -> None:
        child = Whole(min_value=1, max_value=MAX_ID)
        options.setdefault("help_text", _ACKNOWLEDGED)
        super().__init__(**{"child": child, "required": False, "max_length": 100, **options})


class AdjudicateSerializer(Strict):
    """A reason is needed for a level outside the ratings' range and for an unfinished round."""

    level = Reference(queryset=RatingLevel.objects.all())
    summary = Text(default="", allow_blank=True, max_length=limits.SUMMARY)
    reason = OptionalReason()
    as_of = serializers.DateField(required=False, allow_null=True)
    twin_reason = Text(
        default="", allow_blank=True, max_length=limits.REASON, help_text=_TWIN_REASON
    )
    review_by = serializers.DateField(required=False, allow_null=True)
    acknowledged = _Marks()


class CorrectSerializer(Strict):
    """What changes; the rest stays as published. All can read the note."""

    note = Text(max_length=limits.NOTE)
    level = Reference(queryset=RatingLevel.objects.all(), required=False)
    summary = Text(required=False, allow_blank=True, max_length=limits.SUMMARY)
    as_of = serializers.DateField(required=False)
    review_by = serializers.DateField(required=False)
    withdraw_citations = serializers.ListField(
        child=Whole(min_value=1, max_value=MAX_ID), required=False, max_length=100
    )
    normalised = Text(required=False, max_length=limits.NORMALISED)
    type = serializers.ChoiceField(choices=ClaimType.choices, required=False)
    speaker = Reference(queryset=Speaker.objects.current(), required=False)
    twin_reason = Text(
        required=False, allow_blank=True, max_length=limits.REASON, help_text=_TWIN_REASON
    )
    acknowledged = _Marks()


class StillHoldsSerializer(Strict):
    """The next day by which somebody is to look at it; none without."""

    review_by = serializers.DateField(required=False, allow_null=True)
