"""Views of transcripts, segments, runs and speakers: parse, permit, one service, serialize."""

from dataclasses import replace
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.throttling import BaseThrottle

from api.exceptions import InvalidInput, TooLarge
from api.fields import Nothing
from api.idempotency import idempotent, located
from api.parsers import StrictJSONParser
from api.preconditions import conditional, expected_version, set_etag
from api.throttling import UploadThrottle
from transcripts import runs, services
from transcripts.api import filters, serializers
from transcripts.api.base import ApiViewSet
from transcripts.api.permissions import ROLES
from transcripts.models import ExtractionRun, Segment, Speaker, Transcript
from transcripts.probes import worker_state


@extend_schema_view(
    list=extend_schema(summary="Transcripts, newest first, without their text"),
    retrieve=extend_schema(summary="A transcript with its text"),
)
class TranscriptViewSet(ApiViewSet[Transcript]):
    queryset = Transcript.objects.none()
    noun = "transcript"
    roles = ROLES
    versioned: ClassVar[bool] = True
    filterset_class = filters.TranscriptFilter

    def get_queryset(self) -> QuerySet[Transcript]:
        visible = Transcript.objects.visible_to(self.request.user)
        return visible.without_text() if self.action == "list" else visible

    def get_serializer_class(self) -> type[BaseSerializer[Transcript]]:
        if self.action == "list":
            return serializers.TranscriptSerializer
        return serializers.TranscriptDetailSerializer

    def get_parsers(self) -> list[BaseParser]:
        if getattr(self, "action_map", {}).get("post") == "create":
            return [MultiPartParser(), StrictJSONParser()]
        return [StrictJSONParser()]

    def get_throttles(self) -> list[BaseThrottle]:
        upload = [UploadThrottle()] if self.action == "create" else []
        return [*super().get_throttles(), *upload]

    @extend_schema(
        summary="Upload a transcript",
        description="201 with a queued run; 200 where the same document is here already, which "
        "then is yours too. Nothing is stored of what cannot be read.",
        request={
            "multipart/form-data": serializers.FileUploadSerializer,
            "application/json": serializers.JsonUploadSerializer,
        },
        responses={200: serializers.IngestedSerializer, 201: serializers.IngestedSerializer},
    )
    @idempotent
    @located
    def create(self, request: Request) -> Response:
        ingested = _ingest(self, request)
        context = {"ingested": ingested}
        response = Response(
            serializers.IngestedSerializer(ingested.transcript, context=context).data,
            status=status.HTTP_201_CREATED if ingested.created else status.HTTP_200_OK,
            headers={"Location": reverse("transcript-detail", args=[ingested.transcript.pk])},
        )
        set_etag(response, ingested.transcript)
        return response

    @extend_schema(
        summary="Change metadata",
        request=serializers.TranscriptPatchSerializer,
        responses=serializers.TranscriptDetailSerializer,
    )
    @conditional
    def partial_update(self, request: Request, pk: int) -> Response:
        version = expected_version(request, Transcript, pk)
        changes = self.parse(serializers.TranscriptPatchSerializer, request)
        return self.respond(
            services.edit_transcript(
                actor=self.actor, transcript_id=pk, expected_version=version, changes=changes
            )
        )

    @extend_schema(
        summary="Withdraw: hide the transcript and its unpublished claims",
        request=serializers.ReasonSerializer,
        responses=serializers.TranscriptDetailSerializer,
    )
    @conditional
    def withdraw(self, request: Request, pk: int) -> Response:
        version = expected_version(request, Transcript, pk)
        body = self.parse(serializers.ReasonSerializer, request)
        return self.respond(
            services.withdraw_transcript(
                actor=self.actor, transcript_id=pk, expected_version=version, **body
            )
        )


def refuse_doubles(request: Request) -> None:
    """A form may repeat a name; which of two titles or files is meant nobody can tell."""
    form = cast("QueryDict", request.data)  # what a multipart parser yields
    for name, values in form.lists():
        if len(values) > 1:
            said = _("%(name)s is given twice.") % {"name": name}
            raise InvalidInput(said, pointer=f"/{name}", code="given_twice")


def _ingest(view: TranscriptViewSet, request: Request) -> services.Ingested:
    """Hands bytes on: of a file, of `text`, or the JSON body itself as it was received."""
    if request.content_type.startswith("multipart/"):
        refuse_doubles(request)
        said = view.parse(serializers.FileUploadSerializer, request)
        file = said.pop("file")
        sent = {"data": file.read(), "name": file.name, "media_type": file.content_type or ""}
        where = "/file"
    else:
        body = request._request.body  # before the parser takes the stream
        said = view.parse(serializers.JsonUploadSerializer, request)
        where = "/text" if "text" in said else "/segments"
        text, _ = said.pop("text", ""), said.pop("segments", None)
        sent = (
            {"data": text.encode(), "media_type": "text/plain", "format": "text"}
            if where == "/text"
            else {"data": body, "media_type": "application/json", "format": "json"}
        )
    try:
        return services.ingest(actor=view.actor, metadata=said, **sent)
    except (InvalidInput, TooLarge) as error:
        error.errors = [
            replace(e, pointer=where) if e.pointer == "/file" else e for e in error.errors
        ]
        raise


