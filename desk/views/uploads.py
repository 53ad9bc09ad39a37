"""Bringing a transcript in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from api.exceptions import DomainError
from desk.access import needs_newsroom, page, render
from desk.forms import UploadForm
from transcripts.services import Ingested, ingest


@page
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponseBase:
    """The form; a bad file gets its error beside the field, with the line."""
    actor = needs_newsroom(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        status = 400 if request.method == "POST" else 200
        return render(request, "desk/upload.html", {"form": form}, status=status)
    data, name, media_type = form.document()
    try:
        stored = ingest(
            actor=actor, data=data, name=name, media_type=media_type, metadata=form.metadata()
        )
    except DomainError as error:
        form.refuse(error)
        return render(request, "desk/upload.html", {"form": form}, status=error.status)
    messages.success(request, _said(stored))
    return redirect("admin:desk_transcript", stored.transcript.pk)


def _said(stored: Ingested) -> str:
    if stored.created:
        return _("The transcript is stored, and waits to be read.")
    known = _("This document was here already; your upload was added to it.")
    if not stored.not_applied:
        return known
    fields = ", ".join(stored.not_applied)
    return known + " " + _("Not applied, since it differs: %(fields)s.") % {"fields": fields}
