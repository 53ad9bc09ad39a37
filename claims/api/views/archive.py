"""Imports of fact-checks by others. They themselves are read at /v1alpha1/."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from api.idempotency import idempotent, located
from api.parsers import StrictJSONParser
from claims.api.serializers import archive as serializers
from claims.api.views.base import ClaimsViewSet
from claims.archive import fetching, imports
from claims.models import FactCheckImport
from transcripts.api.views import refuse_doubles


@extend_schema_view(
    list=extend_schema(summary="Imports of fact-checks, newest first"),
    retrieve=extend_schema(summary="An import, how far it is, and what was refused and why"),
)
class ImportViewSet(ClaimsViewSet[FactCheckImport]):
    queryset = FactCheckImport.objects.none()
    noun = "import"

    def get_queryset(self) -> QuerySet[FactCheckImport]:
        rows: Any = FactCheckImport.objects.visible_to(self.request.user)
        shown: QuerySet[FactCheckImport] = rows.select_related("requested_by").defer("content")
        return shown.defer("report") if self.action == "list" else shown

    def get_serializer_class(self) -> type[BaseSerializer[FactCheckImport]]:
        if self.action == "list":
            return serializers.FactCheckImportSerializer
        return serializers.FactCheckImportDetailSerializer

    def get_parsers(self) -> list[BaseParser]:
        if getattr(self, "action_map", {}).get("post") == "create":
            return [MultiPartParser(), StrictJSONParser()]
        return [StrictJSONParser()]

    @extend_schema(
        summary="Import fact-checks by others, from a file or an address",
        description="A page with ClaimReview in JSON-LD, a DataFeed or list of ClaimReviews, an "
        "answer of claims:search or of pages, or CSV. 202: it is read in the background; what is "
        "known already changes nothing.",
        request={
            "multipart/form-data": serializers.ImportFileSerializer,
            "application/json": serializers.ImportAddressSerializer,
        },
        responses={202: serializers.FactCheckImportDetailSerializer},
    )
    @idempotent
    @located
    def create(self, request: Request) -> Response:
        if request.content_type.startswith("multipart/"):
            refuse_doubles(request)
            file = self.parse(serializers.ImportFileSerializer, request)["file"]
            job = imports.request_import(actor=self.actor, data=file.read(), name=file.name)
        else:
            url = self.parse(serializers.ImportAddressSerializer, request)["url"]
            job = fetching.request_import_of_url(actor=self.actor, url=url)
        return self.respond(
            job,
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": reverse("import-detail", args=[job.pk])},
        )
