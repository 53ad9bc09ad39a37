"""A transcript as a reader wants it: speaker by speaker, the claims marked in place."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models.functions import Substr
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Role, has_role
from api.exceptions import DomainError, Forbidden, InvalidInput
from claims import services
from claims.models import Claim, ClaimType
from desk.access import needs_newsroom, page, render, sees_newsroom
from desk.marking import turns
from desk.parsing import whole_number
from desk.queue import for_list
from desk.views.runs import run_context, transcript_or_404
from transcripts.models import Segment, Transcript
from transcripts.services import withdraw_transcript

SEGMENTS = 100
CLAIMS = 50
PAGE = 50


def window(transcript_id: int, start: int, end: int) -> str:
    """A range of the canonical text, cut by the database: offsets count code points there too."""
    cut = Transcript.objects.annotate(window=Substr("text", start + 1, max(end - start, 0)))
    return str(cut.values_list("window", flat=True).get(pk=transcript_id))


@page
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """The transcripts, newest first."""
    actor = needs_newsroom(request)
    rows = Transcript.objects.visible_to(actor).without_text()
    words = request.GET.get("q", "").strip()[:200]
    if words:
        rows = rows.filter(title__icontains=words)
    cursor = request.GET.get("before", "")
    if cursor.isascii() and cursor.isdigit() and len(cursor) <= 18:
        rows = rows.filter(pk__lt=int(cursor))
    found = list(rows.order_by("-id")[: PAGE + 1])
    context = {
        "transcripts": found[:PAGE],
        "cursor": found[PAGE - 1].pk if len(found) > PAGE else "",
        "q": words,
    }
    return render(request, "desk/transcripts.html", context)


@page
@require_safe
def transcript(request: HttpRequest, transcript_id: int) -> HttpResponseBase:
    """One part of the transcript: a hundred segments from `?from=`, the claims in it, its runs."""
    return show(request, transcript_id)


def show(
    request: HttpRequest, transcript_id: int, error: DomainError | None = None
) -> HttpResponseBase:
    """The page; `error` is what a service refused of the span that was sent."""
    actor = sees_newsroom(request)
    found = transcript_or_404(actor, transcript_id)
    context = {
        "transcript": found,
        "claims": list(for_list(_claims(actor, found).order_by("-rank", "-id"))[:CLAIMS]),
        "types": ClaimType.choices,
        "error": error,
        "sent": request.POST,
        **_part(actor, found, request.GET.get("from", "")),
        **run_context(found),
    }
    status = error.status if error else 200
    return render(request, "desk/transcript.html", context, status=status)


def _claims(actor: Any, transcript: Transcript) -> Any:
    return Claim.objects.visible_to(actor).current().filter(transcript=transcript)


def _part(actor: Any, transcript: Transcript, asked: str) -> dict[str, Any]:
    """A hundred segments with the claims that lie in them."""
    first = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0
    rows = Segment.objects.filter(transcript=transcript).select_related("speaker")
    segments = list(rows.filter(position__gte=first).order_by("position")[: SEGMENTS + 1])
    shown, more = segments[:SEGMENTS], segments[SEGMENTS:]
    part: dict[str, Any] = {
        "turns": [],
        "previous": max(first - SEGMENTS, 0) if first else None,
        "next": more[0].position if more else None,
    }
    if shown:
        start, end = shown[0].start, shown[-1].end
        marked = _claims(actor, transcript).filter(start__lt=end, end__gt=start).defer("search")
        text = window(transcript.pk, start, end)
        part["turns"] = turns(shown, text, start, list(marked.order_by("start")))
    return part


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
        return show(request, transcript_id, error)
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
