"""Places, ratings and verdicts. Ratings are read through visible_to() only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from claims.models import Claim, Rating, Review, Verdict
from transcripts.admin.base import ViewAdmin


@admin.register(Review)
class ReviewAdmin(ViewAdmin):
    """Who holds which place. A draft is its writer's own and is not shown."""

    list_display = (
        "id",
        "claim",
        "reviewer",
        "round",
        "outcome",
        "assigned_by",
        "lease_expires_at",
    )
    list_filter = ("outcome",)
    exclude = ("draft",)

    def get_queryset(self, request: HttpRequest) -> Any:
        seen = Claim.objects.visible_to(request.user)
        rows = Review.objects.filter(claim__in=seen).defer("draft", "claim__search")
        return rows.select_related("claim", "reviewer", "assigned_by")


@admin.register(Rating)
class RatingAdmin(ViewAdmin):
    """One's own, and others' once the round is open; a count shows no more than the list."""

    list_display = ("id", "claim", "reviewer", "round", "level", "confidence", "superseded_at")
    list_filter = ("confidence", "after_reveal")

    def get_queryset(self, request: HttpRequest) -> Any:
        seen = Claim.objects.visible_to(request.user)
        rows = Rating.objects.visible_to(request.user).filter(claim__in=seen)
        return rows.select_related("claim", "reviewer", "level", "review").defer("claim__search")


@admin.register(Verdict)
class VerdictAdmin(ViewAdmin):
    list_display = ("id", "claim", "level_label", "decided_by", "published_at", "retracted_at")

    def get_queryset(self, request: HttpRequest) -> Any:
        seen = Claim.objects.visible_to(request.user)
        rows = Verdict.objects.visible_to(request.user).filter(claim__in=seen)
        return rows.select_related("claim", "level", "decided_by", "published_by").defer(
            "claim__search"
        )
