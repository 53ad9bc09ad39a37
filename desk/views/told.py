"""What I have told to me and my programs: an overview, where endpoints are made."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods

from api.exceptions import DomainError
from desk.access import needs_newsroom, page, render
from desk.views.searches import said_in_words
from desk.views.webhooks import form_context, said
from notify.models import Endpoint, SavedSearch
from notify.webhooks.services import create_endpoint


@page
@require_http_methods(["GET", "HEAD", "POST"])
def told(request: HttpRequest) -> HttpResponseBase:
    """My saved searches and endpoints; makes an endpoint, whose secret this answer alone shows."""
    actor, error, made = needs_newsroom(request), None, None
    if request.method == "POST":
        try:
            made = create_endpoint(actor=actor, **said(request))
        except DomainError as refused:
            error = refused
    searches = list(SavedSearch.objects.visible_to(actor))
    context = {
        "searches": list(zip(searches, said_in_words(actor, searches), strict=True)),
        "endpoints": Endpoint.objects.all().of(actor).shown(),
        "made": made,
        **form_context(said(request) if error else {}, error),
    }
    return render(request, "desk/told.html", context, status=error.status if error else 200)
