"""/checks/ and /checks/{id}/: what was found, as a page or as JSON-LD."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from api.methods import read_only
from claims import limits
from claims.publishing import jsonld
from claims.publishing.checks import Check, published_check
from claims.publishing.conditional import answer
from claims.publishing.feeds.views import page_before
from claims.publishing.feeds.words import feed_title, index_url
from claims.publishing.repeats import Repeats, repeats_of


@read_only
def index(request: HttpRequest) -> HttpResponse:
    """Every check that was ever published, by what changed last."""
    page, before = page_before(request, limits.INDEX_PAGE)

    def make() -> HttpResponse:
        context = {
            "checks": page.checks,
            "next": page.next,
            "further": bool(before),
            "publisher": settings.PUBLISHER_NAME,
            "title": feed_title(),
            "url": index_url(),
        }
        return render(request, "publishing/index.html", context)

    tag = f"index-{get_language()}-{page.etag}"
    return answer(request, tag=tag, changed_at=page.changed_at, make=make)


@read_only
def check(request: HttpRequest, claim_id: int) -> HttpResponse:
    """200 for what was ever published, a retracted check included; else 404.

    Withdrawing the transcript hides no published check: it is read from verdicts alone.
    """
    found = published_check(claim_id)
    if found is None:
        raise Http404("No check was published under this number.")
    if _wants_jsonld(request):
        tag, changed_at = f"{found.etag}-ld", found.seen_at
        response = answer(request, tag=tag, changed_at=changed_at, make=lambda: _jsonld(found))
    else:
        repeats = repeats_of(claim_id)
        response = answer(
            request,
            tag=f"{found.etag}-{repeats.tag}-{get_language()}",
            changed_at=repeats.changed_at(found.seen_at),
            make=lambda: _page(request, found, repeats),
        )
    if settings.RECEIPT_KEY:
        link = f'<{receipt_url(claim_id)}>; rel="describedby"; type="application/json"'
        response.headers["Link"] = link
    patch_vary_headers(response, ["Accept"])
    return response


def receipt_url(claim_id: int) -> str:
    """The public address of the signed receipt."""
    return f"{settings.PUBLIC_URL}{reverse('publishing:receipt', args=[claim_id])}"


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


def _page(request: HttpRequest, found: Check, repeats: Repeats) -> HttpResponse:
    document = jsonld.claim_review(found)
    context = {
        "check": found,
        "repeats": repeats,
        "verdict": found.current,
        "publisher": settings.PUBLISHER_NAME,
        "url": jsonld.check_url(found.claim_id),
        "receipt": receipt_url(found.claim_id) if settings.RECEIPT_KEY else "",
        # Escaped by in_script(): no "<" is left to end the element.
        "jsonld": mark_safe(jsonld.in_script(document)) if document else "",
    }
    return render(request, "publishing/check.html", context)
