"""Checks as an Atom feed (RFC 4287), in pages (RFC 5005)."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.utils import feedgenerator
from django.utils.translation import get_language

from claims.publishing.checks import Check
from claims.publishing.feeds.pages import Page
from claims.publishing.feeds.words import (
    feed_title,
    feed_url,
    index_url,
    summary_of,
    title_of,
    without_controls,
)
from claims.publishing.jsonld import check_url

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
NAME = "atom"


class _PagedFeed(feedgenerator.Atom1Feed):
    """Atom1Feed with links to other pages, and with a date of its own where it is empty."""

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for relation, address in self.feed["pages"].items():
            handler.addQuickElement("link", "", {"rel": relation, "href": address})

    def latest_post_date(self) -> datetime.datetime:
        changed_at: datetime.datetime = self.feed["changed_at"]
        return changed_at


def atom(page: Page, *, before: str = "") -> bytes:
    """The document; `before` is the cursor that the page was asked for with."""
    pages = {"first": feed_url(NAME)}
    if page.next:
        pages["next"] = feed_url(NAME, page.next)
    feed = _PagedFeed(
        title=without_controls(feed_title()),
        link=index_url(),
        description=None,
        language=get_language() or settings.LANGUAGE_CODE,
        author_name=without_controls(settings.PUBLISHER_NAME) or None,
        author_link=f"{settings.PUBLIC_URL}/" if settings.PUBLIC_URL else None,
        feed_url=feed_url(NAME, before),
        feed_guid=feed_url(NAME),
        pages=pages,
        changed_at=page.changed_at,
    )
    for check in page.checks:
        _add(feed, check)
    return feed.writeString("utf-8").encode()


def _add(feed: feedgenerator.Atom1Feed, check: Check) -> None:
    address = check_url(check.claim_id)
    feed.add_item(
        title=without_controls(title_of(check)),
        link=address,
        description=without_controls(summary_of(check)),
        unique_id=address,
        pubdate=check.published_at,
        updateddate=check.modified_at,
        categories=[] if check.is_retracted else [without_controls(check.current.level_label)],
    )
