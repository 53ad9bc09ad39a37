"""Matches of a claim, and what people make of them."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from api.preconditions import conditional, expected_version, set_etag
from claims.api.serializers.matching import (
    ClaimMatchSerializer,
    ConfirmSerializer,
    RejectSerializer,
)
from claims.api.views.base import ClaimsViewSet, UnderClaim
from claims.matching import services
from claims.models import Claim, Match


@extend_schema_view(
    list=extend_schema(
        summary="What resembles the claim, the surest first",
        description="Earlier and later claims and the fact-checks of others, proposed seconds "
        "after the claim was found. What is superseded, withdrawn or gone is left out.",
    )
)
class MatchViewSet(UnderClaim[Match]):
    queryset = Match.objects.none()
    noun = "claim_match"
    keyset: ClassVar[tuple[str, ...]] = ("-score", "-id")
    serializer_class = ClaimMatchSerializer

    def get_queryset(self) -> QuerySet[Match]:
        of_claim = Match.objects.of_claim(Claim(pk=self.parent_id))
        shown: QuerySet[Match] = of_claim.standing().visible_to(self.actor).with_ends()
        return shown


class MatchActs(ClaimsViewSet[Match]):
    queryset = Match.objects.none()
    noun = "claim_match"
    serializer_class = ClaimMatchSerializer

    def get_queryset(self) -> QuerySet[Match]:
        shown: QuerySet[Match] = Match.objects.visible_to(self.actor).with_ends()
        return shown

    @conditional
    @extend_schema(
        summary="The two belong together, as the kind proposed or another",
        request=ConfirmSerializer,
        responses=ClaimMatchSerializer,
    )
    def confirm(self, request: Request, pk: int) -> Response:
        return self._decide(services.confirm, ConfirmSerializer)

    @conditional
    @extend_schema(
        summary="The two do not belong together; they are not proposed again",
        request=RejectSerializer,
        responses=ClaimMatchSerializer,
    )
    def reject(self, request: Request, pk: int) -> Response:
        return self._decide(services.reject, RejectSerializer)

    def _decide(self, service: Callable[..., Match], body: type[BaseSerializer[Any]]) -> Response:
        pk = self.parent_id
        version = expected_version(self.request, Match, pk)
        wanted = self.parse(body, self.request)
        service(actor=self.actor, match_id=pk, expected_version=version, **wanted)
        match = self.get_queryset().get(pk=pk)
        response = self.respond(match)
        set_etag(response, match)
        return response
