"""Sources and citations; verdicts, which copy them."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from api.idempotency import idempotent, located
from api.preconditions import conditional, expected_version
from claims import services
from claims.api.filters import SourceFilter
from claims.api.serializers import evidence as serializers
from claims.api.serializers.verdicts import VerdictSerializer
from claims.api.views.base import ClaimsViewSet, UnderClaim
from claims.evidence.standing import standing_of
from claims.history import judgements_open
from claims.models import Citation, Claim, Source, Supersession, Verdict
from claims.publishing.due import marks_in
from claims.querysets import marks_of
from transcripts.api.serializers import ReasonSerializer


@extend_schema_view(
    list=extend_schema(summary="Sources, newest first"),
    retrieve=extend_schema(summary="A source"),
)
class SourceViewSet(ClaimsViewSet[Source]):
    queryset = Source.objects.select_related("added_by").with_marks()
    noun = "source"
    versioned: ClassVar[bool] = True
    serializer_class = serializers.SourceSerializer
    filterset_class = SourceFilter

    @extend_schema(
        summary="Add a source",
        description="201, or 200 with the one that is known under this address.",
        request=serializers.NewSourceSerializer,
        responses={200: serializers.SourceSerializer, 201: serializers.SourceSerializer},
    )
    @idempotent
    @located
    def create(self, request: Request) -> Response:
        wanted = self.parse(serializers.NewSourceSerializer, request)
        source, created = services.add_source(actor=self.actor, **wanted)
        return self.respond(
            source,
            status=status.HTTP_201_CREATED if created else status.HTTP_200_OK,
            headers={"Location": reverse("source-detail", args=[source.pk])},
        )

    @extend_schema(
        summary="Change title, publisher or kind",
        request=serializers.SourcePatchSerializer,
        responses=serializers.SourceSerializer,
    )
    @conditional
    def partial_update(self, request: Request, pk: int) -> Response:
        version = expected_version(request, Source, pk)
        changes = self.parse(serializers.SourcePatchSerializer, request)
        return self.respond(
            services.edit_source(
                actor=self.actor, source_id=pk, expected_version=version, **changes
            )
        )

    @extend_schema(
        summary="Say that the source was superseded",
        description="Every current verdict that cites it comes back to the desk at once, and the "
        "gate asks for an `acknowledged` mark where it is cited all the same.",
        request=serializers.SupersedeSerializer,
        responses=serializers.SourceSerializer,
    )
    @conditional
    def supersede(self, request: Request, pk: int) -> Response:
        return self._mark(services.supersede, serializers.SupersedeSerializer)

    @extend_schema(
        summary="Take that back: your own word, or as editor anybody's",
        request=ReasonSerializer,
        responses=serializers.SourceSerializer,
    )
    @conditional
    def reinstate(self, request: Request, pk: int) -> Response:
        return self._mark(services.reinstate, ReasonSerializer)

    def _mark(self, service: Callable[..., Source], body: type[BaseSerializer[Any]]) -> Response:
        pk = self.kwargs["pk"]
        version = expected_version(self.request, Source, pk)
        said = self.parse(body, self.request)
        return self.respond(
            service(actor=self.actor, source_id=pk, expected_version=version, **said)
        )


@extend_schema_view(
    list=extend_schema(summary="Every word that the source was superseded, newest first")
)
class SupersessionViewSet(ClaimsViewSet[Supersession]):
    queryset = Supersession.objects.none()
    noun = "supersession"
    scope_kwarg: ClassVar[str] = "source_id"
    serializer_class = serializers.SupersessionSerializer

    def scope(self) -> QuerySet[Any]:
        return Source.objects.all()

    def get_queryset(self) -> QuerySet[Supersession]:
        marks: QuerySet[Supersession] = Supersession.objects.with_people()
        return marks.filter(source=self.parent_id)


def _shown(queryset: Any, actor: Any) -> QuerySet[Citation]:
    shown: QuerySet[Citation] = queryset.with_stance_for(actor).select_related(
        "added_by", "withdrawn_by", "source__added_by"
    )
    return shown.prefetch_related(marks_of("source"))


class _WithStanding(ClaimsViewSet[Citation]):
    """Citations as they stand with what is kept of their sources, a whole page at once."""

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        if args:
            cited = args[0] if kwargs.get("many") else [args[0]]
            standing = standing_of(cited)
            for one in cited:
                one.standing = standing[one.pk]
        return super().get_serializer(*args, **kwargs)


@extend_schema_view(list=extend_schema(summary="What was brought to the claim, withdrawn or not"))
class CitationViewSet(_WithStanding, UnderClaim[Citation]):
    queryset = Citation.objects.none()
    noun = "citation"
    serializer_class = serializers.CitationSerializer

    def get_queryset(self) -> QuerySet[Citation]:
        return _shown(Citation.objects.filter(claim_id=self.parent_id), self.actor)

    @extend_schema(
        summary="Bring a source to the claim",
        request=serializers.CiteSerializer,
        responses={201: serializers.CitationSerializer},
    )
    @idempotent
    def create(self, request: Request, claim_id: int) -> Response:
        wanted = self.parse(serializers.CiteSerializer, request)
        citation = services.cite(actor=self.actor, claim_id=claim_id, **wanted)
        shown = self.get_queryset().get(pk=citation.pk)
        return self.respond(shown, status=status.HTTP_201_CREATED)


class CitationActs(_WithStanding):
    queryset = Citation.objects.none()
    noun = "citation"
    serializer_class = serializers.CitationSerializer

    def get_queryset(self) -> QuerySet[Citation]:
        visible = Claim.objects.visible_to(self.actor)
        return _shown(Citation.objects.filter(claim__in=visible), self.actor)

    @extend_schema(
        summary="Withdraw a citation: your own, or as editor any",
        request=ReasonSerializer,
        responses=serializers.CitationSerializer,
    )
    def withdraw(self, request: Request, pk: int) -> Response:
        body = self.parse(ReasonSerializer, request)
        citation = services.withdraw_citation(actor=self.actor, citation_id=pk, **body)
        return self.respond(self.get_queryset().get(pk=citation.pk))


@extend_schema_view(list=extend_schema(summary="Verdicts, newest first; drafts once open to you"))
class VerdictViewSet(UnderClaim[Verdict]):
    queryset = Verdict.objects.none()
    noun = "verdict"
    keyset: ClassVar[tuple[str, ...]] = ("-id",)
    serializer_class = VerdictSerializer

    def get_queryset(self) -> QuerySet[Verdict]:
        visible = Verdict.objects.visible_to(self.actor).filter(claim_id=self.parent_id)
        shown: QuerySet[Verdict] = visible.select_related("decided_by", "published_by")
        return shown

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        if args:
            shown = args[0] if kwargs.get("many") else [args[0]]
            kwargs["context"] = {**self.get_serializer_context(), "marks": marks_in(shown)}
        return super().get_serializer(*args, **kwargs)

    def get_serializer_context(self) -> dict[str, Any]:
        claim = Claim(pk=self.parent_id)
        return {
            **super().get_serializer_context(),
            "judgements_open": judgements_open(self.actor, claim),
        }
