"""Claims, their context, history and sentences."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import Changes, Etag, Reference, Strict, Text, Whole
from claims import limits
from claims.lifecycle import Action
from claims.matching.models import LookupFailure, LookupStatus
from claims.models import Claim, ClaimStatus, ClaimType, DismissalKind, Lookup, ScoredSentence
from transcripts.api.serializers import ReasonSerializer, SpeakerNameSerializer
from transcripts.models import SegmentRole, Speaker, Transcript

MAX_OFFSET = 2**31 - 1


class TranscriptNameSerializer(serializers.ModelSerializer[Transcript]):
    class Meta:
        model = Transcript
        fields = ["id", "title"]
        read_only_fields = fields


class CarryingWordSerializer(serializers.Serializer[Any]):
    """Words of the sentence and what they weighed, in code points of the transcript's text."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    weight = serializers.FloatField(help_text="log-odds")


class ReasonOfScoreSerializer(serializers.Serializer[Any]):
    """What spoke for (weight above 0, in log-odds) or against checking."""

    name = serializers.CharField()
    weight = serializers.FloatField()
    text = serializers.CharField(default="", help_text="the words that carried it")
    start = serializers.IntegerField(allow_null=True, default=None)
    end = serializers.IntegerField(allow_null=True, default=None)
    words = CarryingWordSerializer(
        many=True, default=list, help_text="of the reason `wording`: each with its own weight"
    )


class EntitySerializer(serializers.Serializer[Any]):
    """A name, date or number as the pipeline labels it."""

    text = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    start = serializers.IntegerField()
    end = serializers.IntegerField()


class ClaimSerializer(serializers.ModelSerializer[Claim]):
    """`normalised`, `type` and `speaker` are people's, else what the machine suggests.

    The tag covers people's fields and the state. What the machine says (score, rank, reasons,
    entities and so on, `suggested_*`, `superseded_at`, `not_found_at`, `flagged`) moves with a run.
    """

    transcript = TranscriptNameSerializer(read_only=True)
    role = serializers.ChoiceField(choices=SegmentRole.choices, read_only=True)
    start_ms = serializers.IntegerField(
        source="first_segment.start_ms", read_only=True, allow_null=True
    )
    end_ms = serializers.IntegerField(source="last_segment.end_ms", read_only=True, allow_null=True)
    normalised = serializers.CharField(source="shown_normalised", read_only=True)
    type = serializers.ChoiceField(source="shown_type", choices=ClaimType.choices, read_only=True)
    speaker = SpeakerNameSerializer(source="shown_speaker", read_only=True, allow_null=True)
    suggested_type = serializers.ChoiceField(choices=ClaimType.choices, read_only=True)
    suggested_speaker = SpeakerNameSerializer(read_only=True, allow_null=True)
    status = serializers.ChoiceField(choices=ClaimStatus.choices, read_only=True)
    dismissed_as = serializers.ChoiceField(
        choices=DismissalKind.choices, read_only=True, allow_null=True, help_text="null: it is not"
    )
    scale: serializers.PrimaryKeyRelatedField[Any] = serializers.PrimaryKeyRelatedField(
        read_only=True, allow_null=True
    )
    reasons = ReasonOfScoreSerializer(many=True, read_only=True)
    entities = EntitySerializer(many=True, read_only=True)
    quantities = serializers.ListField(child=serializers.DictField(), read_only=True)
    dates = serializers.ListField(child=serializers.DictField(), read_only=True)
    added_by_hand = serializers.SerializerMethodField()
    flagged = serializers.BooleanField(
        read_only=True, help_text="the last run no longer found it: a person is to look"
    )
    etag = Etag()

    class Meta:
        model = Claim
        fields = [
            "id", "transcript", "text", "start", "end", "start_ms", "end_ms", "role",
            "normalised", "type", "speaker", "score", "rank", "reasons", "entities",
            "quantities", "dates", "suggested_normalised", "suggested_type",
            "suggested_speaker", "status", "dismissed_as", "round", "wording", "scale",
            "added_by_hand", "created_at", "superseded_at", "not_found_at", "kept_at", "flagged",
            "version", "etag",
        ]  # fmt: skip
        read_only_fields = fields

    def get_added_by_hand(self, claim: Claim) -> bool:
        return claim.added_by_id is not None


class ContextSerializer(serializers.Serializer[Claim]):
    """The neighbours that a reader needs, the claim among them."""

    start = serializers.IntegerField(source="context_start")
    end = serializers.IntegerField(source="context_end")
    text = serializers.CharField(source="_context")


