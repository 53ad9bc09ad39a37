"""TimeZoneMiddleware: the admin site shows times in the reader's zone. They are stored in UTC."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts.models import User


class TimeZoneMiddleware:
    """Behind authentication. REST and public pages say the same to everybody: UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        match = request.resolver_match
        if match is None or "admin" not in match.app_names:
            return
        if isinstance(request.user, User) and (zone := zone_of(request.user)) is not None:
            timezone.activate(zone)


def zone_of(user: User) -> zoneinfo.ZoneInfo | None:
    """The user's zone; None, for the site's own, where this machine knows no such zone."""
    try:
        return zoneinfo.ZoneInfo(user.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return None
