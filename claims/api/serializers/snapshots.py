"""Snapshots of sources, and how a citation stands with them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import Strict
from claims.evidence.models import FAILURE_CODES, Origin, Snapshot, SnapshotStatus
from claims.evidence.standing import Standing, State


class FetchFailureSerializer(serializers.Serializer[Any]):
    """Why a source could not be kept."""

    code = serializers.ChoiceField(choices=FAILURE_CODES, source="failure_code")
    detail = serializers.CharField(source="failure_detail")
    url = serializers.CharField(source="failure_url", help_text="Where it failed, after redirects.")
    http_status = serializers.IntegerField(allow_null=True)


def failure_of(snapshot: Snapshot | None) -> Any:
    """None while nothing has failed; an attempt that will be repeated has."""
    if snapshot is None or not snapshot.failure_code:
        return None
    return FetchFailureSerializer(snapshot).data


class SnapshotSerializer(serializers.ModelSerializer[Snapshot]):
    """`sha256` is that of the page's bytes; the bytes are at `content/`, its words at `text/`."""

    source: Any = serializers.PrimaryKeyRelatedField(read_only=True)
    origin = serializers.ChoiceField(choices=Origin.choices, read_only=True)
    status = serializers.ChoiceField(choices=SnapshotStatus.choices, read_only=True)
    requested_by = serializers.CharField(
        source="requested_by.username", read_only=True, allow_null=True
    )
    failure = serializers.SerializerMethodField()
    has_text = serializers.SerializerMethodField()
    has_warc = serializers.SerializerMethodField()

    class Meta:
        model = Snapshot
        fields = [
            "id", "source", "origin", "status", "requested_by", "attempt", "created_at",
            "finished_at", "retrieved_at", "final_url", "http_status", "name", "media_type", "size",
            "sha256", "title", "publisher", "published_on", "has_text", "has_warc", "failure",
            "withdrawn_at",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(FetchFailureSerializer(allow_null=True))
    def get_failure(self, snapshot: Snapshot) -> Any:
        return failure_of(snapshot)

    def get_has_text(self, snapshot: Snapshot) -> bool:
        return snapshot.is_readable and bool(snapshot.text_sha256)

    def get_has_warc(self, snapshot: Snapshot) -> bool:
        return snapshot.is_readable and bool(snapshot.warc_sha256)


class KeptSerializer(serializers.Serializer[Standing]):
    """Whether the cited passage stands in what is kept of the source.

    `vanished`: it was kept once, and cannot be fetched any more.
    """

    state = serializers.ChoiceField(choices=State.choices)
    similarity = serializers.FloatField(
        source="check.similarity", allow_null=True, default=None,
        help_text="Share of the excerpt's words that stand there.",
    )  # fmt: skip
    passage = serializers.CharField(
        source="check.passage", allow_null=True, default=None,
        help_text="The page's own words, where they differ from the excerpt.",
    )  # fmt: skip
    snapshot = serializers.IntegerField(source="kept.pk", allow_null=True, default=None)
    retrieved_at = serializers.DateTimeField(
        source="kept.retrieved_at", allow_null=True, default=None
    )
    vanished = serializers.BooleanField()
    failure = serializers.SerializerMethodField()

    @extend_schema_field(FetchFailureSerializer(allow_null=True))
    def get_failure(self, standing: Standing) -> Any:
        return failure_of(standing.failed)


class DocumentSerializer(Strict):
    """A document that somebody has of the source."""

    file = serializers.FileField(allow_empty_file=True)
