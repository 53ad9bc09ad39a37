"""Claims, their earlier wordings, and every sentence a run read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claims.models import Claim, EarlierWording, ScoredSentence
from transcripts.admin.base import ViewAdmin
from transcripts.models import Transcript


@admin.register(Claim)
class ClaimAdmin(ViewAdmin):
    """By rank, along the index; each row leads to the desk, where claims are worked on."""

    list_display = ("two_digits", "words", "status", "speaker_shown", "transcript", "round")
    list_display_links = ("two_digits",)
    list_filter = ("status", "suggested_type")
    search_fields = ("text",)
    search_help_text = _("words of the claim, as in a search engine")
    ordering = ("-rank", "-id")
    exclude = ("search",)

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = Claim.objects.visible_to(request.user).with_people()
        return rows.select_related("first_segment", "last_segment", "added_by", "last_seen_run")

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        """By the full-text index, never by LIKE over all texts."""
        return (queryset.matching(search_term) if search_term else queryset), False

    @admin.display(description=_("score"))
    def two_digits(self, claim: Claim) -> str:
        return f"{min(claim.points // 100, 99):02d}"

    @admin.display(description=_("claim"))
    def words(self, claim: Claim) -> SafeString:
        page = reverse("admin:desk_claim", args=[claim.pk])
        return format_html('<a href="{}">{}</a>', page, claim.text[:140])

    @admin.display(description=_("speaker"))
    def speaker_shown(self, claim: Claim) -> str:
        return str(claim.shown_speaker or "")


@admin.register(EarlierWording)
class WordingAdmin(ViewAdmin):
    list_display = ("claim", "wording", "normalised", "replaced_by", "replaced_at")
    list_select_related = ("claim", "replaced_by")

    def get_queryset(self, request: HttpRequest) -> Any:
        seen = Claim.objects.visible_to(request.user)
        return EarlierWording.objects.filter(claim__in=seen).defer("claim__search")


@admin.register(ScoredSentence)
class ScoredSentenceAdmin(ViewAdmin):
    list_display = ("run", "start", "end", "role", "score", "rank", "is_claim", "type")
    list_filter = ("is_claim", "role")

    def get_queryset(self, request: HttpRequest) -> Any:
        seen = Transcript.objects.visible_to(request.user)
        rows = ScoredSentence.objects.filter(run__transcript__in=seen)
        return rows.select_related("run")
