"""Saved searches and their matches."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from api.fields import Changes, Etag, Reference, Strict, Text
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


class OwnEndpoint(Reference):
    """An endpoint of one's own, by its id; null for none."""

    default_error_messages = {"missing": gettext_lazy("You have no such endpoint.")}

    def get_queryset(self) -> QuerySet[Endpoint]:
        own: QuerySet[Endpoint] = Endpoint.objects.all().of(self.context["request"].user)
        return own


class NewSearchSerializer(Strict):
    """Say at least one way to be told."""

    name = Text(max_length=limits.NAME)
    query = Text(max_length=limits.QUERY)
    by_inbox = serializers.BooleanField(required=False)
    by_mail = serializers.BooleanField(required=False)
    webhook = OwnEndpoint(source="endpoint", required=False, allow_null=True)


class SearchPatchSerializer(Changes):
    name = Text(required=False, max_length=limits.NAME)
    query = Text(required=False, max_length=limits.QUERY)
    by_inbox = serializers.BooleanField(required=False)
    by_mail = serializers.BooleanField(required=False)
    webhook = OwnEndpoint(source="endpoint", required=False, allow_null=True)
    paused = serializers.BooleanField(required=False)
