"""Checks as a schema.org DataFeed of ClaimReview, as aggregators of fact checks read it.

A retracted check stays in the feed with `dateDeleted` and without a rating, so that whoever
holds a copy learns of it.
"""

from __future__ import annotations

from typing import Any

from claims.publishing import jsonld
from claims.publishing.checks import Check
from claims.publishing.feeds.pages import Page
from claims.publishing.feeds.words import feed_title, feed_url

MEDIA_TYPE = jsonld.MEDIA_TYPE
NAME = "data-feed"


def data_feed(page: Page, *, before: str = "") -> dict[str, Any]:
    """The document; `before` is the cursor that the page was asked for with.

    The vocabulary has no word for the next page: it is in the Link header.
    """
    return {
        "@context": jsonld.CONTEXT,
        "@type": "DataFeed",
        "name": feed_title(),
        "url": feed_url(NAME, before),
        "publisher": jsonld.publisher(),
        "dateModified": page.changed_at.isoformat(),
        "dataFeedElement": [element(check) for check in page.checks],
    }


def element(check: Check) -> dict[str, Any]:
    """One check as an item of the feed."""
    document = jsonld.document(check)
    document.pop("@context")
    item = {
        "@type": "DataFeedItem",
        "url": jsonld.check_url(check.claim_id),
        "dateCreated": check.published_at.isoformat(),
        "dateModified": check.modified_at.isoformat(),
    }
    if check.is_retracted:
        item["dateDeleted"] = check.modified_at.isoformat()
    return {**item, "item": [document]}
