"""Saved searches and their matches."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import MAX_ID, Etag, Strict, Text
from notify import limits
from notify.models import Endpoint, SavedSearch, SearchMatch


class SavedSearchSerializer(serializers.ModelSerializer[SavedSearch]):
    """`query` as in GET claims/; told of what came in after `since`."""

    webhook = serializers.IntegerField(source="endpoint_id", read_only=True, allow_null=True)
    etag = Etag()

    class Meta:
        model = SavedSearch
        fields = [
            "id", "name", "query", "by_inbox", "by_mail", "webhook", "paused", "since",
            "created_at", "version", "etag",
        ]  # fmt: skip
        read_only_fields = fields


class SearchMatchSerializer(serializers.ModelSerializer[SearchMatch]):
    """A claim you were told of."""

    claim = serializers.IntegerField(source="claim_id", read_only=True)

    class Meta:
        model = SearchMatch
        fields = ["id", "claim", "created_at"]
        read_only_fields = fields


# Input ----------------------------------------------------------------------------------------


@extend_schema_field({"type": "integer", "format": "int64", "minimum": 1, "maximum": MAX_ID})
class EndpointField(serializers.Field[Any, Any, Any, Any]):
    """An endpoint of one's own, by its id; null for none."""

    def to_internal_value(self, data: Any) -> Endpoint | None:
        whole = isinstance(data, int) and not isinstance(data, bool)
        if not whole or not 1 <= data <= MAX_ID:
            raise serializers.ValidationError(_("Not an id."), code="invalid")
        own = Endpoint.objects.all().of(self.context["request"].user)
        found: Endpoint | None = own.filter(pk=data).first()
        if found is None:
            raise serializers.ValidationError(_("You have no such endpoint."), code="missing")
        return found


class _SearchFields(Strict):
    def to_internal_value(self, data: Any) -> Any:
        said = super().to_internal_value(data)
        if "webhook" in said:
            said["endpoint"] = said.pop("webhook")
        return said


class NewSearchSerializer(_SearchFields):
    """Say at least one way to be told."""

    name = Text(max_length=limits.NAME)
    query = Text(max_length=limits.QUERY)
    by_inbox = serializers.BooleanField(required=False)
    by_mail = serializers.BooleanField(required=False)
    webhook = EndpointField(required=False, allow_null=True)


class SearchPatchSerializer(_SearchFields):
    name = Text(required=False, max_length=limits.NAME)
    query = Text(required=False, max_length=limits.QUERY)
    by_inbox = serializers.BooleanField(required=False)
    by_mail = serializers.BooleanField(required=False)
    webhook = EndpointField(required=False, allow_null=True)
    paused = serializers.BooleanField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs:
            raise serializers.ValidationError(_("Name at least one field to change."), code="empty")
        return attrs
