"""Sources and citations. A stance is blind like a rating: shown where open, never filtered."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.roles import has_role
from claims.models import Citation, Claim, Snapshot, Source, Supersession
from transcripts.admin.base import NEWSROOM, ViewAdmin
from transcripts.admin.reachable import ReachableLinks


class SupersessionInline(ReachableLinks, admin.TabularInline[Supersession, Source]):
    """Every word that the source was superseded, taken back or not; to be read."""

    model = Supersession
    fk_name = "source"
    extra = 0
    can_delete = False
    fields = readonly_fields = (
        *("reason", "replaced_by", "said_by", "created_at"),
        *("withdrawn_at", "withdrawn_by", "withdrawn_reason"),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return Supersession.objects.with_people()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return has_role(request.user, *NEWSROOM)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Source)
class SourceAdmin(ViewAdmin):
    list_display = (
        *("title", "publisher", "kind", "url", "added_by", "created_at", "superseded_since"),
    )
    list_filter = ("kind",)
    list_select_related = ("added_by",)
    inlines = (SupersessionInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        return Source.objects.with_marks()

    @admin.display(description=_("superseded"))
    def superseded_since(self, source: Source) -> Any:
        mark = source.supersession
        return mark.created_at if mark else "–"


@admin.register(Snapshot)
class SnapshotAdmin(ViewAdmin):
    """`?status__exact=failed` is the list of pages that could not be kept, and why."""

    list_display = (
        *("id", "source", "origin", "status", "failure_code", "http_status", "attempt"),
        *("worker", "created_at", "retrieved_at"),
    )
    list_filter = ("status", "origin", "failure_code")
    list_select_related = ("source",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return Snapshot.objects.select_related("source", "requested_by", "withdrawn_by")


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
