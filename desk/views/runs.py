"""Runs: how far they are, asking for one, cancel and replay."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from api.exceptions import DomainError
from desk.access import needs_newsroom, page, render, sees_newsroom
from desk.views.index import banner
from transcripts import runs as life
from transcripts.models import ExtractionRun, RunStatus, Transcript

PAGE = 50


def transcript_or_404(actor: User, transcript_id: int) -> Transcript:
    """The transcript without its text, or Http404."""
    rows = Transcript.objects.visible_to(actor).without_text()
    found: Transcript | None = rows.filter(pk=transcript_id).first()
    if found is None:
        raise Http404
    return found


def run_context(transcript: Transcript) -> dict[str, Any]:
    """The transcript's latest run, what may be asked of it, and whether anybody is working."""
    run = ExtractionRun.objects.filter(transcript=transcript).first()
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
    """Asks for a new reading of the transcript."""
    actor = sees_newsroom(request)
    transcript = transcript_or_404(actor, transcript_id)
    __, new = life.request_run(actor=actor, transcript=transcript)
    said = _("A new run is queued.") if new else _("Nothing to do: that run is there already.")
    messages.success(request, said)
    return redirect("admin:desk_transcript", transcript_id)


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
        return redirect("admin:desk_runs")
    return redirect("admin:desk_transcript", run.transcript_id)


@page
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """Jobs: runs with stage, progress, attempts, reason; newest first."""
    actor = needs_newsroom(request)
    rows = ExtractionRun.objects.visible_to(actor).select_related("transcript", "requested_by")
    status = request.GET.get("status", "")
    if status in RunStatus.values:
        rows = rows.filter(status=status)
    cursor = request.GET.get("before", "")
    if cursor.isascii() and cursor.isdigit() and len(cursor) <= 18:
        rows = rows.filter(pk__lt=int(cursor))
    found = list(rows.defer("transcript__text").order_by("-id")[: PAGE + 1])
    context = {
        "runs": [(run, life.allowed_actions(run)) for run in found[:PAGE]],
        "cursor": found[PAGE - 1].pk if len(found) > PAGE else "",
        "status": status,
        "statuses": RunStatus.choices,
        "banner": banner(),
    }
    return render(request, "desk/runs.html", context)
