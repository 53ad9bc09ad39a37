"""The claim page: does it hold?"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from api.exceptions import DomainError
from claims.models import Claim
from desk.access import page, render, sees_newsroom
from desk.claim_page import claim_context
from desk.queue import Filters, neighbours


@page
@require_safe
def claim(request: HttpRequest, claim_id: int) -> HttpResponseBase:
    """The claim in its context, and all that may be done with it."""
    return show(request, claim_id)


def show(
    request: HttpRequest, claim_id: int, error: DomainError | None = None, action: str = ""
) -> HttpResponseBase:
    """The page; with `error`, what `action` was refused for beside what was sent, which is kept."""
    actor = sees_newsroom(request)
    found: Claim | None = (
        (
            Claim.objects.visible_to(actor)
            .with_people()
            .select_related("first_segment", "last_segment", "added_by")
        )
        .filter(pk=claim_id)
        .first()
    )
    if found is None:
        raise Http404
    filters = Filters.of(request.GET)
    context = {
        **claim_context(actor, found, action, request.POST if error else None, error),
        "filters": filters,
        "rail": neighbours(filters, actor, found),
        "error": error,
        "refused": action if error else "",
    }
    return render(request, "desk/claim.html", context, status=error.status if error else 200)
