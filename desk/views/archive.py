"""The archive: fact-checks by others with a search, what was imported, and bringing more."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from api.exceptions import DomainError, InvalidInput
from claims import limits
from claims.archive import fetching
from claims.archive.google.views import site_filter
from claims.archive.imports import request_import
from claims.archive.search import archived
from claims.models import FactCheckImport
from desk.access import needs_newsroom, page, render, sees_newsroom
from desk.fields import Field, Sheet
from desk.paging import newest_first
from desk.parsing import is_id
from desk.words import IMPORT_FORMATS

PAGE = 50


@page
@require_safe
def archive(request: HttpRequest) -> HttpResponseBase:
    """Fact-checks by others, the latest first; with `q` and `site` those that match, best first."""
    needs_newsroom(request)
    query = request.GET.get("q", "").strip()[: limits.SEARCH_QUERY]
    site = site_filter(request.GET.get("site", ""))
    said = request.GET.get("page", "")
    number = min(int(said), limits.SEARCH_WINDOW // PAGE) if is_id(said) else 1
    start = PAGE * (max(number, 1) - 1)
    found = archived(query, site, offset=start, size=PAGE + 1)
    context = {
        "checks": found[:PAGE],
        "q": query,
        "site": site,
        "number": number,
        "more": len(found) > PAGE and start + PAGE < limits.SEARCH_WINDOW,
    }
    return render(request, "desk/archive.html", context)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponseBase:
    """What was imported; editors bring a file or an address."""
    actor = needs_newsroom(request)
    error = None
    if request.method == "POST":
        try:
            job = _bring(actor, request)
        except DomainError as refused:
            error = refused
        else:
            messages.success(request, _("The import is queued; what becomes of it stands here."))
            return redirect("admin:desk_import", job.pk)
    rows = FactCheckImport.objects.visible_to(actor).select_related("requested_by")
    found, pager = newest_first(request, rows.defer("content", "report"), PAGE)
    context = {
        "fields": _fields(request, error),
        "error": error,
        "imports": found,
        "active": any(job.is_active for job in found),
        **pager,
    }
    return render(request, "desk/imports.html", context, status=error.status if error else 200)


@page
@require_safe
def one_import(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """One import, how far it is, and its report; asked for again while it is at work."""
    rows = FactCheckImport.objects.visible_to(sees_newsroom(request)).defer("content")
    job = rows.select_related("requested_by").filter(pk=import_id).first()
    if job is None:
        raise Http404
    refused = [line for line in job.report if line["refused"]]
    context = {
        "job": job,
        "format": IMPORT_FORMATS.get(job.format, job.format),
        "refused": refused,
        "noted": [line for line in job.report if not line["refused"]],
        "unlisted": job.refused - len(refused),
    }
    return render(request, "desk/import.html", context)


def _bring(actor: User, request: HttpRequest) -> FactCheckImport:
    file, url = request.FILES.get("file"), request.POST.get("url", "").strip()
    if bool(file) == bool(url):
        raise InvalidInput(_("Choose a file, or give an address."), pointer="/file")
    if file is None:
        return fetching.request_import_of_url(actor=actor, url=url)
    # No more than tells that it is too large.
    data = file.read(settings.UPLOAD_MAX_BYTES + 1)
    return request_import(actor=actor, data=data, name=file.name or "")


def _fields(request: HttpRequest, error: DomainError | None) -> list[Field]:
    given: Any = request.POST if request.method == "POST" else {}
    sheet = Sheet("import", given, error)
    return [
        sheet.field(
            "file",
            _("A file"),
            kind="file",
            hint=_(
                "A page with ClaimReview, JSON-LD, a DataFeed, an answer of claims:search, CSV."
            ),
        ),
        sheet.field("url", _("Or an address"), kind="url", hint=_("It is fetched as it is now.")),
    ]
