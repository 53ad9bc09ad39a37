"""/checks/feed.atom, feed.json and datafeed.json: the same checks, each in its format."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import override

from api.methods import read_only
from claims import limits
from claims.publishing.conditional import answer
from claims.publishing.feeds import atom, data_feed, json_feed, pages
from claims.publishing.feeds.words import feed_url

Write = Callable[[pages.Page, str], HttpResponse]


def page_before(request: HttpRequest, size: int) -> tuple[pages.Page, str]:
    """The page that the request names, and its cursor; 400 for one that is not ours."""
    before = request.GET.get("before", "")
    try:
        return pages.page(before=before, size=size), before
    except pages.BadCursor as error:
        raise BadRequest(_("There is no such page: begin with the first one.")) from error


@read_only
def as_atom(request: HttpRequest) -> HttpResponse:
    def write(page: pages.Page, before: str) -> HttpResponse:
        return HttpResponse(atom.atom(page, before=before), content_type=atom.MEDIA_TYPE)

    return _feed(request, atom.NAME, write)


@read_only
def as_json_feed(request: HttpRequest) -> HttpResponse:
    def write(page: pages.Page, before: str) -> HttpResponse:
        return _json(json_feed.json_feed(page, before=before), json_feed.MEDIA_TYPE)

    return _feed(request, json_feed.NAME, write)


@read_only
def as_data_feed(request: HttpRequest) -> HttpResponse:
    def write(page: pages.Page, before: str) -> HttpResponse:
        return _json(data_feed.data_feed(page, before=before), data_feed.MEDIA_TYPE)

    return _feed(request, data_feed.NAME, write)


def _json(document: dict[str, Any], media_type: str) -> HttpResponse:
    return JsonResponse(
        document, content_type=media_type, json_dumps_params={"ensure_ascii": False}
    )


def _feed(request: HttpRequest, name: str, write: Write) -> HttpResponse:
    """In the language of the site, whoever asks: a feed is one document for all."""
    page, before = page_before(request, limits.FEED_PAGE)

    def make() -> HttpResponse:
        with override(settings.LANGUAGE_CODE):
            return write(page, before)

    response = answer(request, tag=f"{name}-{page.etag}", changed_at=page.changed_at, make=make)
    links = [(feed_url(name), "first")]
    if page.next:
        links.append((feed_url(name, page.next), "next"))
    response.headers["Link"] = ", ".join(f'<{url}>; rel="{relation}"' for url, relation in links)
    return response
