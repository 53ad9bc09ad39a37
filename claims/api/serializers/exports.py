"""Exports: what is asked for, how far it is, and where the file can be had."""

from typing import Any

from rest_framework import serializers

from api.fields import Reference, Strict
from claims.models import Export, ExportFormat
from claims.publishing.exports.kinds import kinds
from claims.publishing.exports.links import link_to
from transcripts.models import Transcript

#: The schema names it: config.settings.
KINDS = [(name, name) for name in kinds()]


class ExportSerializer(serializers.ModelSerializer[Export]):
    """`file` is a link for a quarter of an hour; ask again for a fresh one. Null: no file."""

    transcript: serializers.PrimaryKeyRelatedField[Any] = serializers.PrimaryKeyRelatedField(
        read_only=True, allow_null=True
    )
    kind = serializers.ChoiceField(choices=KINDS, read_only=True)
    file = serializers.SerializerMethodField()

    class Meta:
        model = Export
        fields = [
            "id", "kind", "format", "transcript", "status", "done", "total", "size", "sha256",
            "attempt", "max_attempts", "failure_code", "failure_detail", "created_at",
            "started_at", "finished_at", "expires_at", "file",
        ]  # fmt: skip
        read_only_fields = fields

    def get_file(self, export: Export) -> str | None:
        path = link_to(export)
        return self.context["request"].build_absolute_uri(path) if path else None


class NewExportSerializer(Strict):
    kind = serializers.ChoiceField(choices=KINDS)
    format = serializers.ChoiceField(choices=ExportFormat.choices)
    transcript = Reference(
        queryset=Transcript.objects.all(),
        required=False,
        help_text="only what lies in it; left out: all that you may see",
    )
