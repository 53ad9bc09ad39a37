"""What the API says of transcripts, segments, runs and speakers, and what it accepts."""

from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import Changes, Etag, Strict, Text
from transcripts.metadata import METADATA
from transcripts.models import (
    ExtractionRun,
    FailureCode,
    RunMode,
    RunStatus,
    Segment,
    SegmentRole,
    Speaker,
    Transcript,
)
from transcripts.runs import allowed_actions

# Output ---------------------------------------------------------------------------------------


class SpeakerSerializer(serializers.ModelSerializer[Speaker]):
    merged_into: serializers.PrimaryKeyRelatedField[Speaker] = serializers.PrimaryKeyRelatedField(
        read_only=True, allow_null=True
    )

    class Meta:
        model = Speaker
        fields = ["id", "name", "aliases", "role", "party", "wikidata_id", "merged_into"]
        read_only_fields = fields


class SpeakerNameSerializer(serializers.ModelSerializer[Speaker]):
    """A person, as far as a line of text needs to know."""

    class Meta:
        model = Speaker
        fields = ["id", "name", "role"]
        read_only_fields = fields


class TranscriptSerializer(serializers.ModelSerializer[Transcript]):
    """Metadata; the text is in the transcript's own answer."""

    source_url = serializers.CharField(read_only=True, help_text="a URL, or empty")
    etag = Etag()

    class Meta:
        model = Transcript
        fields = [
            "id", *METADATA, "format", "completeness", "created_at",
            "withdrawn_at", "withdrawn_reason", "redacted_at", "version", "etag",
        ]  # fmt: skip
        read_only_fields = fields


class TranscriptDetailSerializer(TranscriptSerializer):
    """With the canonical text, into which every offset counts Unicode code points."""

    class Meta(TranscriptSerializer.Meta):
        fields = [*TranscriptSerializer.Meta.fields, "text"]
        read_only_fields = fields


class SegmentSerializer(serializers.ModelSerializer[Segment]):
    """`start` and `end` count code points of the text, without the label.

    The view gives the transcript's text as context `text`.
    """

    speaker = SpeakerNameSerializer(read_only=True, allow_null=True)
    role = serializers.ChoiceField(choices=SegmentRole.choices, read_only=True)
    text = serializers.SerializerMethodField()

    class Meta:
        model = Segment
        fields = [
            "position",
            "speaker",
            "role",
            "label",
            "start",
            "end",
            "start_ms",
            "end_ms",
            "text",
        ]
        read_only_fields = fields

    def get_text(self, segment: Segment) -> str:
        return str(self.context["text"][segment.start : segment.end])


FAILURE_CODES = [choice for choice in FailureCode.choices if choice[0]]


class FailureSerializer(serializers.Serializer[ExtractionRun]):
    """Of the last attempt: a code for programs and a sentence for people."""

    code = serializers.ChoiceField(choices=FAILURE_CODES, source="failure_code")
    detail = serializers.CharField(source="failure_detail")


class WorkerStateSerializer(serializers.Serializer[Any]):
    """Is anyone working? `queue_depth` counts the due runs ahead of this one."""

    alive = serializers.BooleanField()
    last_seen = serializers.DateTimeField(allow_null=True)
    queue_depth = serializers.IntegerField()


class RunSerializer(serializers.ModelSerializer[ExtractionRun]):
    """`done` and `total` count units of text; `process` is the worker as its log names it."""

    transcript: serializers.PrimaryKeyRelatedField[Transcript] = serializers.PrimaryKeyRelatedField(
        read_only=True
    )
    replay_of: serializers.PrimaryKeyRelatedField[ExtractionRun] = (
        serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True)
    )
    mode = serializers.ChoiceField(choices=RunMode.choices, read_only=True)
    status = serializers.ChoiceField(choices=RunStatus.choices, read_only=True)
    first_segment = serializers.SerializerMethodField(help_text="position, included")
    last_segment = serializers.SerializerMethodField(help_text="position, excluded; null: the end")
    failure = serializers.SerializerMethodField()
    process = serializers.CharField(source="worker", read_only=True)
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = ExtractionRun
        fields = [
            "id", "transcript", "mode", "status", "stage", "done", "total", "claims_found",
            "attempt", "max_attempts", "not_before", "cancel_requested", "failure", "process",
            "extractor_version", "first_segment", "last_segment", "replay_of", "created_at",
            "started_at", "finished_at", "allowed_actions",
        ]  # fmt: skip
        read_only_fields = fields

    def get_first_segment(self, run: ExtractionRun) -> int:
        return int(run.segment_range.lower or 0)

    def get_last_segment(self, run: ExtractionRun) -> int | None:
        upper: int | None = run.segment_range.upper
        return upper

    @extend_schema_field(FailureSerializer(allow_null=True))
    def get_failure(self, run: ExtractionRun) -> dict[str, str] | None:
        if not run.failure_code:
            return None
        return {"code": run.failure_code, "detail": run.failure_detail}

    def get_allowed_actions(self, run: ExtractionRun) -> list[str]:
        return allowed_actions(run)