@extend_schema_view(list=extend_schema(summary="The segments of a transcript, in order"))
class SegmentViewSet(ApiViewSet[Segment]):
    queryset = Segment.objects.none()
    noun = "segment"
    roles = ROLES
    scope_kwarg = "transcript_id"
    keyset: ClassVar[tuple[str, ...]] = ("position",)
    serializer_class = serializers.SegmentSerializer

    def scope(self) -> QuerySet[Transcript]:
        visible: QuerySet[Transcript] = Transcript.objects.visible_to(self.request.user)
        return visible

    def get_queryset(self) -> QuerySet[Segment]:
        of = Segment.objects.filter(transcript_id=self.parent_id)
        return of.select_related("speaker")

    def get_serializer_context(self) -> dict[str, Any]:
        """The text once, not cut out of the column again for each row."""
        of = Transcript.objects.filter(pk=self.parent_id)
        text = of.values_list("text", flat=True).first()
        return {**super().get_serializer_context(), "text": text or ""}


@extend_schema_view(
    list=extend_schema(summary="Runs, newest first"),
    retrieve=extend_schema(
        summary="A run, its progress, and whether anyone is working",
        responses=serializers.RunDetailSerializer,
    ),
)
class RunViewSet(ApiViewSet[ExtractionRun]):
    queryset = ExtractionRun.objects.none()
    noun = "run"
    roles = ROLES
    filterset_class = filters.RunFilter

    def get_queryset(self) -> QuerySet[ExtractionRun]:
        visible: QuerySet[ExtractionRun] = ExtractionRun.objects.visible_to(self.request.user)
        return visible

    def get_serializer_class(self) -> type[BaseSerializer[ExtractionRun]]:
        if self.action == "list":
            return serializers.RunSerializer
        return serializers.RunDetailSerializer

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.shown(self.get_object())

    def shown(self, run: ExtractionRun, code: int = status.HTTP_200_OK) -> Response:
        body = serializers.RunDetailSerializer(run, context={"worker": worker_state(run)}).data
        return Response(body, status=code)

    def asked_for(self, run: ExtractionRun, *, new: bool) -> Response:
        """The run in answer to who wants one, with where to follow it."""
        response = self.shown(run, status.HTTP_202_ACCEPTED if new else status.HTTP_200_OK)
        response["Location"] = reverse("run-detail", args=[run.pk])
        return response

    @extend_schema(
        summary="Cancel a queued run at once, a running one at its next batch",
        request=Nothing,
        responses=serializers.RunDetailSerializer,
    )
    def cancel(self, request: Request, pk: int) -> Response:
        self.parse(Nothing, request)
        return self.shown(runs.cancel(actor=self.actor, run_id=pk))

    @extend_schema(
        summary="A new run in place of a failed or cancelled one",
        request=Nothing,
        responses={202: serializers.RunDetailSerializer},
    )
    @idempotent
    @located
    def replay(self, request: Request, pk: int) -> Response:
        self.parse(Nothing, request)
        return self.asked_for(runs.replay(actor=self.actor, run_id=pk), new=True)


class TranscriptRunViewSet(RunViewSet):
    """Runs under their transcript."""

    scope_kwarg = "transcript_id"

    def scope(self) -> QuerySet[Transcript]:
        visible: QuerySet[Transcript] = Transcript.objects.visible_to(self.request.user)
        return visible

    @extend_schema(
        summary="Ask for a run of the whole transcript",
        description="202 with a new one; 200 with the one that is active, or with the last "
        "of that mode that succeeded when a live worker would read the same again.",
        request=serializers.NewRunSerializer,
        responses={
            200: serializers.RunDetailSerializer,
            202: serializers.RunDetailSerializer,
        },
    )
    @idempotent
    @located
    def create(self, request: Request, transcript_id: int) -> Response:
        said = self.parse(serializers.NewRunSerializer, request)
        transcript = self.scope().only("pk").get(pk=transcript_id)
        run, new = runs.request_run(actor=self.actor, transcript=transcript, **said)
        return self.asked_for(run, new=new)


@extend_schema_view(list=extend_schema(summary="The people who speak, by name"))
class SpeakerViewSet(ApiViewSet[Speaker]):
    queryset = Speaker.objects.none()
    noun = "speaker"
    roles = ROLES
    keyset: ClassVar[tuple[str, ...]] = ("name", "id")
    serializer_class = serializers.SpeakerSerializer
    filterset_class = filters.SpeakerFilter

    def get_queryset(self) -> QuerySet[Speaker]:
        visible: QuerySet[Speaker] = Speaker.objects.visible_to(self.request.user)
        return visible
