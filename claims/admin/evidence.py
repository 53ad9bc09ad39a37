"""Sources and citations. A stance is blind like a rating: shown where open, never filtered."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from claims.models import Citation, Claim, Source
from transcripts.admin.base import ViewAdmin


@admin.register(Source)
class SourceAdmin(ViewAdmin):
    list_display = ("title", "publisher", "kind", "url", "added_by", "created_at")
    list_filter = ("kind",)
    list_select_related = ("added_by",)


@admin.register(Citation)
class CitationAdmin(ViewAdmin):
    list_display = (
        "id",
        "claim",
        "source",
        "open_stance",
        "added_by",
        "created_at",
        "withdrawn_at",
    )
    fields = readonly_fields = (
        *("claim", "source", "round", "excerpt", "open_stance", "added_by", "created_at"),
        *("withdrawn_at", "withdrawn_by", "withdrawn_reason"),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        seen = Claim.objects.visible_to(request.user)
        rows = Citation.objects.filter(claim__in=seen).with_stance_for(request.user)
        people = rows.select_related("claim", "source", "added_by", "withdrawn_by")
        return people.defer("stance", "claim__search")

    @admin.display(description=_("stance"))
    def open_stance(self, citation: Any) -> str:
        return citation.shown_stance or "–"
