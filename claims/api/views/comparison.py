"""What adopting a run would change, before anybody adopts it."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters.utils import translate_validation
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.exceptions import InvalidInput
from api.pagination import PositionPagination
from claims.api.filters import ComparisonFilter
from claims.api.serializers.comparison import ComparisonSerializer, counts_of
from claims.api.views.base import ClaimsViewSet
from claims.comparison import THRESHOLD, Kind, compare_runs, shown
from transcripts.models import ExtractionRun

_PARAMETERS = [
    OpenApiParameter(
        "against",
        {"type": "integer", "minimum": 1},
        description="Another run of the same words; else the last adopted.",
    ),
    OpenApiParameter(
        "threshold",
        {"type": "number", "minimum": 0, "maximum": 1, "default": THRESHOLD},
        description="A score that differs by more has moved.",
    ),
    OpenApiParameter(
        "change", OpenApiTypes.STR, enum=[kind.value for kind in Kind], description="Only these."
    ),
]


class ComparisonViewSet(ClaimsViewSet[ExtractionRun]):
    queryset = ExtractionRun.objects.none()
    noun = "comparison"
    scope_kwarg: ClassVar[str] = "run_id"
    filterset_class = ComparisonFilter
    pagination_class = PositionPagination
    serializer_class = ComparisonSerializer

    def scope(self) -> QuerySet[Any]:
        visible: QuerySet[Any] = ExtractionRun.objects.visible_to(self.actor)
        return visible

    @extend_schema(
        summary="What this run adds, loses and moves against another",
        description="For a shadow run before it is adopted; also for any two runs over the same "
        "words. 409 where either has not read to its end, or no other was adopted.",
        parameters=[*_PARAMETERS, *PositionPagination.schema_parameters()],
        responses=ComparisonSerializer,
    )
    def list(self, request: Request, run_id: int) -> Response:
        asked = ComparisonFilter(request.query_params, self.queryset, request=request)
        if not asked.is_valid():
            raise translate_validation(asked.errors)
        said = asked.form.cleaned_data
        compared = compare_runs(
            actor=self.actor,
            after=self.scope().get(pk=run_id),
            before=self._against(said["against"]),
            threshold=THRESHOLD if said["threshold"] is None else said["threshold"],
        )
        pages = PositionPagination()
        changes = pages.page_of(compared.found.of_kind(said["change"] or None), request)
        body = {
            "before": compared.before,
            "after": compared.after,
            "threshold": compared.threshold,
            "counts": counts_of(compared),
            "results": shown(compared, changes),
            "next": pages.next,
        }
        return Response(ComparisonSerializer(body).data)

    def _against(self, pk: int | None) -> ExtractionRun | None:
        if pk is None:
            return None
        found: ExtractionRun | None = self.scope().filter(pk=pk).first()
        if found is None:
            raise InvalidInput(_("There is no such run."), pointer="/against")
        return found