class RunDetailSerializer(RunSerializer):
    """With the state of the queue; the view gives it as context `worker`."""

    worker = serializers.SerializerMethodField()

    class Meta(RunSerializer.Meta):
        fields = [*RunSerializer.Meta.fields, "worker"]
        read_only_fields = fields

    @extend_schema_field(WorkerStateSerializer)
    def get_worker(self, run: ExtractionRun) -> Any:
        return WorkerStateSerializer(self.context["worker"]).data


class IngestedSerializer(TranscriptSerializer):
    """A transcript with its run; `not_applied` names metadata that an earlier upload settled.

    The view gives the service's answer as context `ingested`.
    """

    run = serializers.SerializerMethodField()
    not_applied = serializers.SerializerMethodField()

    class Meta(TranscriptSerializer.Meta):
        fields = [*TranscriptSerializer.Meta.fields, "run", "not_applied"]
        read_only_fields = fields

    @extend_schema_field(RunSerializer(allow_null=True))
    def get_run(self, transcript: Transcript) -> Any:
        run = self.context["ingested"].run
        return None if run is None else RunSerializer(run).data

    def get_not_applied(self, transcript: Transcript) -> list[str]:
        return list(self.context["ingested"].not_applied)


# Input ----------------------------------------------------------------------------------------


@extend_schema_field({"type": "string", "format": "uri", "maxLength": 2000})
class HttpUrl(Text):
    """An http(s) address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2000, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        value = super().to_internal_value(data)
        if value:
            try:
                URLValidator(schemes=["http", "https"])(value)
            except DjangoValidationError as error:
                raise serializers.ValidationError(_("Not an http(s) URL."), code="url") from error
        return value


class MetadataSerializer(Strict):
    """What is known of the transcript; what is absent comes from the file."""

    title = Text(required=False, allow_blank=True, max_length=300)
    event_date = serializers.DateField(required=False)
    language = Text(required=False, allow_blank=True, max_length=35, help_text="BCP 47 tag")
    source_url = HttpUrl(required=False, allow_blank=True)
    publisher = Text(required=False, allow_blank=True, max_length=200)


class FileUploadSerializer(MetadataSerializer):
    """A file (plain text, SubRip, WebVTT or JSON), told apart by content and name."""

    file = serializers.FileField(allow_empty_file=True, max_length=255)


_SECONDS = {"type": "number", "minimum": 0}
_WORDS = {"type": "string", "minLength": 1}


@extend_schema_field(
    {
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["text"],
            "properties": {
                "text": _WORDS,
                "speaker": _WORDS,
                "label": _WORDS,
                "role": {"type": "string", "enum": SegmentRole.values},
                "start": _SECONDS,
                "end": _SECONDS,
            },
        },
    }
)
class SegmentsField(serializers.ListField):
    """Read by the JSON format reader, which knows the rules (docs/transcript-json.md)."""


class JsonUploadSerializer(MetadataSerializer):
    """Either plain `text` or `segments`, with metadata (docs/transcript-json.md)."""

    text = Text(required=False, trim_whitespace=False)
    segments = SegmentsField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("text" in attrs) == ("segments" in attrs):
            raise serializers.ValidationError(
                {"text": [_("Send either text or segments.")]}, code="required"
            )
        return attrs


class TranscriptPatchSerializer(Changes):
    """The metadata to change."""

    title = Text(required=False, max_length=300)
    event_date = serializers.DateField(required=False, allow_null=True)
    language = Text(required=False, max_length=35, help_text="BCP 47 tag")
    source_url = HttpUrl(required=False, allow_blank=True)
    publisher = Text(required=False, allow_blank=True, max_length=200)


class NewRunSerializer(Strict):
    """`shadow` reads without making or superseding claims, to be compared; `{}`: `adopt`."""

    mode = serializers.ChoiceField(choices=RunMode.choices, required=False)


class ReasonSerializer(Strict):
    """Why; kept in the record."""

    reason = Text(max_length=2000)
