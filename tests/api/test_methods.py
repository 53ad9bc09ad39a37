"""Public pages change nothing: another method than GET or HEAD is told so, with or without a
CSRF token."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

PUBLIC = [
    "/",
    "/health/live",
    "/health/ready",
    "/health/queue",
    "/checks/",
    "/checks/7/",
    "/checks/7/receipt.json",
    "/checks/feed.atom",
    "/checks/feed.json",
    "/checks/datafeed.json",
    "/.well-known/onrecord-keys.json",
    "/$discovery/rest",
]


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_another_method_is_405_with_those_that_there_are(method: str, path: str) -> None:
    answer = getattr(Client(enforce_csrf_checks=True), method)(path)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"


def views(under: URLResolver, path: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in under.url_patterns:
        where = path + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from views(one, where)
        elif not where.startswith("admin/"):
            yield where, one


def test_no_page_outside_the_desk_asks_for_a_token_before_it_looks_at_the_method() -> None:
    """The API's own views take no cookie without one (REST framework asks for it there)."""
    found = dict(views(get_resolver()))
    assert len(found) > len(PUBLIC)
    asking = [path for path, one in found.items() if not getattr(one.callback, "csrf_exempt", 0)]
    assert not asking
