"""/checks/{id}/: what was found, as a page or as JSON-LD."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import http_date, quote_etag
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from claims.publishing import jsonld
from claims.publishing.checks import Check, published_check
from claims.publishing.shapes import shape_of

_MAX_AGE = 60  # seconds: how long a correction may be unseen


@require_safe
def check(request: HttpRequest, claim_id: int) -> HttpResponse:
    """200 for what was ever published, a retracted check included; else 404.

    Withdrawing the transcript hides no published check: it is read from verdicts alone.
    """
    found = published_check(claim_id)
    if found is None:
        raise Http404("No check was published under this number.")
    as_jsonld = _wants_jsonld(request)
    etag = quote_etag(f"{found.etag}-{'ld' if as_jsonld else 'html'}")
    response = get_conditional_response(
        request, etag=etag, last_modified=int(found.modified_at.timestamp())
    )
    if response is None:
        response = _jsonld(found) if as_jsonld else _page(request, found)
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(found.modified_at.timestamp())
    patch_cache_control(response, public=True, max_age=_MAX_AGE)
    patch_vary_headers(response, ["Accept"])
    return response


def _wants_jsonld(request: HttpRequest) -> bool:
    if "format" in request.GET:
        return request.GET["format"] == "jsonld"
    preferred = request.get_preferred_type(["text/html", jsonld.MEDIA_TYPE])
    return preferred == jsonld.MEDIA_TYPE


def _jsonld(found: Check) -> HttpResponse:
    return JsonResponse(
        jsonld.document(found),
        content_type=jsonld.MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )


def _page(request: HttpRequest, found: Check) -> HttpResponse:
    document = jsonld.claim_review(found)
    verdict = found.current
    context = {
        "check": found,
        "verdict": verdict,
        "shape": shape_of(verdict.number, verdict.worst, verdict.best),
        "publisher": settings.PUBLISHER_NAME,
        "url": jsonld.check_url(found.claim_id),
        # Escaped by in_script(): no "<" is left to end the element.
        "jsonld": mark_safe(jsonld.in_script(document)) if document else "",
    }
    return render(request, "publishing/check.html", context)
