"""The first page of administrators: accounts, roles, and whether everything works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from api.health import ProbeResult, run_probes
from transcripts.probes import worker_state

NEWEST = 8

_PROBES = {
    "database": gettext_lazy("Database"),
    "migrations": gettext_lazy("Database is up to date"),
    "broker": gettext_lazy("Broker"),
    "worker": gettext_lazy("Workers"),
    "sweeps": gettext_lazy("Regular jobs"),
    "network": gettext_lazy("Network worker"),
    "score": gettext_lazy("Scoring worker"),
    "matching": gettext_lazy("Matching worker"),
    "evidence": gettext_lazy("Storage of kept pages"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that has to work, and why it does not."""

    name: str
    ok: bool
    reason: str


def administration_context() -> dict[str, Any]:
    """Everything on the page."""
    people = User.objects.filter(is_active=True)
    return {
        "roles": _roles(),
        "without_role": people.filter(groups__isnull=True, is_superuser=False).count(),
        "never_in": people.filter(last_login__isnull=True).exclude(_is_program()).count(),
        "inactive": User.objects.filter(is_active=False).count(),
        "newest": list(User.objects.prefetch_related("groups").order_by("-date_joined")[:NEWEST]),
        "checks": [_check(name, probe) for name, probe in _probes().items()],
        "waiting": worker_state().queue_depth,
    }


def _is_program() -> Q:
    """Integrators come with tokens and never sign in here."""
    return Q(groups__name=Role.INTEGRATOR)


def _roles() -> list[tuple[int, str, int]]:
    """Each role's group with its name and how many active accounts have it."""
    words = {
        Role.EDITOR: _("Editors"),
        Role.REVIEWER: _("Reviewers"),
        Role.INTEGRATOR: _("Integrators"),
        Role.ADMINISTRATOR: _("Administrators"),
    }
    counted = Count("user", filter=Q(user__is_active=True))
    groups = {group.name: group for group in Group.objects.annotate(number=counted)}
    return [(groups[role].pk, word, groups[role].number) for role, word in words.items()]


def _probes() -> Mapping[str, ProbeResult]:
    return {**run_probes("ready"), **run_probes("queue")}


def _check(name: str, probe: ProbeResult) -> Check:
    return Check(str(_PROBES.get(name, name)), probe.ok, probe.reason)
