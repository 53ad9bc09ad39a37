"""claims:search and pages, as the Fact Check Tools API has them; the discovery document.

Reading is for everybody; writing is for editors, on the archive alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.exceptions import Forbidden, InvalidInput, LengthRequired, TooLarge
from api.methods import read_only
from api.parsers import StrictJSONParser
from claims import limits
from claims.archive import pages
from claims.archive.google import access, listing, parameters
from claims.archive.google.errors import error, exception_handler
from claims.archive.google.shapes import claim_shape, filled, markups_of_page
from claims.archive.search import Wanted, search

_PAGE_FIELDS = {"name", "pageUrl", "publishDate", "claimReviewAuthor", "claimReviewMarkups",
                "versionId"}  # fmt: skip


class _AnyType(StrictJSONParser):
    """Google's clients say application/json; others forget to say anything."""

    media_type = "*/*"


class GoogleView(APIView):
    """Errors in Google's shape, budgets by key, and no session: what a browser's cookie is."""

    schema = None  # its schema is the discovery document
    authentication_classes = access.AUTHENTICATION
    permission_classes = (AllowAny,)
    throttle_classes = access.THROTTLES
    parser_classes = (_AnyType,)
    key_owner: int | None = None

    def get_exception_handler(self) -> Any:
        return exception_handler

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        _refuse_body(request)
        self.key_owner = access.key_owner(request)
        super().initial(request, *args, **kwargs)

    def finalize_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(*args, **kwargs)
        patch_cache_control(response, private=True, no_cache=True)
        return response

    def query(self, *known: str) -> dict[str, str]:
        return parameters.checked(self.request.query_params, known)

    def body(self) -> dict[str, Any]:
        """A page as it was sent. Raises InvalidInput for fields that a page does not have."""
        self.query()
        data = self.request.data
        if not isinstance(data, dict):
            raise InvalidInput(_("The body is a page."))
        if unknown := sorted(set(data) - _PAGE_FIELDS):
            raise InvalidInput(
                _("Invalid JSON payload received. Unknown name %(name)s: Cannot find field.")
                % {"name": f'"{unknown[0][:60]}"'},
                pointer=f"/{unknown[0][:60]}",
            )
        return data

    def actor(self) -> Any:
        if not self.request.user.is_authenticated:
            raise NotAuthenticated()
        return self.request.user


def _refuse_body(request: Request) -> None:
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        raise LengthRequired(_("Send the body with a Content-Length."))
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > settings.UPLOAD_MAX_BYTES:
        raise TooLarge(_("The request body is too large."))


class ClaimsSearch(GoogleView):
    """GET claims:search."""

    def get(self, request: Request) -> Response:
        query = self.query(
            "query", "languageCode", "reviewPublisherSiteFilter", "maxAgeDays", "pageSize",
            "pageToken", "offset",
        )  # fmt: skip
        wanted, size = _wanted(query), parameters.page_size(query)
        offset = parameters.read_token(query)
        if offset is None:
            offset = parameters.number(query, "offset", 0)
        size = min(size, max(0, limits.SEARCH_WINDOW - offset))
        found = search(wanted, offset=offset, size=size + 1) if size else []
        more = len(found) > size and offset + size < limits.SEARCH_WINDOW
        token = parameters.write_token(query, offset + size) if more else ""
        claims = [claim_shape(markup) for markup in found[:size]]
        return Response(filled({"claims": claims, "nextPageToken": token}))


def _wanted(query: Mapping[str, str]) -> Wanted:
    words = query.get("query", "").strip()
    site = site_filter(query.get("reviewPublisherSiteFilter", ""))
    if not words and not site:
        raise InvalidInput(
            _("Give a query or a reviewPublisherSiteFilter."), pointer="/query", code="required"
        )
    if len(words) > limits.SEARCH_QUERY:
        raise InvalidInput(
            _("A query has at most %(limit)s characters.") % {"limit": limits.SEARCH_QUERY},
            pointer="/query",
        )
    age = parameters.number(query, "maxAgeDays", 0)
    return Wanted(
        query=words,
        language=query.get("languageCode", "").partition("-")[0].strip().lower(),
        site=site,
        max_age=min(age, 365_000) or None,
    )


def site_filter(written: str) -> str:
    """A host as people write it: without protocol, path or "www."."""
    host = re.sub(r"^https?://", "", written.strip().lower()).partition("/")[0]
    return host.removeprefix("www.")


class ImageSearch(GoogleView):
    """GET claims:imageSearch: pictures are not searched here."""

    def get(self, request: Request) -> Response:
        return Response(error(501, _("Images cannot be searched here.")), status=501)


class Pages(GoogleView):
    """GET pages of an address or a site; POST a page of the archive."""

    def get(self, request: Request) -> Response:
        query = self.query("url", "organization", "pageSize", "pageToken", "offset")
        url, organization = query.get("url", ""), site_filter(query.get("organization", ""))
        if bool(url) == bool(organization):
            raise InvalidInput(_("Give either a url or an organization."), pointer="/url")
        if url:
            found, more = listing.at_url(url), None
        else:
            size, after = parameters.page_size(query), parameters.read_token(query)
            skip = parameters.number(query, "offset", 0) if after is None else 0
            found, more = listing.of_site(organization, after=after or 0, skip=skip, size=size)
        token = parameters.write_token(query, more) if more is not None else ""
        return Response(filled({"claimReviewMarkupPages": found, "nextPageToken": token}))

    def post(self, request: Request) -> Response:
        actor, body = self.actor(), self.body()
        markups = list(markups_of_page(body))
        page = pages.create_page(actor=actor, url=str(body.get("pageUrl") or ""), markups=markups)
        return Response(listing.archived(page.pk))


class Page(GoogleView):
    """GET, PUT and DELETE of one page by its name."""

    def get(self, request: Request, name: str) -> Response:
        self.query()
        own, number = listing.named(name)
        return Response(listing.own(number) if own else listing.archived(number))

    def put(self, request: Request, name: str) -> Response:
        actor, number, body = self.actor(), self._archived(name), self.body()
        pages.replace_page(
            actor=actor,
            page_id=number,
            url=str(body.get("pageUrl") or ""),
            version=str(body.get("versionId") or ""),
            # A page's address may be left out: it keeps its own.
            markups=list(markups_of_page({"pageUrl": listing.url_of(number), **body})),
        )
        return Response(listing.archived(number))

    def delete(self, request: Request, name: str) -> Response:
        actor, number = self.actor(), self._archived(name)
        self.query()
        pages.delete_page(actor=actor, page_id=number)
        return Response({})

    def _archived(self, name: str) -> int:
        own, number = listing.named(name)
        if own:
            listing.own(number)  # 404 where there is none
            raise Forbidden(_("Our own checks are published at the desk, not here."))
        return number


@read_only
def discovery(request: HttpRequest) -> HttpResponse:
    """The document from which Google's clients build themselves; it names this host."""
    if request.GET.get("version", "v1alpha1") != "v1alpha1":
        return JsonResponse(error(404, "There is no such version."), status=404)
    root = request.build_absolute_uri("/")
    response = JsonResponse({**_discovery(), "rootUrl": root, "baseUrl": root})
    patch_cache_control(response, public=True, max_age=300)
    return response


@cache
def _discovery() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(
        Path(__file__).with_name("discovery.json").read_text(encoding="utf-8")
    )
    return document
