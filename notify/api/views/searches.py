"""Saved searches and what they matched."""

from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from api.idempotency import idempotent, located
from api.preconditions import conditional, expected_version
from claims.models import Claim
from notify.api.serializers import searches as serializers
from notify.api.views.webhooks import NotifyViewSet
from notify.models import SavedSearch, SearchMatch
from notify.searches import services


@extend_schema_view(
    list=extend_schema(summary="Your saved searches, newest first"),
    retrieve=extend_schema(summary="A saved search"),
)
class SavedSearchViewSet(NotifyViewSet[SavedSearch]):
    queryset = SavedSearch.objects.none()
    noun = "search"
    versioned: ClassVar[bool] = True
    serializer_class = serializers.SavedSearchSerializer

    def get_queryset(self) -> QuerySet[SavedSearch]:
        mine: QuerySet[SavedSearch] = SavedSearch.objects.visible_to(self.actor)
        return mine

    @extend_schema(
        summary="Save filters of the claims list, to be told of new matches",
        request=serializers.NewSearchSerializer,
        responses={201: serializers.SavedSearchSerializer},
    )
    @idempotent
    @located
    def create(self, request: Request) -> Response:
        wanted = self.parse(serializers.NewSearchSerializer, request)
        search = services.save_search(actor=self.actor, **wanted)
        return self.respond(
            search,
            status=status.HTTP_201_CREATED,
            headers={"Location": reverse("search-detail", args=[search.pk])},
        )

    @extend_schema(
        summary="Change, pause or resume",
        request=serializers.SearchPatchSerializer,
        responses=serializers.SavedSearchSerializer,
    )
    @conditional
    def partial_update(self, request: Request, pk: int) -> Response:
        version = expected_version(request, SavedSearch, pk)
        changes = self.parse(serializers.SearchPatchSerializer, request)
        search = services.edit_search(
            actor=self.actor, search_id=pk, expected_version=version, changes=changes
        )
        return self.respond(search)

    @extend_schema(summary="Delete", request=None, responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        services.delete_search(actor=self.actor, search_id=pk, expected_version=None)
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema_view(list=extend_schema(summary="The claims you were told of, newest first"))
class SearchMatchViewSet(NotifyViewSet[SearchMatch]):
    queryset = SearchMatch.objects.none()
    noun = "match"
    scope_kwarg = "search_id"
    serializer_class = serializers.SearchMatchSerializer

    def scope(self) -> QuerySet[SavedSearch]:
        mine: QuerySet[SavedSearch] = SavedSearch.objects.visible_to(self.actor)
        return mine

    def get_queryset(self) -> QuerySet[SearchMatch]:
        """Of claims that may still be seen."""
        seen = Claim.objects.visible_to(self.actor)
        return SearchMatch.objects.filter(search=self.parent_id, claim__in=seen)
