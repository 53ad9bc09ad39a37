"""The desk: which next?"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import Role, has_role
from claims.models import Claim, ClaimStatus
from desk import side
from desk.access import actor_of, needs_newsroom, page, render
from desk.administration import administration_context
from desk.chips import chips, choices
from desk.health import running_context
from desk.parsing import row_id
from desk.queue import Filters, newer, page_of


@page
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Mine, the queue, what waits for an editor, what runs, what came out."""
    actor = actor_of(request)
    records = {"records": admin.site.get_app_list(request)}
    if not has_role(actor, Role.REVIEWER, Role.EDITOR):
        context = {**records, **administration_context()}
        return render(request, "desk/administration.html", context)
    context = {**records, **_queue(request, actor), **_side(actor), **running_context(actor)}
    return render(request, "desk/index.html", context)


def _queue(request: HttpRequest, actor: User) -> dict[str, Any]:
    """A page of the queue, and what it is filtered by."""
    filters = Filters.of(request.GET)
    rows, cursor = page_of(filters, actor, request.GET.get("after", ""))
    offered = choices(actor, filters)
    newest = Claim.objects.order_by("-id").values_list("pk", flat=True).first()
    return {
        "filters": filters,
        "chips": chips(filters, offered),
        "choices": offered,
        "queue": rows,
        "due_verdicts": side.due_on(rows) if "due" in filters.said else {},
        "cursor": cursor,
        "further": "after" in request.GET,
        "newest": newest or 0,
    }


def _side(actor: User) -> dict[str, Any]:
    editor = has_role(actor, Role.EDITOR)
    return {
        "mine": side.mine(actor),
        "disputes": side.undecided(actor, ClaimStatus.DISPUTED) if editor else [],
        "agreed": side.undecided(actor, ClaimStatus.RESOLVED) if editor else [],
        "due": side.due() if editor else [],
        "due_filters": Filters({"due": "yes"}),
        "published": side.published(),
        "corrections": side.corrections(),
    }


@page
@require_safe
def running(request: HttpRequest) -> HttpResponse:
    """What runs now and how many claims are new: asked for again every few seconds."""
    actor = needs_newsroom(request)
    filters = Filters.of(request.GET)
    known = row_id(request.GET.get("since", ""))
    context = {
        "filters": filters,
        "newest": known,
        "new": newer(filters.apply(actor), known) if known is not None else 0,
        **running_context(actor),
    }
    return render(request, "desk/_running.html", context)
