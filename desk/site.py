"""The newsroom's admin site: Django's, with the desk's pages beside the models'."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.template.response import TemplateResponse
    from django.urls import URLPattern, URLResolver


class OnrecordAdminSite(AdminSite):
    """The first page is the desk; `desk.urls` adds the pages where people work."""

    site_header = _("Onrecord")
    site_title = _("Onrecord")
    index_title = _("Desk")
    enable_nav_sidebar = False

    def get_urls(self) -> list[URLResolver | URLPattern]:
        from desk.urls import desk_urls

        return [*desk_urls(self), *super().get_urls()]

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        from desk.views.index import desk

        return desk(request)  # type: ignore[return-value]
