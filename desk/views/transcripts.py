"""A transcript as a reader wants it: speaker by speaker, the claims marked in place."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.roles import Role, has_role
from api.exceptions import DomainError, Forbidden, InvalidInput
from claims import services
from claims.models import Claim, ClaimStatus, ClaimType
from desk.access import needs_newsroom, page, render, sees_newsroom
from desk.paging import newest_first
from desk.parsing import row_id, whole_number
from desk.queue import for_list
from desk.reading import SentenceShown, length_of, read_part, read_sentence
from desk.recording import web_address
from desk.strip import Strip, strip_of
from desk.views.runs import run_context, transcript_or_404
from transcripts.models import ExtractionRun, RunMode, Transcript
from transcripts.services import withdraw_transcript

CLAIMS = 30
FLAGGED = 5
PAGE = 50


@page
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """The transcripts, newest first, each with its latest run."""
    actor = needs_newsroom(request)
    rows = Transcript.objects.visible_to(actor).without_text()
    words = request.GET.get("q", "").strip()[:200]
    if words:
        rows = rows.filter(title__folded__contains=words)
    shown, pager = newest_first(request, rows, PAGE)
    adopted = ExtractionRun.objects.filter(mode=RunMode.ADOPT)
    runs = adopted.latest_of([one.pk for one in shown])
    context = {
        "transcripts": [(one, runs.get(one.pk)) for one in shown],
        "q": words,
        **pager,
    }
    return render(request, "desk/transcripts.html", context)


@page
@require_safe
def transcript(request: HttpRequest, transcript_id: int) -> HttpResponseBase:
    """The part that holds the offset `?at=`; htmx gets that part, or a `?sentence=`, alone."""
    actor = sees_newsroom(request)
    found = transcript_or_404(actor, transcript_id)
    asked = _asked(actor, found, request.GET.get("sentence", ""))
    if request.htmx and asked is not None:  # type: ignore[attr-defined]
        return render(request, "desk/_sentence.html", {"transcript": found, "asked": asked})
    at = asked.sentence.start if asked else row_id(request.GET.get("at", ""))
    if request.htmx:  # type: ignore[attr-defined]
        shown = read_part(actor, found, length_of(found), at)
        context = {"transcript": found, "shown": shown, "further": True}
        return render(request, "desk/_part.html", context)
    return show(request, actor, found, at, asked=asked)


def show(
    request: HttpRequest,
    actor: User,
    found: Transcript,
    at: int | None,
    *,
    asked: SentenceShown | None = None,
    error: DomainError | None = None,
) -> HttpResponseBase:
    """The whole page; `error` is what a service refused of the span that was sent."""
    length = length_of(found)
    strip = strip_of(actor, found, length)
    shown = read_part(actor, found, length, at)
    claims = Claim.objects.visible_to(actor).current().filter(transcript=found)
    context = {
        "transcript": found,
        "original": web_address(found.source_url),
        "claims": list(for_list(claims.order_by("-rank", "-id"))[:CLAIMS]),
        "flagged": _flagged(claims) if strip.flagged else [],
        "strip": strip,
        "statuses": _tally(strip),
        "shown": shown,
        "in_sight": strip.here(shown.part.start, shown.part.end),
        "asked": asked,
        "left_out": request.GET.get("left_out") == "1" or asked is not None,
        "types": ClaimType.choices,
        "error": error,
        "sent": request.POST,
        **run_context(found),
    }
    status = error.status if error else 200
    return render(request, "desk/transcript.html", context, status=status)


def _asked(actor: User, found: Transcript, said: str) -> SentenceShown | None:
    """The sentence that `?sentence=` names; Http404 where this transcript has none such."""
    pk = row_id(said)
    if pk is None:
        return None
    asked = read_sentence(actor, found, pk)
    if asked is None:
        raise Http404
    return asked


def _flagged(claims: Any) -> list[Claim]:
    return list(
        claims.filter(not_found_at__isnull=False).defer("search").order_by("start")[:FLAGGED]
    )


def _tally(strip: Strip) -> list[dict[str, Any]]:
    """How many claims are in which status, in the order of their life."""
    return [
        {"status": status.value, "word": status.label, "count": strip.statuses[status.value]}
        for status in ClaimStatus
        if strip.statuses[status.value]
    ]


@page
@require_POST
def add_claim(request: HttpRequest, transcript_id: int) -> HttpResponseBase:
    """A claim that the machine missed, named by its span."""
    actor = sees_newsroom(request)
    kind = request.POST.get("type") or None
    try:
        if kind is not None and kind not in ClaimType.values:
            raise InvalidInput(_("There is no such type."), pointer="/type")
        claim, created = services.add_claim(
            actor=actor,
            transcript_id=transcript_id,
            start=whole_number(request.POST, "start"),
            end=whole_number(request.POST, "end"),
            type=kind,
        )
    except DomainError as error:
        if error.status == 404:
            raise
        found = transcript_or_404(actor, transcript_id)
        at = row_id(request.POST.get("start", "").strip())
        return show(request, actor, found, at, error=error)
    messages.success(
        request, _("The claim is added.") if created else _("This span is a claim already.")
    )
    return redirect("admin:desk_claim", claim.pk)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, transcript_id: int) -> HttpResponseBase:
    """Asks an editor for the reason, then hides the transcript and its unpublished claims."""
    actor = sees_newsroom(request)
    found = transcript_or_404(actor, transcript_id)
    if not has_role(actor, Role.EDITOR):
        raise Forbidden(_("Only an editor withdraws a transcript."))
    error = None
    if request.method == "POST":
        try:
            withdraw_transcript(
                actor=actor,
                transcript_id=transcript_id,
                expected_version=whole_number(request.POST, "version"),
                reason=request.POST.get("reason", ""),
            )
        except DomainError as refused:
            error = refused
        else:
            messages.success(request, _("The transcript is withdrawn. Everything is kept."))
            return redirect("admin:desk_transcript", transcript_id)
    context = {"transcript": found, "error": error, "sent": request.POST}
    return render(request, "desk/withdraw.html", context, status=error.status if error else 200)
