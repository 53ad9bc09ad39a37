"""What every page of the desk shares: who asks, and how a refusal looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role, has_role
from api.exceptions import DomainError, Forbidden, NotVisible
from desk.keys import sheet
from desk.navigation import PLACES
from notify.models import Notice

View = Callable[..., HttpResponseBase]


def actor_of(request: HttpRequest) -> User:
    """The signed-in person; the admin site's door let nobody else through."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def page(view: View) -> View:
    """404 for what is not visible, 403 for what is forbidden, on a page of ours; where there is
    none to see, the page it belongs to."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            answer = view(request, *args, **kwargs)
        except Http404:
            return problem(request, NotVisible(_("There is no such page, or not for you.")))
        except PermissionDenied:
            return problem(request, Forbidden(_("Your role does not allow this.")))
        except DomainError as error:
            return problem(request, error)
        if isinstance(answer, HttpResponseNotAllowed) and request.method in ("GET", "HEAD"):
            return redirect(_home(kwargs))  # where a form goes; a reload or a link asks to see it
        return answer

    return inner


def _home(kwargs: Mapping[str, Any]) -> str:
    """The page whose forms go to an address with these parts."""
    for part, name in (("claim_id", "desk_claim"), ("transcript_id", "desk_transcript")):
        if part in kwargs:
            return reverse(f"admin:{name}", args=[kwargs[part]])
    return reverse("admin:index")


def needs_newsroom(request: HttpRequest) -> User:
    """Reviewers and editors; raises Forbidden for everybody else."""
    actor = actor_of(request)
    if not has_role(actor, Role.REVIEWER, Role.EDITOR):
        raise Forbidden(_("The desk is for reviewers and editors."))
    return actor


def sees_newsroom(request: HttpRequest) -> User:
    """The same for pages about one object: for anybody else there is no such object."""
    actor = actor_of(request)
    if not has_role(actor, Role.REVIEWER, Role.EDITOR):
        raise Http404
    return actor


def problem(request: HttpRequest, error: DomainError) -> TemplateResponse:
    """A refusal as a page: what happened, what was kept, what to do."""
    headings = {403: _("Not for your role"), 404: _("Nothing here")}
    context = {"error": error, "heading": headings.get(error.status, str(error.title))}
    return render(request, "desk/problem.html", context, status=error.status)


def render(
    request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200
) -> TemplateResponse:
    """A page with what all pages know: the site, the person, where they are and may go."""
    roles = {
        "is_newsroom": has_role(request.user, Role.REVIEWER, Role.EDITOR),
        "is_editor": has_role(request.user, Role.EDITOR),
        "is_administrator": has_role(request.user, Role.ADMINISTRATOR),
    }
    everywhere = {
        **admin.site.each_context(request),
        **roles,
        "role": role_word(request.user),
        "here": request.resolver_match.url_name if request.resolver_match else "",
        "navigation": PLACES if roles["is_newsroom"] else PLACES[:1],
        "keys": sheet(),
        "unread": Notice.objects.unread_count(request.user) if roles["is_newsroom"] else 0,
    }
    return TemplateResponse(request, template, {**everywhere, **context}, status=status)


def role_word(user: User | AnonymousUser) -> str:
    """The role that says most about what somebody may do here."""
    words = {
        Role.EDITOR: _("editor"),
        Role.REVIEWER: _("reviewer"),
        Role.ADMINISTRATOR: _("administrator"),
    }
    return next((word for role, word in words.items() if has_role(user, role)), _("no role"))
