"""Bringing transcripts in: one, or several at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from api.exceptions import DomainError
from desk.access import needs_newsroom, page, render
from desk.forms import Document, UploadForm, place_of
from transcripts.models import Transcript
from transcripts.services import Ingested, ingest


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one document: "stored", "known" or "refused", and a sentence on it."""

    name: str
    outcome: str
    said: str
    transcript: Transcript | None = None


@page
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponseBase:
    """The form; a bad file gets its error beside the field, or in the list, with the line."""
    actor = needs_newsroom(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        status = 400 if request.method == "POST" else 200
        return render(request, "desk/upload.html", {"form": form}, status=status)
    documents = list(form.documents())
    if len(documents) == 1:
        return _one(request, actor, form, documents[0])
    results = [_result(actor, document, form.metadata()) for document in documents]
    refused = sum(result.outcome == "refused" for result in results)
    context = {
        "results": results,
        "refused": refused,
        "taken": len(results) - refused,
        "form": UploadForm(initial=form.metadata()),  # for the corrected ones
    }
    status = 400 if refused == len(results) else 200
    return render(request, "desk/upload.html", context, status=status)


def _one(
    request: HttpRequest, actor: User, form: UploadForm, document: Document
) -> HttpResponseBase:
    try:
        stored = _store(actor, document, form.metadata())
    except DomainError as error:
        form.refuse(error)
        return render(request, "desk/upload.html", {"form": form}, status=error.status)
    messages.success(request, _said(stored))
    return redirect("admin:desk_transcript", stored.transcript.pk)


def _result(actor: User, document: Document, metadata: dict[str, Any]) -> Result:
    """Each document in a transaction of its own: a bad one takes nothing with it."""
    name = document.name or _("The pasted text")
    try:
        stored = _store(actor, document, metadata)
    except DomainError as error:
        return Result(name, "refused", f"{place_of(error)}{error.detail}")
    outcome = "stored" if stored.created else "known"
    return Result(name, outcome, _said(stored), stored.transcript)


def _store(actor: User, document: Document, metadata: dict[str, Any]) -> Ingested:
    return ingest(
        actor=actor,
        data=document.read(),
        name=document.name,
        media_type=document.media_type,
        metadata=metadata,
    )


def _said(stored: Ingested) -> str:
    if stored.created:
        return _("The transcript is stored, and waits to be read.")
    known = _("This document was here already; your upload was added to it.")
    if not stored.not_applied:
        return known
    fields = ", ".join(stored.not_applied)
    return known + " " + _("Not applied, since it differs: %(fields)s.") % {"fields": fields}
