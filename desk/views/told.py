"""What I have told to me and my programs: saved searches, webhooks and what was delivered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from api.exceptions import DomainError
from claims.models import Claim
from desk.access import needs_newsroom, page, render
from desk.parsing import row_id
from desk.queue import Filters
from desk.saving import as_query
from notify.models import Delivery, Endpoint, SavedSearch
from notify.searches import services as searches
from notify.webhooks import services as webhooks
from notify.webhooks.events import CHOICES

PAGE = 25


@page
@require_http_methods(["GET", "HEAD", "POST"])
def told(request: HttpRequest) -> HttpResponseBase:
    """My saved searches and endpoints; makes an endpoint, whose secret this answer alone shows."""
    actor, error, made = needs_newsroom(request), None, None
    if request.method == "POST":
        try:
            made = webhooks.create_endpoint(
                actor=actor,
                url=request.POST.get("url", ""),
                description=request.POST.get("description", ""),
                kinds=request.POST.getlist("kinds"),
            )
        except DomainError as refused:
            error = refused
    context = {
        "searches": SavedSearch.objects.visible_to(actor),
        "endpoints": Endpoint.objects.all().of(actor).shown(),
        "choices": CHOICES,
        "made": made,
        "error": error,
        "sent": request.POST,
    }
    status = error.status if error else 200
    return render(request, "desk/told.html", context, status=status)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest) -> HttpResponseBase:
    """Saves the queue's filters, which stand in the URL."""
    actor, error = needs_newsroom(request), None
    filters = Filters.of(request.GET)
    query = as_query(filters)
    if request.method == "POST":
        try:
            search = searches.save_search(actor=actor, query=query, **_said(request, actor))
        except DomainError as refused:
            error = refused
        else:
            messages.success(request, _("The search is saved. New matches are told to you."))
            return redirect("admin:desk_search", search.pk)
    context = {
        "query": query,
        "filters": filters,
        "endpoints": Endpoint.objects.all().of(actor),
        "sent": request.POST,
        "error": error,
    }
    status = error.status if error else 200
    return render(request, "desk/save_search.html", context, status=status)


def _said(request: HttpRequest, actor: User) -> dict[str, Any]:
    chosen = row_id(request.POST.get("endpoint", ""))
    return {
        "name": request.POST.get("name", ""),
        "by_inbox": "by_inbox" in request.POST,
        "by_mail": "by_mail" in request.POST,
        "endpoint": Endpoint.objects.all().of(actor).filter(pk=chosen).first() if chosen else None,
    }


@page
@require_safe
def search(request: HttpRequest, search_id: int) -> HttpResponseBase:
    """A saved search with the claims it told me of, newest first."""
    actor = needs_newsroom(request)
    found = get_object_or_404(SavedSearch.objects.visible_to(actor), pk=search_id)
    seen = Claim.objects.visible_to(actor)
    matches = found.matches.filter(claim__in=seen).select_related("claim__transcript")
    rows = matches.defer("claim__search", "claim__transcript__text").order_by("-id")[:PAGE]
    context = {
        "search": found,
        "matches": rows,
        "endpoints": Endpoint.objects.all().of(actor),
        "sent": None,
        "error": None,
    }
    return render(request, "desk/saved_search.html", context)


@page
@require_POST
def search_act(request: HttpRequest, search_id: int, action: str) -> HttpResponseBase:
    """Edits, pauses, resumes or deletes one of mine."""
    actor = needs_newsroom(request)
    wanted: dict[str, Any] = {"actor": actor, "search_id": search_id, "expected_version": None}
    if action == "delete":
        searches.delete_search(**wanted)
        messages.success(request, _("The saved search is deleted."))
        return redirect("admin:desk_told")
    changes = {"pause": {"paused": True}, "resume": {"paused": False}}.get(action)
    if action == "edit":
        changes = _said(request, actor)
    if changes is None:
        raise Http404
    searches.edit_search(**wanted, changes=changes)
    messages.success(request, _("Saved."))
    return redirect("admin:desk_search", search_id)


@page
@require_safe
def endpoint(request: HttpRequest, endpoint_id: int) -> HttpResponseBase:
    """An endpoint of mine, how it fares, and what was sent to it with every attempt."""
    actor = needs_newsroom(request)
    return _endpoint_page(request, actor, endpoint_id)


def _endpoint_page(
    request: HttpRequest, actor: User, endpoint_id: int, secret: str = ""
) -> HttpResponseBase:
    found = get_object_or_404(Endpoint.objects.all().of(actor).shown(), pk=endpoint_id)
    rows = Delivery.objects.visible_to(actor).filter(endpoint=found).prefetch_related("attempts")
    before = row_id(request.GET.get("before", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    deliveries = list(rows.order_by("-id")[: PAGE + 1])
    context = {
        "endpoint": found,
        "allowed": webhooks.allowed_actions(found),
        "choices": CHOICES,
        "deliveries": deliveries[:PAGE],
        "cursor": deliveries[PAGE - 1].pk if len(deliveries) > PAGE else "",
        "secret": secret,
    }
    return render(request, "desk/endpoint.html", context)


@page
@require_POST
def endpoint_act(request: HttpRequest, endpoint_id: int, action: str) -> HttpResponseBase:
    """Edits, pauses, resumes, tests, rotates or deletes one of mine."""
    actor = needs_newsroom(request)
    versioned: dict[str, Any] = {
        "actor": actor,
        "endpoint_id": endpoint_id,
        "expected_version": None,
    }
    if action == "rotate":
        return _endpoint_page(
            request, actor, endpoint_id, webhooks.rotate_secret(**versioned).secret
        )
    acts: dict[str, Callable[[], Any]] = {
        "edit": lambda: webhooks.edit_endpoint(**versioned, changes=_endpoint_said(request)),
        "pause": lambda: webhooks.pause_endpoint(**versioned),
        "resume": lambda: webhooks.resume_endpoint(**versioned),
        "ping": lambda: webhooks.ping(actor=actor, endpoint_id=endpoint_id),
        "delete": lambda: webhooks.delete_endpoint(**versioned),
    }
    if action not in acts:
        raise Http404
    acts[action]()
    if action == "delete":
        messages.success(request, _("The endpoint is deleted."))
        return redirect("admin:desk_told")
    messages.success(request, _("A test is on its way.") if action == "ping" else _("Saved."))
    return redirect("admin:desk_endpoint", endpoint_id)


def _endpoint_said(request: HttpRequest) -> dict[str, Any]:
    return {
        "url": request.POST.get("url", ""),
        "description": request.POST.get("description", ""),
        "kinds": request.POST.getlist("kinds"),
    }


@page
@require_POST
def replay(request: HttpRequest, delivery_id: int) -> HttpResponseBase:
    """Sends a delivery once more."""
    delivery = webhooks.replay(actor=needs_newsroom(request), delivery_id=delivery_id)
    messages.success(request, _("It is sent once more."))
    return redirect("admin:desk_endpoint", delivery.endpoint_id)
