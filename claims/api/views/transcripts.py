"""What claims add to a transcript's routes: every sentence read, and spans named by hand."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from api.idempotency import idempotent, located
from claims import services
from claims.api.filters import SentenceFilter
from claims.api.serializers.claims import (
    ClaimDetailSerializer,
    SentenceSerializer,
    SpanSerializer,
)
from claims.api.views.base import ClaimsViewSet
from claims.api.views.claims import ShownClaim
from claims.models import ScoredSentence
from claims.sentences import latest_sentences
from transcripts.models import Transcript


@extend_schema_view(
    list=extend_schema(
        summary="Every sentence that was read, in order, also those left out, with reasons",
        description="Of the last run that succeeded; before there is one, of the running one.",
    )
)
class SentenceViewSet(ClaimsViewSet[ScoredSentence]):
    queryset = ScoredSentence.objects.none()
    noun = "sentence"
    scope_kwarg: ClassVar[str] = "transcript_id"
    keyset: ClassVar[tuple[str, ...]] = ("start",)
    serializer_class = SentenceSerializer
    filterset_class = SentenceFilter

    def scope(self) -> QuerySet[Any]:
        visible: QuerySet[Any] = Transcript.objects.visible_to(self.actor)
        return visible

    def get_queryset(self) -> QuerySet[ScoredSentence]:
        read: QuerySet[ScoredSentence] = latest_sentences(self.parent_id)
        return read

    def get_serializer_context(self) -> dict[str, Any]:
        """The text once, not cut out of the column again for each row."""
        of = Transcript.objects.filter(pk=self.parent_id)
        text = of.values_list("text", flat=True).first()
        return {**super().get_serializer_context(), "text": text or ""}


class SpanViewSet(ShownClaim):
    noun = "span"
    scope_kwarg: ClassVar[str] = "transcript_id"

    def scope(self) -> QuerySet[Any]:
        visible: QuerySet[Any] = Transcript.objects.visible_to(self.actor)
        return visible

    @extend_schema(
        summary="Add a claim that the machine missed, by its span",
        description="201, or 200 with the claim that is there already.",
        request=SpanSerializer,
        responses={200: ClaimDetailSerializer, 201: ClaimDetailSerializer},
    )
    @idempotent
    @located
    def create(self, request: Request, transcript_id: int) -> Response:
        span = self.parse(SpanSerializer, request)
        claim, created = services.add_claim(actor=self.actor, transcript_id=transcript_id, **span)
        return self.shown(
            claim.pk,
            code=status.HTTP_201_CREATED if created else status.HTTP_200_OK,
            headers={"Location": reverse("claim-detail", args=[claim.pk])},
        )
