"""The repetition ledger of a claim."""

from typing import Any

from rest_framework import serializers

from claims.api.serializers.claims import TranscriptNameSerializer
from claims.archive.models import FactCheck
from claims.matching import ledger
from claims.models import Verdict
from transcripts.api.serializers import SpeakerNameSerializer

WHEN = (ledger.BEFORE, ledger.AFTER, ledger.UNDATED)


class SayingVerdictSerializer(serializers.ModelSerializer[Verdict]):
    """What is published of one saying."""

    class Meta:
        model = Verdict
        fields = ["id", "level_label", "number", "best", "worst", "published_at"]
        read_only_fields = fields


class SayingSerializer(serializers.Serializer[Any]):
    """One time it was said; `when` against the first verdict, whose day counts as before."""

    claim = serializers.IntegerField(source="claim.pk")
    transcript = TranscriptNameSerializer(source="claim.transcript")
    text = serializers.CharField(source="claim.text")
    normalised = serializers.CharField(source="claim.shown_normalised")
    speaker = SpeakerNameSerializer(source="claim.shown_speaker", allow_null=True)
    said_on = serializers.DateField(allow_null=True)
    when = serializers.ChoiceField(choices=WHEN)
    verdict = SayingVerdictSerializer(allow_null=True)


class RepeaterSerializer(serializers.Serializer[Any]):
    """Who said it and how often; null where nobody is named. Undated times are in `times` only."""

    speaker = SpeakerNameSerializer(allow_null=True)
    times = serializers.IntegerField()
    before = serializers.IntegerField()
    after = serializers.IntegerField()


class CheckedElsewhereSerializer(serializers.ModelSerializer[FactCheck]):
    """A fact-check by others that people confirmed to be of the same claim."""

    class Meta:
        model = FactCheck
        fields = ["id", "url", "publisher", "claim_text", "claimant", "rating_text", "reviewed_at"]
        read_only_fields = fields


class LedgerSerializer(serializers.Serializer[Any]):
    """Everything confirmed to be one claim, oldest first, over any number of matches."""

    claim = serializers.IntegerField(source="claim_id")
    checked_on = serializers.DateField(
        allow_null=True, help_text="the first verdict of ours that stands; null: there is none"
    )
    sayings = SayingSerializer(many=True)
    people = RepeaterSerializer(many=True)
    fact_checks = CheckedElsewhereSerializer(many=True)
