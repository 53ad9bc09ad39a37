"""The claim: list, detail, change, next, what may be done, what was done."""

from typing import Any, ClassVar

from django.db.models import F, QuerySet
from django.db.models.functions import Substr
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from api.idempotency import idempotent
from api.preconditions import conditional, expected_version
from claims import services
from claims.api.filters import ClaimFilter
from claims.api.serializers import claims as serializers
from claims.api.views.base import ClaimsViewSet
from claims.history import history
from claims.models import Claim

LONGEST_DUE = ("due_at", "due_claim")
"""What ClaimFilter adds where `due=true` and no order is asked for."""


class ShownClaim(ClaimsViewSet[Claim]):
    """Answers with a claim in full."""

    queryset = Claim.objects.none()
    noun = "claim"
    versioned: ClassVar[bool] = True

    def get_queryset(self) -> QuerySet[Claim]:
        visible = Claim.objects.visible_to(self.actor)
        shown: QuerySet[Claim] = visible.with_people().select_related(
            "first_segment", "last_segment"
        )
        return shown

    def get_serializer_class(self) -> type[BaseSerializer[Claim]]:
        if self.action == "list":
            return serializers.ClaimSerializer
        return serializers.ClaimDetailSerializer

    def get_object(self) -> Claim:
        claim: Claim = self._full().get(pk=self.parent_id)
        return claim

    def shown(self, pk: int, *, code: int = 200, headers: dict[str, str] | None = None) -> Response:
        """The claim as it now is: a service's answer may lack what the body shows."""
        return self.respond(self._full().get(pk=pk), status=code, headers=headers)

    def _full(self) -> Any:
        length = F("context_end") - F("context_start")
        context = Substr("transcript__text", F("context_start") + 1, length)
        return self.get_queryset().select_related("lookup").annotate(_context=context)


@extend_schema_view(
    list=extend_schema(
        summary="Claims, most worth checking first",
        description="With `due=true` and no `ordering`: what has been due longest comes first.",
    ),
    retrieve=extend_schema(summary="A claim in its context"),
)
class ClaimViewSet(ShownClaim):
    filterset_class = ClaimFilter

    def get_keyset(self) -> tuple[str, ...]:
        asked = self.request.query_params
        if not asked.get("ordering") and asked.get("due") == "true":
            return LONGEST_DUE
        return ("id",) if asked.get("ordering") == "id" else ("-rank", "-id")

    @extend_schema(
        summary="Change normalised claim, type or speaker",
        request=serializers.ClaimPatchSerializer,
        responses=serializers.ClaimDetailSerializer,
    )
    @conditional
    def partial_update(self, request: Request, pk: int) -> Response:
        version = expected_version(request, Claim, pk)
        changes = self.parse(serializers.ClaimPatchSerializer, request)
        services.edit_claim(
            actor=self.actor, claim_id=pk, expected_version=version, changes=changes
        )
        return self.shown(pk)

    @extend_schema(
        summary="Take the claim most worth checking that has a free place",
        description="Skips claims that somebody is acting on at this moment.",
        request=serializers.NextSerializer,
        responses={
            200: serializers.ClaimDetailSerializer,
            204: OpenApiResponse(description="There is none for you."),
        },
    )
    @idempotent
    def next(self, request: Request) -> Response:
        wanted = self.parse(serializers.NextSerializer, request)
        among = Claim.objects.filter(transcript_id__in=wanted.values()) if wanted else None
        claim = services.next_claim(actor=self.actor, queryset=among)
        if claim is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return self.shown(claim.pk)

    @extend_schema(summary="What you may do now", responses=serializers.ActionsSerializer)
    def actions(self, request: Request, pk: int) -> Response:
        claim = self.get_queryset().get(pk=pk)
        allowed = services.allowed_actions_for(self.actor, claim)
        return Response({"allowed_actions": allowed})

    @extend_schema(
        summary="What was done, as far as you may know", responses=serializers.HistorySerializer
    )
    def history(self, request: Request, pk: int) -> Response:
        entries = history(self.actor, Claim.objects.only("pk").get(pk=pk))
        return Response(serializers.HistorySerializer({"results": entries}).data)
