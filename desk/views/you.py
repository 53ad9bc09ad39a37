"""One's own settings: the time zone in which one reads times."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import get_current_timezone_name, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.services import choose_time_zone
from api.exceptions import DomainError
from desk.access import actor_of, page, render


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone as one chooses it: "Argentina: Ushuaia", and how far it is from UTC now."""

    name: str
    place: str
    offset: str


@page
@require_http_methods(["GET", "HEAD", "POST"])
def you(request: HttpRequest) -> HttpResponseBase:
    """Chooses the zone; everybody who works in the admin site, their own."""
    actor = actor_of(request)
    error = None
    if request.method == "POST":
        try:
            choose_time_zone(actor=actor, time_zone=request.POST.get("time_zone", ""))
        except DomainError as refused:
            error = refused
        else:
            messages.success(request, _("Times are shown in your zone from now on."))
            return redirect("admin:desk_you")
    context = {
        "error": error,
        "chosen": get_current_timezone_name(),
        "regions": regions(),
    }
    return render(request, "desk/you.html", context, status=error.status if error else 200)


def regions() -> list[tuple[str, list[Zone]]]:
    """The zones of the world by region; those without one, UTC among them, come first."""
    moment = now()
    names = (name for name in zoneinfo.available_timezones() if _chosen_by_people(name))
    split = sorted((name.rpartition("/")[0].partition("/")[0], name) for name in names)
    return [
        (region or _("World"), [_zone(name, region, moment) for _region, name in found])
        for region, found in groupby(split, key=lambda pair: pair[0])
    ]


def _chosen_by_people(name: str) -> bool:
    region, slash, _place = name.partition("/")
    return name == "UTC" or (bool(slash) and region not in ("Etc", "SystemV", "posix", "right"))


def _zone(name: str, region: str, moment: datetime) -> Zone:
    place = name.removeprefix(f"{region}/").replace("/", ": ").replace("_", " ")
    offset = moment.astimezone(zoneinfo.ZoneInfo(name)).strftime("%z")
    return Zone(name, place, f"{offset[:3]}:{offset[3:]}")
