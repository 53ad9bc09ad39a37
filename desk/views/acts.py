"""What people do with a claim: parse, one service, and back with what was saved.

A refusal shows the page again with everything that was sent; nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from api.exceptions import DomainError
from claims import services
from claims.models import Claim, RatingLevel
from desk.access import needs_newsroom, page, render, sees_newsroom
from desk.parsing import day, one_of, whole_number
from desk.queue import Filters, neighbours
from desk.views.claims import show

Act = Callable[[User, int, QueryDict], str]


def _state(service: Callable[..., Any], said: Callable[[], str], *reasons: str) -> Act:
    """An act that takes the version it expects and, by name, texts of the form."""

    def act(actor: User, claim_id: int, data: QueryDict) -> str:
        texts = {name: data.get(name, "") for name in reasons}
        version = whole_number(data, "version")
        service(actor=actor, claim_id=claim_id, expected_version=version, **texts)
        return said()

    return act


def _place(service: Callable[..., Any], said: Callable[[], str]) -> Act:
    """An act of an editor on somebody's place."""

    def act(actor: User, claim_id: int, data: QueryDict) -> str:
        people = User.objects.filter(is_active=True)
        reviewer = one_of(data, "reviewer", people, _("Choose a reviewer."))
        version = whole_number(data, "version")
        service(actor=actor, claim_id=claim_id, expected_version=version, reviewer=reviewer)
        return said()

    return act


def _level(data: QueryDict) -> RatingLevel:
    level: RatingLevel = one_of(data, "level", RatingLevel.objects.all(), _("Choose a level."))
    return level


def _rate(actor: User, claim_id: int, data: QueryDict) -> str:
    services.rate(
        actor=actor,
        claim_id=claim_id,
        level=_level(data),
        confidence=data.get("confidence", ""),
        rationale=data.get("rationale", ""),
        wording=whole_number(data, "wording"),
    )
    return _("Your rating is saved.")


def _cite(actor: User, claim_id: int, data: QueryDict) -> str:
    names = ("url", "title", "publisher", "kind", "excerpt", "stance")
    given = {name: data.get(name, "") for name in names}
    services.cite(actor=actor, claim_id=claim_id, **given)
    return _("The source is cited.")


def _edit(actor: User, claim_id: int, data: QueryDict) -> str:
    changes: dict[str, Any] = {name: data[name] for name in ("normalised", "type") if name in data}
    if data.get("speaker"):
        changes["speaker"] = whole_number(data, "speaker")
    version = whole_number(data, "version")
    services.edit_claim(actor=actor, claim_id=claim_id, expected_version=version, changes=changes)
    return _("The wording is saved.")


def _adjudicate(actor: User, claim_id: int, data: QueryDict) -> str:
    services.adjudicate(
        actor=actor,
        claim_id=claim_id,
        expected_version=whole_number(data, "version"),
        level=_level(data),
        summary=data.get("summary", ""),
        reason=data.get("reason", ""),
        as_of=day(data, "as_of"),
    )
    return _("The verdict is saved. It is public once it is published.")


def _correct(actor: User, claim_id: int, data: QueryDict) -> str:
    services.correct(
        actor=actor,
        claim_id=claim_id,
        expected_version=whole_number(data, "version"),
        note=data.get("note", ""),
        level=_level(data),
        summary=data.get("summary", ""),
        as_of=day(data, "as_of"),
    )
    return _("The correction is published, with its note.")


ACTS: dict[str, Act] = {
    "take": _state(services.take, lambda: _("The claim is yours for now.")),
    "renew": _state(services.renew, lambda: _("You have more time.")),
    "release": _state(services.release, lambda: _("You gave your place back; the draft is kept.")),
    "assign": _place(services.assign, lambda: _("The claim is assigned.")),
    "take_over": _place(services.take_over, lambda: _("The place is free again.")),
    "reveal": _state(
        services.reveal,
        lambda: _("You see the ratings now, and rate no more in this round."),
        "reason",
    ),
    "rate": _rate,
    "cite": _cite,
    "edit": _edit,
    "dismiss": _state(services.dismiss, lambda: _("The claim is dismissed."), "reason"),
    "reopen": _state(services.reopen, lambda: _("The claim is open again."), "reason"),
    "adjudicate": _adjudicate,
    "publish": _state(services.publish, lambda: _("Published. Everybody can read it now.")),
    "correct": _correct,
    "retract": _state(
        services.retract, lambda: _("The check is retracted. Its page says so."), "reason"
    ),
}


@page
@require_POST
def act(request: HttpRequest, claim_id: int, action: str) -> HttpResponseBase:
    """One act; the query string keeps the queue's filters."""
    actor = sees_newsroom(request)
    if action not in ACTS:
        raise Http404
    try:
        said = ACTS[action](actor, claim_id, request.POST)
    except DomainError as error:
        if error.status == 404:
            raise
        return show(request, claim_id, error, action)
    messages.success(request, said)
    return redirect(_onwards(request, actor, claim_id))


def _onwards(request: HttpRequest, actor: User, claim_id: int) -> str:
    """Back to the claim, or with `then=next` to the one that follows in the queue."""
    filters = Filters.of(request.GET)
    query = f"?{filters.query}" if filters.query else ""
    if request.POST.get("then") == "next":
        here = Claim.objects.only("rank").get(pk=claim_id)
        following = neighbours(filters.apply(actor), here).next
        if following is None:
            return reverse("admin:index") + query
        claim_id = following.pk
    return reverse("admin:desk_claim", args=[claim_id]) + query


@page
@require_POST
def draft(request: HttpRequest, claim_id: int) -> HttpResponseBase:
    """Keeps what is typed in the rating form; htmx gets a line, a browser the page."""
    actor = sees_newsroom(request)
    names = ("level", "confidence", "rationale", "wording")
    typed = {name: request.POST.get(name, "") for name in names}
    error: DomainError | None = None
    try:
        services.save_draft(actor=actor, claim_id=claim_id, draft=typed)
    except DomainError as refused:
        if refused.status == 404:
            raise
        error = refused
    if request.headers.get("HX-Request"):
        context = {"error": error, "at": localtime()}
        return render(request, "desk/_draft.html", context)
    if error is not None:
        return show(request, claim_id, error, "rate")
    messages.success(request, _("Your draft is kept."))
    return redirect("admin:desk_claim", claim_id)


@page
@require_POST
def take_next(request: HttpRequest) -> HttpResponseBase:
    """Takes the first claim of the filtered queue that has a free place."""
    actor = needs_newsroom(request)
    filters = Filters.of(request.GET)
    claim = services.next_claim(actor=actor, queryset=filters.apply(actor))
    query = f"?{filters.query}" if filters.query else ""
    if claim is None:
        messages.info(request, _("Nothing in this queue has a free place for you."))
        return redirect(reverse("admin:index") + query)
    return redirect(reverse("admin:desk_claim", args=[claim.pk]) + query)


@page
@require_POST
def withdraw_citation(request: HttpRequest, citation_id: int) -> HttpResponseBase:
    """Takes a citation back, with the reason."""
    actor = sees_newsroom(request)
    claim_id = whole_number(request.POST, "claim")
    try:
        services.withdraw_citation(
            actor=actor, citation_id=citation_id, reason=request.POST.get("reason", "")
        )
    except DomainError as error:
        if error.status == 404:
            raise
        return show(request, claim_id, error, "withdraw_citation")
    messages.success(request, _("The citation is withdrawn; the record keeps it."))
    return redirect("admin:desk_claim", claim_id)
