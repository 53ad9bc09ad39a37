"""Saying at a citation that its source was superseded, and taking that back."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from claims import services
from claims.models import Citation, Claim
from desk.access import page, sees_newsroom
from desk.parsing import whole_number
from desk.views.acts import answer


@page
@require_POST
def act(request: HttpRequest, citation_id: int, what: str) -> HttpResponseBase:
    """An act on the citation's source, and back to the claim."""
    actor = sees_newsroom(request)
    seen = Citation.objects.filter(claim__in=Claim.objects.visible_to(actor), pk=citation_id)
    citation = seen.select_related("source").first()
    if citation is None or what not in ACTS:
        raise Http404
    does = ACTS[what]
    return answer(request, actor, citation.claim_id, what, lambda: does(request, actor, citation))


def _supersede(request: HttpRequest, actor: User, citation: Citation) -> str:
    services.supersede(
        actor=actor,
        source_id=citation.source_id,
        expected_version=whole_number(request.POST, "source_version"),
        reason=request.POST.get("reason", ""),
        replaced_by=request.POST.get("replaced_by", ""),
    )
    return _("Marked as superseded: %(source)s. Published verdicts that cite it are due.") % {
        "source": citation.source
    }


def _reinstate(request: HttpRequest, actor: User, citation: Citation) -> str:
    services.reinstate(
        actor=actor,
        source_id=citation.source_id,
        expected_version=whole_number(request.POST, "source_version"),
        reason=request.POST.get("reason", ""),
    )
    return _("Taken back: %(source)s is not superseded. The record keeps both.") % {
        "source": citation.source
    }


ACTS: dict[str, Callable[[HttpRequest, User, Citation], str]] = {
    "supersede": _supersede,
    "reinstate": _reinstate,
}
