"""Matches: a claim beside an earlier one, or beside what others found on it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.roles import has_role
from api.fields import Etag, Strict, Text
from claims import limits
from claims.api.serializers.claims import TranscriptNameSerializer
from claims.models import Claim, FactCheck, Match, MatchKind, MatchStatus, Verdict
from claims.querysets import STAFF


class PublishedSerializer(serializers.ModelSerializer[Verdict]):
    """What we published on a claim."""

    level = serializers.CharField(source="level_label", read_only=True)

    class Meta:
        model = Verdict
        fields = ["level", "published_at"]
        read_only_fields = fields


class MatchedClaimSerializer(serializers.ModelSerializer[Claim]):
    """`text` as said, `normalised` as compared; `verdict` is null unless one is published."""

    transcript = TranscriptNameSerializer(read_only=True)
    normalised = serializers.CharField(source="shown_normalised", read_only=True)
    speaker = serializers.CharField(source="shown_speaker.name", read_only=True, default=None)
    said_on = serializers.DateField(source="transcript.event_date", read_only=True, allow_null=True)
    verdict = serializers.SerializerMethodField()

    class Meta:
        model = Claim
        fields = ["id", "text", "normalised", "speaker", "said_on", "transcript", "verdict"]
        read_only_fields = fields

    @extend_schema_field(PublishedSerializer(allow_null=True))
    def get_verdict(self, claim: Any) -> Any:
        published = next(iter(claim.published), None)
        return None if published is None else PublishedSerializer(published).data


class MatchedFactCheckSerializer(serializers.ModelSerializer[FactCheck]):
    class Meta:
        model = FactCheck
        fields = [
            "id", "url", "publisher", "title", "claim_text", "claimant", "claimed_at",
            "reviewed_at", "rating_text",
        ]  # fmt: skip
        read_only_fields = fields


class MatchReasonSerializer(serializers.Serializer[Any]):
    """Why the two were judged so: a code, and the words of either side that it rests on."""

    code = serializers.CharField()
    a = serializers.CharField(help_text="of `claim`; empty where there are none")
    b = serializers.CharField(help_text="of the other")


class ClaimMatchSerializer(serializers.ModelSerializer[Match]):
    """`claim` is the one entered later; one of `earlier` and `fact_check` is null.

    `kind`, `score` (the probability of that kind) and `reasons` are the machine's proposal;
    `decided_kind` is what a person confirmed it as. Integrators are not told who that was.
    """

    claim = MatchedClaimSerializer(read_only=True)
    earlier = MatchedClaimSerializer(read_only=True, allow_null=True)
    fact_check = MatchedFactCheckSerializer(read_only=True, allow_null=True)
    kind = serializers.ChoiceField(choices=MatchKind.choices, read_only=True)
    reasons = MatchReasonSerializer(many=True, read_only=True)
    status = serializers.ChoiceField(choices=MatchStatus.choices, read_only=True)
    decided_kind = serializers.ChoiceField(
        choices=MatchKind.choices, read_only=True, allow_null=True
    )
    decided_by = serializers.SerializerMethodField()
    etag = Etag()

    class Meta:
        model = Match
        fields = [
            "id", "claim", "earlier", "fact_check", "kind", "score", "cosine", "reasons",
            "status", "decided_kind", "decided_by", "decided_at", "created_at", "version", "etag",
        ]  # fmt: skip
        read_only_fields = fields

    def get_decided_by(self, match: Match) -> str | None:
        if match.decided_by is None or not has_role(self.context["request"].user, *STAFF):
            return None
        return str(match.decided_by.username)


# Input ----------------------------------------------------------------------------------------


class ConfirmSerializer(Strict):
    """Without `kind`: as what it was proposed."""

    kind = serializers.ChoiceField(choices=MatchKind.choices, required=False)


class RejectSerializer(Strict):
    reason = Text(default="", allow_blank=True, max_length=limits.REASON)
