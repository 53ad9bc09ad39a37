"""The desk: which next?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import Role, has_role
from claims.models import Claim, ClaimStatus, ClaimType, Review, Verdict
from desk.access import actor_of, needs_newsroom, page, render
from desk.queue import Filters, for_list, page_of
from transcripts.models import ExtractionRun, RunStatus, Transcript
from transcripts.probes import late_sweeps, worker_state

SHORT = 8


@page
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Mine, the queue, what waits for an editor, what runs, what came out."""
    actor = actor_of(request)
    records = admin.site.get_app_list(request)
    if not has_role(actor, Role.REVIEWER, Role.EDITOR):
        return render(request, "desk/index.html", {"records": records})
    filters = Filters.of(request.GET)
    rows, cursor = page_of(filters.apply(actor), request.GET.get("after", ""))
    context = {
        "filters": filters,
        "queue": rows,
        "cursor": cursor,
        "further": "after" in request.GET,
        "mine": _mine(actor),
        "waiting": _waiting_for_an_editor(actor),
        "published": _published(),
        "records": records,
        "choices": _choices(actor, filters),
        **running_context(actor),
    }
    return render(request, "desk/index.html", context)


@page
@require_safe
def running(request: HttpRequest) -> HttpResponse:
    """What runs now: the part of the desk that is asked for again every two seconds."""
    return render(request, "desk/_running.html", running_context(needs_newsroom(request)))


def running_context(actor: User) -> dict[str, Any]:
    """Runs that wait or work, those that failed in the last day, and the banner."""
    runs = ExtractionRun.objects.visible_to(actor).select_related("transcript")
    runs = runs.defer("transcript__text")
    lately = Now() - timedelta(days=1)
    return {
        "active_runs": list(runs.active()[:SHORT]),
        "failed_runs": list(runs.filter(status=RunStatus.FAILED, finished_at__gte=lately)[:3]),
        "banner": banner(),
    }


def banner() -> list[str]:
    """A plain sentence where nobody is working, and one for each late sweep."""
    state = worker_state()
    if state.alive:
        return late_sweeps()
    safe = _("These transcripts are safe and will start when one is back.")
    if state.last_seen is None:
        return [_("No worker has ever been seen.") + " " + safe]
    seconds = int((now() - state.last_seen).total_seconds())
    if seconds < 120:
        gone = ngettext(
            "No worker has been seen for %(n)d second.",
            "No worker has been seen for %(n)d seconds.",
            seconds,
        ) % {"n": seconds}
    else:
        minutes = seconds // 60
        gone = ngettext(
            "No worker has been seen for %(n)d minute.",
            "No worker has been seen for %(n)d minutes.",
            minutes,
        ) % {"n": minutes}
    return [f"{gone} {safe}"]


def _mine(actor: User) -> list[Review]:
    reviews = Review.objects.filter(reviewer=actor, outcome="open").select_related(
        "claim__transcript", "claim__speaker", "claim__suggested_speaker", "assigned_by"
    )
    visible = reviews.filter(claim__in=Claim.objects.visible_to(actor))
    return list(visible.defer("claim__transcript__text", "claim__search").order_by("id")[:20])


def _waiting_for_an_editor(actor: User) -> list[Claim]:
    if not has_role(actor, Role.EDITOR):
        return []
    undecided = (ClaimStatus.DISPUTED, ClaimStatus.RESOLVED)
    claims = Claim.objects.visible_to(actor).current().filter(status__in=undecided)
    return list(for_list(claims.order_by("-rank", "-id"))[:SHORT])


def _published() -> list[Verdict]:
    verdicts = Verdict.objects.current().select_related("claim").order_by("-published_at", "-id")
    return list(verdicts.defer("claim__search")[:SHORT])


def _choices(actor: User, filters: Filters) -> dict[str, Any]:
    """What the filter form offers: the latest transcripts, and the chosen one."""
    visible = Transcript.objects.visible_to(actor)
    latest = list(visible.order_by("-id").values_list("pk", "title")[:40])
    chosen = filters.said.get("transcript")
    if chosen and int(chosen) not in dict(latest):
        latest += visible.filter(pk=int(chosen)).values_list("pk", "title")
    return {"statuses": ClaimStatus.choices, "types": ClaimType.choices, "transcripts": latest}
