"""Of one claim: what the gate says, the published check as ClaimReview, and its receipt."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.exceptions import NotVisible
from claims.api.serializers.publishing import CLAIM_REVIEW, GateSerializer
from claims.api.serializers.receipts import ReceiptSerializer
from claims.api.views.base import ClaimsViewSet
from claims.models import Claim, Verdict
from claims.publishing import jsonld
from claims.publishing.checks import published_check
from claims.publishing.gate import findings
from claims.publishing.receipts.content import receipt_of


class _OfClaim(ClaimsViewSet[Claim]):
    queryset = Claim.objects.none()
    noun = "claim"

    def get_queryset(self) -> QuerySet[Claim]:
        visible = Claim.objects.visible_to(self.actor)
        shown: QuerySet[Claim] = visible.with_people().select_related("first_segment")
        return shown


class GateViewSet(_OfClaim):
    @extend_schema(
        summary="What the draft (or else the published verdict) misses, and what could be better",
        responses=GateSerializer,
    )
    def gate(self, request: Request, pk: int) -> Response:
        claim = self.get_queryset().get(pk=pk)
        seen = Verdict.objects.visible_to(self.actor).filter(claim=claim)
        found = findings(claim, seen.draft_of(claim) or seen.current().first())
        body = {
            "missing": [one.as_dict() for one in found if one.blocks],
            "advice": [one.as_dict() for one in found if not one.blocks],
        }
        return Response(GateSerializer(body).data)


class JsonLdRenderer(JSONRenderer):
    media_type = jsonld.MEDIA_TYPE
    format = "jsonld"


class ClaimReviewViewSet(_OfClaim):
    renderer_classes = [JsonLdRenderer, JSONRenderer]

    @extend_schema(
        summary="The published check as schema.org ClaimReview",
        description="404 where nothing was ever published; of a retracted check a page that "
        "says so. The same is public under the address of the check.",
        responses={(200, jsonld.MEDIA_TYPE): CLAIM_REVIEW},
    )
    def claim_review(self, request: Request, pk: int) -> Response:
        check = published_check(pk)
        if check is None:
            raise NotVisible()
        found: dict[str, Any] = jsonld.document(check)
        return Response(found)


class ReceiptViewSet(_OfClaim):
    @extend_schema(
        summary="The signed receipt of the published check",
        description="What the check rests on, verified without asking us (docs/receipts.md). "
        "404 where nothing was ever published, and with the code `no_receipt_key` where no "
        "signing key is set. The same is public under the address of the check.",
        responses=ReceiptSerializer,
    )
    def receipt(self, request: Request, pk: int) -> Response:
        check = published_check(pk)
        if check is None:
            raise NotVisible()
        return Response(receipt_of(check))
