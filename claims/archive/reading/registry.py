"""Recognises a file of fact-checks by its content."""

from __future__ import annotations

from django.utils.translation import gettext as _

from claims import limits
from claims.archive.reading import answers, html, jsonld, table
from claims.archive.reading.base import Item, Unreadable, parse_json


def read(data: bytes) -> tuple[str, list[Item]]:
    """The name of the format and its items in their order. Raises Unreadable."""
    text = _decoded(data)
    format, items = _recognised(text)
    if not items:
        raise Unreadable("no_fact_checks", _("There is no fact-check in this file."))
    if len(items) > limits.IMPORT_FACT_CHECKS:
        raise Unreadable(
            "too_many",
            _("The file has %(n)s fact-checks; at most %(limit)s are read at once.")
            % {"n": f"{len(items):,}", "limit": f"{limits.IMPORT_FACT_CHECKS:,}"},
        )
    return format, items


def _recognised(text: str) -> tuple[str, list[Item]]:
    begin = text.lstrip()[:1]
    if begin == "<":
        return "html", html.items(text)
    if begin not in ("{", "["):
        return "csv", table.items(text)
    document = parse_json(text)
    if isinstance(document, dict):
        if "claims" in document:
            return "claims_search", answers.of_search(document)
        if "claimReviewMarkupPages" in document or "claimReviewMarkups" in document:
            return "pages", answers.of_pages(document)
    return "jsonld", jsonld.items(document)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            "encoding", _("The file is not UTF-8: byte %(n)s.") % {"n": error.start}
        ) from error
