"""Of one claim: who repeated it, before and after it was checked."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.serializers.ledger import LedgerSerializer
from claims.api.views.base import ClaimsViewSet
from claims.matching.ledger import ledger
from claims.models import Claim


class LedgerViewSet(ClaimsViewSet[Claim]):
    queryset = Claim.objects.none()
    noun = "claim"

    def get_queryset(self) -> QuerySet[Claim]:
        visible: QuerySet[Claim] = Claim.objects.visible_to(self.actor)
        return visible

    @extend_schema(
        summary="Who repeated the claim, how often, before and after it was checked",
        description="From confirmed matches alone, those you may see, at most 500.",
        responses=LedgerSerializer,
    )
    def ledger(self, request: Request, pk: int) -> Response:
        claim = self.get_queryset().only("pk").get(pk=pk)
        return Response(LedgerSerializer(ledger(self.actor, claim.pk)).data)
