"""Scores for other people's tools; a worker gives them while the request waits."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from api.throttling import ScoreThrottle
from claims.api.serializers.scores import ScoresSerializer, SentencesSerializer
from claims.api.views.base import ClaimsViewSet
from claims.models import ScoredSentence
from claims.scoring.bounds import refuse_long
from claims.scoring.exchange import Asked, ask


class ScoreViewSet(ClaimsViewSet[ScoredSentence]):
    queryset = ScoredSentence.objects.none()
    serializer_class = ScoresSerializer
    noun = "score"

    def get_throttles(self) -> list[BaseThrottle]:
        return [*super().get_throttles(), ScoreThrottle()]

    @extend_schema(
        summary="Score sentences of your own",
        description="Nothing of it is stored. Each sentence is judged by itself, in the order "
        "given, by the model that reads transcripts. 503 with Retry-After where no worker answers "
        "in time.",
        request=SentencesSerializer,
        responses={200: ScoresSerializer},
    )
    def create(self, request: Request) -> Response:
        refuse_long(request)
        sentences = self.parse(SentencesSerializer, request)["sentences"]
        return Response(ScoresSerializer(ask(Asked(sentences=tuple(sentences)))).data)
