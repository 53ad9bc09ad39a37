"""The newsroom's admin site: Django's, with the desk's pages beside the models'."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase
    from django.template.response import TemplateResponse
    from django.urls import URLPattern, URLResolver

    from accounts.models import User


_SIGNED_OUT = _("You are signed out, so nothing was saved. Sign in, and send it again.")


def written_on(request: HttpRequest) -> str:
    """The page of ours that a form was sent from, with its query; the desk, if it is not said."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return reverse("admin:index")
    split = urlsplit(page)
    return urlunsplit(("", "", split.path, split.query, ""))


def _without_nul(request: HttpRequest) -> None:
    """The database takes no NUL: a list that is filtered by one would be an error of ours."""
    if "%00" in request.META.get("QUERY_STRING", ""):
        said = request.GET.copy()
        for name, values in request.GET.lists():
            said.setlist(name, [value.replace("\0", "") for value in values])
        request.GET = said  # type: ignore[assignment]


class SignInForm(AdminAuthenticationForm):
    """Tells somebody who is known, but has no role here, that it is not the password."""

    def confirm_login_allowed(self, user: User) -> None:
        super(AdminAuthenticationForm, self).confirm_login_allowed(user)  # refuses inactive ones
        if not user.is_staff:
            raise ValidationError(
                _("This account has no role in the newsroom yet. An administrator gives roles."),
                code="no_role",
            )


class OnrecordAdminSite(AdminSite):
    """The first page is the desk; `desk.urls` adds the pages where people work."""

    site_header = _("Onrecord")
    site_title = _("Onrecord")
    index_title = _("Desk")
    enable_nav_sidebar = False
    login_form = SignInForm

    def get_urls(self) -> list[URLResolver | URLPattern]:
        from desk.urls import desk_urls

        return [*desk_urls(self), *super().get_urls()]

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Django's door; what was sent through it by somebody signed out leads back to the page
        it was written on, since the address it was sent to shows nothing."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and not self.has_permission(request):
                if request.headers.get("HX-Request"):
                    return HttpResponse(status=401)  # a page to sign in on is no part of a page
                if request.path != reverse("admin:logout", current_app=self.name):
                    messages.warning(request, _SIGNED_OUT)
                    return redirect_to_login(written_on(request), reverse("admin:login"))
            _without_nul(request)
            answer: HttpResponseBase = guarded(request, *args, **kwargs)
            return answer

        return inner

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        from desk.views.index import desk

        return desk(request)  # type: ignore[return-value]

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Where one changes it with an event: Django's own form would write none."""
        return redirect("admin:desk_you")
