"""Answers of the Fact Check Tools API: of claims:search, and pages with their markup."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from claims.archive.google.shapes import markups_of_page, markups_of_search
from claims.archive.reading.base import Item, Unreadable


def of_search(document: dict[str, Any]) -> list[Item]:
    """A search answer says little of a check, so it never replaces what is known of it."""
    claims = _list(document, "claims")
    return [
        Item(f"/claims/{index}/claimReview/{number}", markup, whole=False)
        for index, claim in enumerate(claims)
        if isinstance(claim, dict)
        for number, markup in enumerate(markups_of_search(claim))
    ]


def of_pages(document: dict[str, Any]) -> list[Item]:
    """One page, or a list of them."""
    if "claimReviewMarkups" in document:
        return _of_page(document, "")
    pages = _list(document, "claimReviewMarkupPages")
    return [
        item
        for index, page in enumerate(pages)
        if isinstance(page, dict)
        for item in _of_page(page, f"/claimReviewMarkupPages/{index}")
    ]


def _of_page(page: dict[str, Any], at: str) -> list[Item]:
    return [
        Item(f"{at}/claimReviewMarkups/{number}", markup)
        for number, markup in enumerate(markups_of_page(page))
    ]


def _list(document: dict[str, Any], name: str) -> list[Any]:
    found = document[name]
    if not isinstance(found, list):
        raise Unreadable("shape", _("%(name)s is no list.") % {"name": f"/{name}"})
    return found