class LookupFailureSerializer(serializers.Serializer[Lookup]):
    code = serializers.ChoiceField(choices=LookupFailure.values, source="failure_code")
    detail = serializers.CharField(source="failure_detail")


class LookupSerializer(serializers.ModelSerializer[Lookup]):
    """Whether the claim was held against what was said and checked before.

    `done_at`: when it last was, whatever became of it since; its matches are from then.
    `failure`: why the last attempt failed; while `queued` it is tried again.
    """

    status = serializers.ChoiceField(choices=LookupStatus.choices, read_only=True)
    failure = serializers.SerializerMethodField()

    class Meta:
        model = Lookup
        fields = ["status", "attempt", "max_attempts", "failure", "done_at"]
        read_only_fields = fields

    @extend_schema_field(LookupFailureSerializer(allow_null=True))
    def get_failure(self, lookup: Lookup) -> Any:
        return LookupFailureSerializer(lookup).data if lookup.failure_code else None


class ClaimDetailSerializer(ClaimSerializer):
    """With the context it was said in, and the state of its lookup.

    No tag covers the lookup. It is null where there is none: the transcript's words were erased.
    """

    lookup = LookupSerializer(read_only=True, allow_null=True, default=None)
    context = ContextSerializer(source="*", read_only=True)  # type: ignore[assignment]

    class Meta(ClaimSerializer.Meta):
        fields = [*ClaimSerializer.Meta.fields, "context", "lookup"]
        read_only_fields = fields


class ActionsSerializer(serializers.Serializer[Any]):
    """What you may do now. It changes with time (leases) and person, so no tag covers it."""

    allowed_actions = serializers.ListField(
        child=serializers.ChoiceField(choices=[action.value for action in Action])
    )


class HistoryEntrySerializer(serializers.Serializer[Any]):
    """One act, as far as you may know of it; `actor` null: the system, or not for you."""

    seq = serializers.IntegerField()
    at = serializers.DateTimeField()
    action = serializers.CharField()
    actor = serializers.CharField(source="actor.username", allow_null=True, default=None)
    reason = serializers.CharField()
    values = serializers.DictField()
    digests = serializers.DictField()


class HistorySerializer(serializers.Serializer[Any]):
    results = HistoryEntrySerializer(many=True)


class SentenceSerializer(serializers.ModelSerializer[ScoredSentence]):
    """A sentence as the run read it, also one that was left out, and why.

    The view gives the transcript's text as context `text`.
    """

    run: serializers.PrimaryKeyRelatedField[Any] = serializers.PrimaryKeyRelatedField(
        read_only=True
    )
    role = serializers.ChoiceField(choices=SegmentRole.choices, read_only=True)
    type = serializers.ChoiceField(choices=ClaimType.choices, read_only=True)
    reasons = ReasonOfScoreSerializer(many=True, read_only=True)
    text = serializers.SerializerMethodField()

    class Meta:
        model = ScoredSentence
        fields = [
            "run", "start", "end", "text", "role", "score", "rank", "is_claim", "type", "reasons",
        ]  # fmt: skip
        read_only_fields = fields

    def get_text(self, sentence: ScoredSentence) -> str:
        return str(self.context["text"][sentence.start : sentence.end])


# Input ----------------------------------------------------------------------------------------


class ClaimPatchSerializer(Changes):
    """People's values; a change that readers see is a new wording."""

    normalised = Text(required=False, max_length=limits.NORMALISED)
    type = serializers.ChoiceField(choices=ClaimType.choices, required=False)
    speaker = Reference(queryset=Speaker.objects.current(), required=False)


class SpanSerializer(Strict):
    """A claim that the machine missed: a span of the transcript's text, in code points."""

    start = Whole(min_value=0, max_value=MAX_OFFSET)
    end = Whole(min_value=0, max_value=MAX_OFFSET)
    type = serializers.ChoiceField(choices=ClaimType.choices, required=False)


class NextSerializer(Strict):
    """Narrows the choice; `{}` or no body: any claim."""

    transcript = Whole(required=False, min_value=1, max_value=2**63 - 1)


@extend_schema_field({"type": "string", "maxLength": limits.REASON})
class OptionalReason(Text):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"required": False, "allow_blank": True, "max_length": limits.REASON, **kwargs}
        )


class DismissSerializer(ReasonSerializer):
    """`kind` says it for machines: what is not worth checking teaches the scorer."""

    kind = serializers.ChoiceField(choices=DismissalKind.choices, required=False)


class ReopenSerializer(Strict):
    """A reason is needed but for a dismissed claim."""

    reason = OptionalReason()
