"""What people do with a claim: one act, and back with what was saved.

A refusal shows the page again with everything that was sent; nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from api.exceptions import DomainError
from claims import services
from claims.discussion.models import Post
from claims.discussion.services import withdraw_post as service_withdraw_post
from claims.models import Citation, Claim, Review
from desk.access import needs_newsroom, page, render, sees_newsroom
from desk.acts import ACTS
from desk.queue import Filters, following
from desk.views.claims import show


@page
@require_POST
def act(request: HttpRequest, claim_id: int, action: str) -> HttpResponseBase:
    """One act; the query string keeps the queue's filters."""
    actor = sees_newsroom(request)
    if action not in ACTS:
        raise Http404
    return answer(
        request, actor, claim_id, action, lambda: ACTS[action](actor, claim_id, request.POST)
    )


def answer(
    request: HttpRequest,
    actor: User,
    claim_id: int,
    action: str,
    does: Callable[[], str],
    anchor: str = "",
) -> HttpResponseBase:
    """Back to the page with what was saved, at `#anchor`, or the page with what was refused."""
    filters = Filters.of(request.GET)
    onwards = request.POST.get("then") == "next"
    # Read before the act, which may take the claim out of the queue.
    place = _place(filters, actor, claim_id) if onwards else None
    try:
        said = does()
    except DomainError as error:
        if error.status == 404:
            raise
        return show(request, claim_id, error, action)
    messages.success(request, said)
    query = f"?{filters.query}" if filters.query else ""
    if onwards:
        following_id = following(filters, actor, place)
        if following_id is None:
            messages.info(request, _("That was the last claim of this queue."))
            return redirect(reverse("admin:index") + query)
        claim_id = following_id
    return redirect(reverse("admin:desk_claim", args=[claim_id]) + query + anchor)


def _place(filters: Filters, actor: User, claim_id: int) -> tuple[Any, int] | None:
    here = Claim.objects.only("rank").filter(pk=claim_id).first()
    return None if here is None else filters.order.place(filters.apply(actor), here)


@page
@require_POST
def draft(request: HttpRequest, claim_id: int) -> HttpResponseBase:
    """Keeps what is typed in the rating form; htmx gets a line, a browser the page."""
    actor = sees_newsroom(request)
    names = ("level", "confidence", "rationale", "wording")
    typed = {name: request.POST.get(name, "") for name in names}
    review: Review | None = None
    error: DomainError | None = None
    try:
        review = services.save_draft(actor=actor, claim_id=claim_id, draft=typed)
    except DomainError as refused:
        if refused.status == 404:
            raise
        error = refused
    if request.headers.get("HX-Request"):
        context = {"error": error, "review": review, "at": localtime()}
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
    reason = request.POST.get("reason", "")

    def does() -> str:
        services.withdraw_citation(actor=actor, citation_id=citation_id, reason=reason)
        return _("The citation is withdrawn; the record keeps it.")

    claim_id = _claim_of(Citation, citation_id)
    return answer(request, actor, claim_id, "withdraw_citation", does)


@page
@require_POST
def withdraw_post(request: HttpRequest, post_id: int) -> HttpResponseBase:
    """Takes back what was said in the discussion, with the reason."""
    actor = sees_newsroom(request)
    reason = request.POST.get("reason", "")

    def does() -> str:
        service_withdraw_post(actor=actor, post=Post(pk=post_id), reason=reason)
        return _("It is withdrawn; the record keeps it.")

    return answer(request, actor, _claim_of(Post, post_id), "withdraw_post", does)


def _claim_of(model: type[Citation | Post], pk: int) -> int:
    """The claim that a citation or post is about; whether it may be seen the service says."""
    claim_id = model.objects.filter(pk=pk).values_list("claim_id", flat=True).first()
    if claim_id is None:
        raise Http404
    return int(claim_id)
