"""Exports: asking for one, following it, fetching its file."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from api.exceptions import InvalidInput
from api.fields import Nothing
from api.idempotency import idempotent, located
from claims.api.serializers import exports as serializers
from claims.api.views.base import ClaimsViewSet
from claims.models import Export
from claims.publishing.exports import life, links
from claims.publishing.exports.building import chunks
from claims.publishing.exports.formats import FORMATS
from transcripts.models import Transcript


@extend_schema_view(
    list=extend_schema(summary="Your exports, newest first"),
    retrieve=extend_schema(summary="An export, how far it is, and a link to its file"),
)
class ExportViewSet(ClaimsViewSet[Export]):
    queryset = Export.objects.none()
    noun = "export"
    keyset: ClassVar[tuple[str, ...]] = ("-id",)
    serializer_class: type[BaseSerializer[Export]] = serializers.ExportSerializer

    def get_queryset(self) -> QuerySet[Export]:
        visible: QuerySet[Export] = Export.objects.visible_to(self.actor)
        return visible

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """A file is what it is, whatever is asked for."""
        return super().perform_content_negotiation(request, force or self.action == "download")

    @extend_schema(
        summary="Ask for a file of claims, ratings, citations or verdicts",
        description="It is made in the background, of what you may see: ratings and stances that "
        "are blind to you are not in it. The same data makes the same bytes in the same order.",
        request=serializers.NewExportSerializer,
        responses={202: serializers.ExportSerializer},
    )
    @idempotent
    @located
    def create(self, request: Request) -> Response:
        wanted = self.parse(serializers.NewExportSerializer, request)
        transcript = wanted.get("transcript")
        if transcript is not None:
            seen = Transcript.objects.visible_to(self.actor)
            if not seen.filter(pk=transcript.pk).exists():
                raise InvalidInput(_("There is no such object."), pointer="/transcript")
        export = life.request_export(actor=self.actor, **wanted)
        return self.respond(
            export,
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": reverse("export-detail", args=[export.pk])},
        )

    @extend_schema(
        summary="Cancel an export that is waiting or being made",
        request=Nothing,
        responses=serializers.ExportSerializer,
    )
    def cancel(self, request: Request, pk: int) -> Response:
        self.parse(Nothing, request)
        return self.respond(life.cancel(actor=self.actor, export_id=pk))

    @extend_schema(exclude=True)  # nobody makes its address: it is followed from `file`
    def download(self, request: Request, pk: int, token: str) -> StreamingHttpResponse:
        """By the link in `file`, and only for who asked for the export; see exports.links."""
        export = links.followed(actor=self.actor, export_id=pk, token=token)
        headers = {
            "Content-Disposition": f'attachment; filename="{export.file_name}"',
            "Content-Length": str(export.size),
            "Cache-Control": "private, no-store",
        }
        _, media_type = FORMATS[export.format]
        parts: Any = chunks(export.parts)
        return StreamingHttpResponse(parts, content_type=media_type, headers=headers)
