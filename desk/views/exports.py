"""Exports: asking for a file, how far mine are, and the links to those that are ready."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from api.exceptions import DomainError, WrongState
from claims.models import Export, ExportFormat
from claims.publishing.exports import life
from claims.publishing.exports.kinds import kinds
from claims.publishing.exports.links import link_to
from desk.access import needs_newsroom, page, render, sees_newsroom
from desk.chips import transcripts
from desk.fields import Field, Sheet
from desk.parsing import row_id
from desk.views.runs import transcript_or_404

MOST = 50  # of one's exports, the newest


@dataclass(frozen=True, slots=True)
class Shown:
    """An export as a row of the page; `link` is empty where there is no file to be had."""

    export: Export
    kind: str
    link: str


@page
@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: HttpRequest) -> HttpResponseBase:
    """The form and my exports; asked for again every three seconds while one is at work."""
    actor = needs_newsroom(request)
    error = None
    if request.method == "POST":
        try:
            _ask(actor, request)
        except DomainError as refused:
            error = refused
        else:
            messages.success(request, _("The export is queued; its file will be here."))
            return redirect("admin:desk_exports")
    mine = list(Export.objects.visible_to(actor).select_related("transcript")[:MOST])
    context = {
        "fields": _fields(actor, request, error),
        "error": error,
        "exports": [_shown(export) for export in mine],
        "active": any(export.is_active for export in mine),
    }
    return render(request, "desk/exports.html", context, status=error.status if error else 200)


@page
@require_POST
def cancel(request: HttpRequest, export_id: int) -> HttpResponseBase:
    """Ends one of my exports that is at work."""
    actor = sees_newsroom(request)
    try:
        life.cancel(actor=actor, export_id=export_id)
    except WrongState as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("The export is cancelled."))
    return redirect("admin:desk_exports")


def _ask(actor: User, request: HttpRequest) -> None:
    said = request.POST.get("transcript", "")
    pk = row_id(said)
    life.request_export(
        actor=actor,
        kind=request.POST.get("kind", ""),
        format=request.POST.get("format", ""),
        transcript=transcript_or_404(actor, pk or 0) if said else None,
    )


def _fields(actor: User, request: HttpRequest, error: DomainError | None) -> list[Field]:
    given: Any = request.POST if request.method == "POST" else request.GET
    sheet = Sheet("export", {"kind": "verdicts", "format": "csv"} | given.dict(), error)
    allowed = [(name, kind.label) for name, kind in kinds().items() if kind.allows(actor)]
    return [
        sheet.field("kind", _("What"), kind="select", choices=allowed, required=True),
        sheet.field(
            "format",
            _("Format"),
            kind="select",
            choices=ExportFormat.choices,
            required=True,
            hint=_("CSV for spreadsheets; JSON Lines keeps every text exactly as it is."),
        ),
        sheet.field(
            "transcript",
            _("Only of one transcript"),
            kind="select",
            choices=[("", _("all that you may see")), *_offered(actor, sheet)],
        ),
    ]


def _offered(actor: User, sheet: Sheet) -> list[tuple[str, str]]:
    """The latest transcripts and the one that was asked for, as the form compares values."""
    chosen = {str(sheet.values.get("transcript") or "")}
    return [(str(pk), title) for pk, title in transcripts(actor, chosen).items()]


def _shown(export: Export) -> Shown:
    kind = kinds().get(export.kind)
    return Shown(export, str(kind.label) if kind else export.kind, link_to(export))
