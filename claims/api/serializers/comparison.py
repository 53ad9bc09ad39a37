"""What a run says otherwise than another of the same transcript."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from claims.comparison import Compared, Kind
from transcripts.models import ExtractionRun, RunMode


class ComparedRunSerializer(serializers.ModelSerializer[ExtractionRun]):
    mode = serializers.ChoiceField(choices=RunMode.choices, read_only=True)

    class Meta:
        model = ExtractionRun
        fields = ["id", "mode", "extractor_version", "finished_at"]
        read_only_fields = fields


class ReadingSerializer(serializers.Serializer[Any]):
    """A sentence as one run read it, in code points of the transcript's text."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    score = serializers.FloatField()
    rank = serializers.IntegerField()
    is_claim = serializers.BooleanField()
    place = serializers.IntegerField(
        allow_null=True, help_text="among the run's claims, 1 the first; null: none of them"
    )


class ReasonChangeSerializer(serializers.Serializer[Any]):
    """Its weight in either run, in log-odds; null where the run does not give it."""

    name = serializers.CharField()
    text = serializers.CharField()
    before = serializers.FloatField(allow_null=True)
    after = serializers.FloatField(allow_null=True)


class ChangeSerializer(serializers.Serializer[Any]):
    changes = serializers.ListField(
        source="change.kinds", child=serializers.ChoiceField(choices=[kind.value for kind in Kind])
    )
    text = serializers.CharField()
    before = ReadingSerializer(source="change.before", allow_null=True)
    after = ReadingSerializer(source="change.after", allow_null=True)
    reasons = ReasonChangeSerializer(many=True)
    kept_claim = serializers.IntegerField(
        allow_null=True,
        help_text="a claim that people worked on, over a sentence that is lost: adopting the run "
        "flags it for a person and takes nothing away",
    )


class CountsSerializer(serializers.Serializer[Any]):
    """Changes of each kind, whatever the page shows; one may be of two kinds."""

    added = serializers.IntegerField()
    lost = serializers.IntegerField()
    moved = serializers.IntegerField()
    reordered = serializers.IntegerField()
    claims_before = serializers.IntegerField()
    claims_after = serializers.IntegerField()
    kept = serializers.IntegerField(help_text="of those lost, the ones people worked on")


@extend_schema_serializer(many=False)
class ComparisonSerializer(serializers.Serializer[Any]):
    """Changes in the order of the text."""

    before = ComparedRunSerializer()
    after = ComparedRunSerializer()
    threshold = serializers.FloatField()
    counts = CountsSerializer()
    results = ChangeSerializer(many=True)
    next = serializers.URLField(allow_null=True, help_text="the next page; null on the last")


def counts_of(compared: Compared) -> dict[str, int]:
    found = compared.found
    return {
        **found.counts,
        "claims_before": found.claims_before,
        "claims_after": found.claims_after,
        "kept": len(compared.kept),
    }
