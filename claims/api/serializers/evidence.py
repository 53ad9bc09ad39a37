"""Sources and citations. A stance is blind like a rating."""

from typing import Any

from rest_framework import serializers

from api.fields import Changes, Etag, Strict, Text
from claims import limits
from claims.api.serializers.snapshots import KeptSerializer
from claims.models import Citation, Source, SourceKind, Stance, Supersession
from transcripts.api.serializers import HttpUrl


class ReplacementSerializer(serializers.ModelSerializer[Source]):
    """The source that takes another's place."""

    class Meta:
        model = Source
        fields = ["id", "url", "title"]
        read_only_fields = fields


class SupersessionSerializer(serializers.ModelSerializer[Supersession]):
    """Somebody's word that a source was superseded, taken back or not."""

    source = serializers.IntegerField(source="source_id", read_only=True)  # type: ignore[assignment]
    replaced_by = ReplacementSerializer(read_only=True, allow_null=True)
    said_by = serializers.CharField(source="said_by.username", read_only=True)
    withdrawn_by = serializers.CharField(
        source="withdrawn_by.username", read_only=True, allow_null=True
    )

    class Meta:
        model = Supersession
        fields = [
            "id", "source", "reason", "replaced_by", "said_by", "created_at", "withdrawn_at",
            "withdrawn_by", "withdrawn_reason",
        ]  # fmt: skip
        read_only_fields = fields


class SourceSerializer(serializers.ModelSerializer[Source]):
    kind = serializers.ChoiceField(choices=SourceKind.choices, read_only=True)
    added_by = serializers.CharField(source="added_by.username", read_only=True)
    superseded = SupersessionSerializer(source="supersession", read_only=True, allow_null=True)
    etag = Etag()

    class Meta:
        model = Source
        fields = [
            "id", "url", "title", "publisher", "published_on", "machine_filled", "kind",
            "added_by", "created_at", "superseded", "version", "etag",
        ]  # fmt: skip
        read_only_fields = fields


class CitationSerializer(serializers.ModelSerializer[Citation]):
    """`stance` is null while it could tell somebody's judgement, and so is why it was withdrawn."""

    claim: serializers.PrimaryKeyRelatedField[Any] = serializers.PrimaryKeyRelatedField(
        read_only=True
    )
    source = SourceSerializer(read_only=True)  # type: ignore[assignment]
    stance = serializers.ChoiceField(
        source="shown_stance", choices=Stance.choices, read_only=True, allow_null=True
    )
    added_by = serializers.CharField(source="added_by.username", read_only=True)
    added_by_id = serializers.IntegerField(read_only=True)
    withdrawn_by = serializers.CharField(
        source="withdrawn_by.username", read_only=True, allow_null=True
    )
    withdrawn_reason = serializers.SerializerMethodField()
    kept = KeptSerializer(source="standing", read_only=True)

    class Meta:
        model = Citation
        fields = [
            "id", "claim", "source", "round", "excerpt", "stance", "added_by", "added_by_id",
            "created_at", "withdrawn_at", "withdrawn_by", "withdrawn_reason", "kept",
        ]  # fmt: skip
        read_only_fields = fields

    def get_withdrawn_reason(self, citation: Any) -> str | None:
        return None if citation.shown_stance is None else str(citation.withdrawn_reason)


# Input ----------------------------------------------------------------------------------------


class NewSourceSerializer(Strict):
    """One that is known under this address keeps its title, publisher and kind.

    A title or publisher left empty is filled in once the page is read, where it names them.
    """

    url = HttpUrl()
    title = Text(default="", allow_blank=True, max_length=limits.TITLE)
    publisher = Text(default="", allow_blank=True, max_length=limits.PUBLISHER)
    kind = serializers.ChoiceField(choices=SourceKind.choices)


class SourcePatchSerializer(Changes):
    """The address is what a source is, and stays."""

    title = Text(required=False, max_length=limits.TITLE)
    publisher = Text(required=False, allow_blank=True, max_length=limits.PUBLISHER)
    kind = serializers.ChoiceField(choices=SourceKind.choices, required=False)


class SupersedeSerializer(Strict):
    """Why, and the address of what takes its place, if anything does."""

    reason = Text(max_length=limits.REASON)
    replaced_by = HttpUrl(required=False)


class CiteSerializer(NewSourceSerializer):
    """A source and the passage of it that bears on the claim."""

    excerpt = Text(default="", allow_blank=True, max_length=limits.EXCERPT)
    stance = serializers.ChoiceField(choices=Stance.choices)
