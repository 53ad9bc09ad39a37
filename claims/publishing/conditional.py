"""Answers that readers and caches ask for again and again: ETag, Last-Modified, 304."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag

MAX_AGE = 60  # seconds: how long a correction may be unseen


def answer(
    request: HttpRequest,
    *,
    tag: str,
    changed_at: datetime.datetime,
    make: Callable[[], HttpResponse],
) -> HttpResponse:
    """What `make` makes, unless the reader has it already; public, for MAX_AGE."""
    etag, moment = quote_etag(tag), int(changed_at.timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=moment) or make()
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(moment)
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return response
