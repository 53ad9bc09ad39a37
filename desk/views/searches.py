"""Saved searches: the queue's filters kept, what they found, and what I may do with one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from desk.chips import in_words
from desk.paging import newest_first
from desk.parsing import row_id
from desk.queue import Filters
from desk.saving import as_filters, as_query
from notify.models import Endpoint, SavedSearch
from notify.searches import services

PAGE = 25


@page
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest) -> HttpResponseBase:
    """Saves the queue's filters, which stand in the URL."""
    actor, error = needs_newsroom(request), None
    filters = Filters.of(request.GET)
    query = as_query(filters)
    values: dict[str, Any] = {"by_inbox": True}
    if request.method == "POST":
        values = _said(request, actor)
        try:
            search = services.save_search(actor=actor, query=query, **values)
        except DomainError as refused:
            error = refused
        else:
            messages.success(request, _("The search is saved. New matches are told to you."))
            return redirect("admin:desk_search", search.pk)
    words = in_words(actor, [filters])[0]
    context = {"words": words, "filters": filters, **_form_context(actor, values, error)}
    status = error.status if error else 200
    return render(request, "desk/save_search.html", context, status=status)


def said_in_words(actor: User, searches: Sequence[SavedSearch]) -> list[str]:
    """What each of them asks for, as the queue says it."""
    return in_words(actor, [as_filters(search.query) for search in searches])


def _said(request: HttpRequest, actor: User) -> dict[str, Any]:
    chosen = row_id(request.POST.get("endpoint", ""))
    return {
        "name": request.POST.get("name", ""),
        "by_inbox": "by_inbox" in request.POST,
        "by_mail": "by_mail" in request.POST,
        "endpoint": Endpoint.objects.all().of(actor).filter(pk=chosen).first() if chosen else None,
    }


def _form_context(
    actor: User, values: Mapping[str, Any], error: DomainError | None
) -> dict[str, Any]:
    return {"endpoints": Endpoint.objects.all().of(actor), "values": values, "error": error}


@page
@require_safe
def search(request: HttpRequest, search_id: int) -> HttpResponseBase:
    """A saved search with the claims it told me of, newest first."""
    return _shown(request, needs_newsroom(request), search_id)


def _shown(
    request: HttpRequest, actor: User, search_id: int, error: DomainError | None = None
) -> HttpResponseBase:
    found = get_object_or_404(SavedSearch.objects.visible_to(actor), pk=search_id)
    seen = found.matches.filter(claim__in=Claim.objects.visible_to(actor))
    rows = seen.select_related("claim__transcript").defer(
        "claim__search", "claim__transcript__text"
    )
    matches, pager = newest_first(request, rows, PAGE)
    now = {name: getattr(found, name) for name in ("name", "by_inbox", "by_mail", "endpoint")}
    context = {
        "search": found,
        "words": said_in_words(actor, [found])[0],
        "matches": matches,
        **pager,
        **_form_context(actor, _said(request, actor) if error else now, error),
    }
    status = error.status if error else 200
    return render(request, "desk/saved_search.html", context, status=status)


@page
@require_POST
def act(request: HttpRequest, search_id: int, action: str) -> HttpResponseBase:
    """Edits, pauses, resumes or deletes one of mine; a refused edit keeps what was typed."""
    actor = needs_newsroom(request)
    mine: dict[str, Any] = {"actor": actor, "search_id": search_id, "expected_version": None}
    if action == "delete":
        services.delete_search(**mine)
        messages.success(request, _("The saved search is deleted."))
        return redirect("admin:desk_told")
    changes = {
        "edit": _said(request, actor),
        "pause": {"paused": True},
        "resume": {"paused": False},
    }.get(action)
    if changes is None:
        raise Http404
    try:
        services.edit_search(**mine, changes=changes)
    except DomainError as refused:
        if action != "edit" or refused.status == 404:
            raise
        return _shown(request, actor, search_id, refused)
    messages.success(request, _("Saved."))
    return redirect("admin:desk_search", search_id)
