"""An endpoint of mine: how it fares, what was sent to it, and what I may do with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from api.exceptions import DomainError
from desk.access import needs_newsroom, page, render
from desk.paging import newest_first
from notify.models import Delivery, Endpoint
from notify.webhooks import services
from notify.webhooks.events import BY_NAME, CHOICES

PAGE = 25


def said(request: HttpRequest) -> dict[str, Any]:
    """What the form of an endpoint sends."""
    return {
        "url": request.POST.get("url", ""),
        "description": request.POST.get("description", ""),
        "kinds": request.POST.getlist("kinds"),
    }


def form_context(values: Mapping[str, Any], error: DomainError | None) -> dict[str, Any]:
    """What the form of an endpoint shows: what stands in it, and what was wrong with it."""
    return {"choices": CHOICES, "values": values, "error": error}


@page
@require_safe
def endpoint(request: HttpRequest, endpoint_id: int) -> HttpResponseBase:
    """How it fares, and what was sent to it with every attempt."""
    return _shown(request, needs_newsroom(request), endpoint_id)


def _shown(
    request: HttpRequest,
    actor: User,
    endpoint_id: int,
    *,
    secret: str = "",
    error: DomainError | None = None,
) -> HttpResponseBase:
    found = get_object_or_404(Endpoint.objects.all().of(actor).shown(), pk=endpoint_id)
    sent = Delivery.objects.visible_to(actor).filter(endpoint=found).prefetch_related("attempts")
    deliveries, pager = newest_first(request, sent, PAGE)
    for one in deliveries:
        one.kind_label = BY_NAME[one.kind].label
    now = {"url": found.url, "description": found.description, "kinds": found.kinds}
    context = {
        "endpoint": found,
        "allowed": services.allowed_actions(found),
        "deliveries": deliveries,
        "secret": secret,
        **pager,
        **form_context(said(request) if error else now, error),
    }
    status = error.status if error else 200
    return render(request, "desk/endpoint.html", context, status=status)


@page
@require_POST
def act(request: HttpRequest, endpoint_id: int, action: str) -> HttpResponseBase:
    """Edits, pauses, resumes, tests, rotates or deletes it; a refused edit keeps what was typed."""
    actor = needs_newsroom(request)
    mine: dict[str, Any] = {"actor": actor, "endpoint_id": endpoint_id}
    if action == "rotate":
        made = services.rotate_secret(**mine, expected_version=None)
        return _shown(request, actor, endpoint_id, secret=made.secret)
    if action not in _ACTS:
        raise Http404
    try:
        done = _ACTS[action](mine, request)
    except DomainError as refused:
        if action != "edit" or refused.status == 404:
            raise
        return _shown(request, actor, endpoint_id, error=refused)
    messages.success(request, done)
    if action == "delete":
        return redirect("admin:desk_told")
    return redirect("admin:desk_endpoint", endpoint_id)


def _edit(mine: Mapping[str, Any], request: HttpRequest) -> str:
    services.edit_endpoint(**mine, expected_version=None, changes=said(request))
    return _("Saved.")


def _pause(mine: Mapping[str, Any], request: HttpRequest) -> str:
    services.pause_endpoint(**mine, expected_version=None)
    return _("Paused: what happens meanwhile waits.")


def _resume(mine: Mapping[str, Any], request: HttpRequest) -> str:
    services.resume_endpoint(**mine, expected_version=None)
    return _("Resumed: what waited is sent now.")


def _ping(mine: Mapping[str, Any], request: HttpRequest) -> str:
    services.ping(**mine)
    return _("A test is on its way.")


def _delete(mine: Mapping[str, Any], request: HttpRequest) -> str:
    services.delete_endpoint(**mine, expected_version=None)
    return _("The endpoint is deleted.")


_ACTS: dict[str, Callable[[Mapping[str, Any], HttpRequest], str]] = {
    "edit": _edit,
    "pause": _pause,
    "resume": _resume,
    "ping": _ping,
    "delete": _delete,
}


@page
@require_POST
def replay(request: HttpRequest, delivery_id: int) -> HttpResponseBase:
    """Sends a delivery once more."""
    delivery = services.replay(actor=needs_newsroom(request), delivery_id=delivery_id)
    messages.success(request, _("It is sent once more."))
    return redirect("admin:desk_endpoint", delivery.endpoint_id)
