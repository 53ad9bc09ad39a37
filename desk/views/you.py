"""One's own settings: the time zone in which one reads times, and the password."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import get_current_timezone_name, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.services import change_own_password, choose_time_zone
from api.exceptions import DomainError, InvalidInput
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
    """Chooses the zone or changes the password; everybody in the admin site, their own."""
    actor = actor_of(request)
    act, error = request.POST.get("act", ""), None
    if request.method == "POST":
        try:
            said = _ACTS.get(act, _choose_zone)(request, actor)
        except DomainError as refused:
            error = refused
        else:
            messages.success(request, said)
            return redirect("admin:desk_you")
    context = {
        "error": error,
        "refused": act if error else "",
        "chosen": get_current_timezone_name(),
        "regions": regions(),
    }
    return render(request, "desk/you.html", context, status=error.status if error else 200)


def _choose_zone(request: HttpRequest, actor: User) -> str:
    choose_time_zone(actor=actor, time_zone=request.POST.get("time_zone", ""))
    return _("Times are shown in your zone from now on.")


def _change_password(request: HttpRequest, actor: User) -> str:
    password = request.POST.get("password", "")
    if request.POST.get("again", "") != password:
        raise InvalidInput(_("The two are not the same."), pointer="/again")
    current = request.POST.get("current", "")
    user = change_own_password(actor=actor, current=current, password=password)
    update_session_auth_hash(request, user)  # this browser stays signed in, others do not
    return _("Your password is changed. Your tokens have ended.")


_ACTS = {"time_zone": _choose_zone, "password": _change_password}


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
