"""Confirming and rejecting what a claim resembles, from the claim's page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from api.exceptions import Conflict, StaleVersion
from claims.matching import services
from claims.models import Match
from desk.access import page, sees_newsroom
from desk.parsing import whole_number
from desk.views.acts import answer


@page
@require_POST
def decide(request: HttpRequest, claim_id: int, match_id: int, decision: str) -> HttpResponseBase:
    """One decision, and back to the claim; what is unlike the page is said and nothing done."""
    actor = sees_newsroom(request)
    seen = Match.objects.visible_to(actor).of_claims([claim_id])
    if decision not in ("confirm", "reject") or not seen.filter(pk=match_id).exists():
        raise Http404
    version = whole_number(request.POST, "match_version")

    def does() -> str:
        try:
            if decision == "reject":
                services.reject(actor=actor, match_id=match_id, expected_version=version)
                return _("Rejected: it is not proposed again.")
            kind = request.POST.get("kind") or None
            match = services.confirm(
                actor=actor, match_id=match_id, expected_version=version, kind=kind
            )
            return _("Confirmed: %(kind)s.") % {"kind": match.get_decided_kind_display()}
        except StaleVersion as stale:
            raise Conflict(
                _("Somebody decided on it, or it was looked up anew. Look again.")
            ) from stale

    return answer(request, actor, claim_id, "match", does, "#next-match")
