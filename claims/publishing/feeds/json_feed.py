"""Checks as a JSON Feed, version 1.1 (jsonfeed.org)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from claims.publishing.checks import Check
from claims.publishing.feeds.pages import Page
from claims.publishing.feeds.words import feed_title, feed_url, index_url, summary_of, title_of
from claims.publishing.jsonld import check_url

MEDIA_TYPE = "application/feed+json; charset=utf-8"
NAME = "json-feed"
VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(page: Page, *, before: str = "") -> dict[str, Any]:
    """The document; `before` is the cursor that the page was asked for with."""
    feed: dict[str, Any] = {
        "version": VERSION,
        "title": feed_title(),
        "home_page_url": index_url(),
        "feed_url": feed_url(NAME, before),
        "language": get_language() or settings.LANGUAGE_CODE,
    }
    if settings.PUBLISHER_NAME:
        feed["authors"] = [{"name": settings.PUBLISHER_NAME, "url": f"{settings.PUBLIC_URL}/"}]
    if page.next:
        feed["next_url"] = feed_url(NAME, page.next)
    return {**feed, "items": [_item(check) for check in page.checks]}


def _item(check: Check) -> dict[str, Any]:
    address = check_url(check.claim_id)
    item = {
        "id": address,
        "url": address,
        "title": title_of(check),
        "content_text": summary_of(check) or title_of(check),
        "date_published": check.published_at.isoformat(),
        "date_modified": check.modified_at.isoformat(),
    }
    return item if check.is_retracted else {**item, "tags": [check.current.level_label]}
