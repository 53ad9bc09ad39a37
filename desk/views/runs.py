"""Runs: how far they are, asking for one, cancel and replay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from api.exceptions import DomainError
from desk.access import needs_newsroom, page, render, sees_newsroom
from desk.figures.words import how_long
from desk.health import banner
from desk.paging import newest_first
from desk.parsing import row_id
from transcripts import runs as life
from transcripts.models import ExtractionRun, RunMode, RunStatus, Transcript

PAGE = 50
MOST_NEWER = 100


def transcript_or_404(actor: User, transcript_id: int) -> Transcript:
    """The transcript without its text, or Http404."""
    rows = Transcript.objects.visible_to(actor).without_text()
    found: Transcript | None = rows.filter(pk=transcript_id).first()
    if found is None:
        raise Http404
    return found


def run_context(transcript: Transcript) -> dict[str, Any]:
    """The transcript's latest run, what may be asked of it, and whether anybody is working.

    Of a trial, which makes no claims, its own page tells (desk.views.comparison).
    """
    run = ExtractionRun.objects.filter(transcript=transcript, mode=RunMode.ADOPT).first()
    return {
        "run": run,
        "run_actions": life.allowed_actions(run) if run else [],
        "banner": banner() if run and run.is_active else [],
    }


@page
@require_safe
def progress(request: HttpRequest, transcript_id: int) -> HttpResponseBase:
    """The progress of the latest run: asked for again every two seconds while it is active."""
    transcript = transcript_or_404(sees_newsroom(request), transcript_id)
    context = {"transcript": transcript, **run_context(transcript), "polled": True}
    return render(request, "desk/_progress.html", context)


@page
@require_POST
def request(request: HttpRequest, transcript_id: int) -> HttpResponseBase:
    """Asks for a new reading of the transcript, or for a trial that makes no claims."""
    actor = sees_newsroom(request)
    transcript = transcript_or_404(actor, transcript_id)
    trial = request.POST.get("mode") == RunMode.SHADOW
    mode = RunMode.SHADOW if trial else RunMode.ADOPT
    __, new = life.request_run(actor=actor, transcript=transcript, mode=mode)
    said = _("A new run is queued.") if new else _("Nothing to do: that run is there already.")
    messages.success(request, said)
    return redirect("admin:desk_comparison" if trial else "admin:desk_transcript", transcript_id)


@page
@require_POST
def act(request: HttpRequest, run_id: int, action: str) -> HttpResponseBase:
    """Cancels or replays a run."""
    actor = sees_newsroom(request)
    run = ExtractionRun.objects.visible_to(actor).filter(pk=run_id).first()
    acts = {"cancel": life.cancel, "replay": life.replay}
    if run is None or action not in acts:
        raise Http404
    try:
        acts[action](actor=actor, run_id=run_id)
    except DomainError as error:
        messages.error(request, error.detail)
    else:
        said = {
            "cancel": _("The run is cancelled; a running one stops at its next batch."),
            "replay": _("A new run is queued in place of the old one."),
        }
        messages.success(request, said[action])
    if request.POST.get("back") == "runs":
        status = _status(request)
        return redirect(reverse("admin:desk_runs") + (f"?status={status}" if status else ""))
    return redirect("admin:desk_transcript", run.transcript_id)


@page
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """Jobs: runs with stage, progress, attempts, reason; newest first."""
    actor = needs_newsroom(request)
    status = _status(request)
    found, pager = newest_first(request, of_status(actor, status), PAGE)
    context = {
        "jobs": [Job.of(run) for run in found],
        "statuses": RunStatus.choices,
        "banner": banner(),
        **pager,
        **live_context(actor, status, found, _newest()),
    }
    return render(request, "desk/runs.html", context)


@page
@require_safe
def live(request: HttpRequest) -> HttpResponseBase:
    """The jobs that were at work when last looked, as they are now, and how many are new."""
    actor = needs_newsroom(request)
    asked = [row_id(said) for said in request.GET.get("runs", "").split(",")[:PAGE]]
    rows = list(runs_for_list(actor).filter(pk__in=[pk for pk in asked if pk is not None]))
    since = row_id(request.GET.get("since", ""))
    context = {
        "jobs": [Job.of(run) for run in rows],
        "banner": banner(),
        **live_context(actor, _status(request), rows, since or 0),
    }
    return render(request, "desk/_jobs_live.html", context)


def live_context(actor: User, status: str, rows: list[ExtractionRun], since: int) -> dict[str, Any]:
    """What the page goes on asking about, and what came in since the run `since`."""
    active = [run.pk for run in rows if run.is_active]
    return {
        "status": status,
        "since": since,
        "active": ",".join(map(str, active)),
        "active_rows": ",".join(f"#run-{pk}" for pk in active),
        "new": len(of_status(actor, status).filter(pk__gt=since).values_list("pk")[:MOST_NEWER]),
    }


@dataclass(frozen=True, slots=True)
class Job:
    """A run as a row of the page, with what may be asked of it and how long it was at work."""

    run: ExtractionRun
    actions: list[str]
    took: str

    @classmethod
    def of(cls, run: ExtractionRun) -> Job:
        took = run.finished_at - run.started_at if run.finished_at and run.started_at else None
        return cls(run, life.allowed_actions(run), how_long(took) if took else "")


def runs_for_list(actor: User) -> Any:
    """Runs with what a row shows, in one query."""
    rows = ExtractionRun.objects.visible_to(actor).select_related("transcript", "requested_by")
    return rows.defer("transcript__text")


def of_status(actor: User, status: str) -> Any:
    """The same by the page's filter; `active` is queued or running."""
    rows = runs_for_list(actor)
    if status == "active":
        return rows.active()
    return rows.filter(status=status) if status else rows


def _status(request: HttpRequest) -> str:
    said = request.GET.get("status", "")
    return said if said == "active" or said in RunStatus.values else ""


def _newest() -> int:
    return ExtractionRun.objects.order_by("-id").values_list("pk", flat=True).first() or 0
