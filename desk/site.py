"""The newsroom's admin site: Django's, with the desk's pages beside the models'."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.template.response import TemplateResponse
    from django.urls import URLPattern, URLResolver

    from accounts.models import User


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
