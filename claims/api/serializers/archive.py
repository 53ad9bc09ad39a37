"""What the API says of imports of fact-checks, and the file it accepts."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import Strict, Text
from claims import limits
from claims.models import FactCheckImport


class ImportFileSerializer(Strict):
    """One file of fact-checks by others."""

    file = serializers.FileField(max_length=255, help_text="HTML, JSON-LD, JSON or CSV, UTF-8")


class ImportAddressSerializer(Strict):
    """The same, to be fetched from a site: redirects are followed, private networks are not."""

    url = Text(max_length=limits.URL)


class ImportLineSerializer(serializers.Serializer[Any]):
    """What was wrong with one of the file's fact-checks."""

    at = serializers.CharField(help_text="JSON pointer or line, and the field")
    code = serializers.CharField()
    detail = serializers.CharField()
    refused = serializers.BooleanField(help_text="false: kept without what could not be read")


class ImportFailureSerializer(serializers.Serializer[Any]):
    """Why the file as a whole was not read."""

    code = serializers.CharField()
    detail = serializers.CharField()


class FactCheckImportSerializer(serializers.ModelSerializer[FactCheckImport]):
    """`done` and `total` count pages, the others fact-checks.

    With a `url` the file is fetched first: `fetched_at` null, `size` 0, until it is here.
    """

    requested_by = serializers.SlugRelatedField[Any](
        slug_field="username", read_only=True, allow_null=True
    )
    failure = serializers.SerializerMethodField()

    class Meta:
        model = FactCheckImport
        fields = [
            "id", "name", "url", "fetched_at", "size", "sha256", "format", "status", "attempt",
            "done", "total", "created", "updated", "unchanged", "refused", "failure",
            "requested_by", "created_at", "finished_at",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(ImportFailureSerializer(allow_null=True))
    def get_failure(self, job: FactCheckImport) -> dict[str, str] | None:
        if not job.failure_code:
            return None
        return {"code": job.failure_code, "detail": job.failure_detail}


class FactCheckImportDetailSerializer(FactCheckImportSerializer):
    """With its report, at most 500 lines of it."""

    report = ImportLineSerializer(many=True, read_only=True)

    class Meta(FactCheckImportSerializer.Meta):
        fields = [*FactCheckImportSerializer.Meta.fields, "report"]
        read_only_fields = fields
