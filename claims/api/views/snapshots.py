"""What is kept of sources: looks at them, documents, their bytes and words."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from api.fields import Nothing
from api.idempotency import idempotent, located
from api.throttling import UploadThrottle
from claims.api.serializers.snapshots import DocumentSerializer, SnapshotSerializer
from claims.api.views.base import ClaimsViewSet
from claims.evidence import files, services
from claims.models import Snapshot, Source
from transcripts.api.serializers import ReasonSerializer

BYTES = {(200, "application/octet-stream"): OpenApiTypes.BINARY}


def _shown(media_type: str, value: str) -> list[OpenApiExample]:
    return [OpenApiExample("example", value, media_type=media_type, response_only=True)]


FILE = _shown("application/octet-stream", "(the bytes)")
WORDS = _shown("text/plain", "The table says so.")


class _UnderSource(ClaimsViewSet[Snapshot]):
    queryset = Snapshot.objects.none()
    noun = "snapshot"
    scope_kwarg: ClassVar[str] = "source_id"
    serializer_class = SnapshotSerializer

    def scope(self) -> QuerySet[Any]:
        return Source.objects.all()

    def get_queryset(self) -> QuerySet[Snapshot]:
        seen = Snapshot.objects.visible_to(self.actor).filter(source=self.parent_id)
        shown: QuerySet[Snapshot] = seen.select_related("requested_by")
        return shown

    def answer(self, snapshot: Snapshot, new: int, known: int, is_new: bool) -> Response:
        return self.respond(
            snapshot,
            status=new if is_new else known,
            headers={"Location": reverse("snapshot-detail", args=[snapshot.pk])},
        )


@extend_schema_view(list=extend_schema(summary="Every look at the source, newest first"))
class SourceSnapshots(_UnderSource):
    @extend_schema(
        summary="Have the source fetched and kept now",
        description="202 with a waiting snapshot; 200 where one waits already.",
        request=Nothing,
        responses={200: SnapshotSerializer, 202: SnapshotSerializer},
    )
    @idempotent
    @located
    def create(self, request: Request, source_id: int) -> Response:
        self.parse(Nothing, request)
        snapshot, new = services.ask_to_keep(actor=self.actor, source_id=source_id)
        return self.answer(snapshot, status.HTTP_202_ACCEPTED, status.HTTP_200_OK, new)


class SourceDocuments(_UnderSource):
    noun = "document"

    def get_parsers(self) -> list[BaseParser]:
        return [MultiPartParser()]

    def get_throttles(self) -> list[BaseThrottle]:
        return [*super().get_throttles(), UploadThrottle()]

    @extend_schema(
        summary="Keep a document that somebody has of the source",
        description="PDF, PNG, JPEG, GIF, WebP, HTML or plain text, told apart by its bytes. "
        "The words of images are not searched. The same bytes again: 200.",
        request={"multipart/form-data": DocumentSerializer},
        responses={200: SnapshotSerializer, 201: SnapshotSerializer},
    )
    @idempotent
    @located
    def create(self, request: Request, source_id: int) -> Response:
        file = self.parse(DocumentSerializer, request)["file"]
        document, new = services.add_document(
            actor=self.actor, source_id=source_id, data=services.first_bytes(file), name=file.name
        )
        return self.answer(document, status.HTTP_201_CREATED, status.HTTP_200_OK, new)


@extend_schema_view(retrieve=extend_schema(summary="One look at a source"))
class SnapshotViewSet(ClaimsViewSet[Snapshot]):
    queryset = Snapshot.objects.none()
    noun = "snapshot"
    serializer_class = SnapshotSerializer

    def get_queryset(self) -> QuerySet[Snapshot]:
        seen: QuerySet[Snapshot] = Snapshot.objects.visible_to(self.actor)
        return seen.select_related("requested_by")

    @extend_schema(
        summary="The readable text of what is kept",
        responses={(200, "text/plain"): OpenApiTypes.STR},
        examples=WORDS,
    )
    def text(self, request: Request, pk: int) -> HttpResponse:
        return files.text(self.get_object())

    @extend_schema(
        summary="The bytes of what is kept, as a file to save", responses=BYTES, examples=FILE
    )
    def content(self, request: Request, pk: int) -> HttpResponse:
        return files.content(self.get_object())

    @extend_schema(summary="The page as a WARC file", responses=BYTES, examples=FILE)
    def warc(self, request: Request, pk: int) -> HttpResponse:
        return files.warc(self.get_object())

    @extend_schema(
        summary="Withdraw for legal need: bytes and words go, digests stay",
        request=ReasonSerializer,
        responses=SnapshotSerializer,
    )
    def withdraw(self, request: Request, pk: int) -> Response:
        body = self.parse(ReasonSerializer, request)
        services.withdraw_snapshot(actor=self.actor, snapshot_id=pk, **body)
        return self.respond(self.get_queryset().get(pk=pk))
