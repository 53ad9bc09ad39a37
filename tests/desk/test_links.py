"""Every link on every page leads somewhere that the person who sees it may go."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from accounts.models import User
from tests.support import newsroom, resembling
from tests.support.pages import every_page


class Links(HTMLParser):
    """What a browser would open from a page by a click, or by itself with GET."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "a" or (tag == "link" and said.get("rel") in ("alternate", "canonical")):
            self._add(said.get("href"))
        if tag == "form" and (said.get("method") or "get").lower() == "get":
            self._add(said.get("action"))
        self._add(said.get("hx-get"))

    def _add(self, href: str | None) -> None:
        if href:
            address = urlsplit(urldefrag(urljoin(f"http://testserver{self.page}", href)).url)
            if address.netloc == "testserver" and address.scheme == "http":
                self.found.add(address.path + (f"?{address.query}" if address.query else ""))


#: Files of pages that were fetched: the newsroom of tests has the rows and not the bytes.
UNKEPT = re.compile(r"^/admin/desk/snapshots/\d+/(content|text|warc)/$")
LIST = re.compile(r"^/admin/(?!desk/)\w+/\w+/$")
#: Of one route, for one person: hundreds of claims lead to the same page.
ENOUGH = 8
#: Django's lists sort and filter themselves by links; the rows are what leads on.
ROWS = 2


class Walk:
    """One person's way through the pages; each link is opened once."""

    def __init__(self, person: User) -> None:
        self.person = person
        self.client = Client()
        self.client.force_login(person)
        self.opened: set[str] = set()
        self.of_route: Counter[str] = Counter()
        self.dead: list[str] = []

    def over(self, pages: Iterable[str]) -> None:
        """Opens what the pages link to. What refuses the person is walked as well: it has a way
        out, and says its own address at most."""
        for page in pages:
            for link in sorted(self.links(page) - self.opened - {page}):
                self.opened.add(link)
                route = _route(link)
                self.of_route[route] += 1
                if self.of_route[route] > ENOUGH:
                    continue
                status = self.client.get(link, follow=True).status_code
                if status in (403, 404) or status >= 500:
                    self.dead.append(f"{self.person}: {status} {link} (on {page})")

    def links(self, page: str) -> set[str]:
        answer = self.client.get(page, follow=True)
        reader = Links("{PATH_INFO}?{QUERY_STRING}".format(**answer.request).rstrip("?"))
        if answer.headers["Content-Type"].startswith("text/html"):
            reader.feed(answer.content.decode())
        return {link for link in reader.found if not UNKEPT.match(link)}

    def records(self) -> list[str]:
        """The first rows of each of Django's own lists that the person is offered."""
        rows: list[str] = []
        for listed in sorted(filter(LIST.match, self.links(reverse("admin:index")))):
            inside = sorted(self.links(listed))
            rows += [one for one in inside if re.match(rf"{listed}\d+/change/$", one)][:ROWS]
        return rows


def _route(link: str) -> str:
    """The name of the view; what leads to none counts by itself, and is opened."""
    try:
        return resolve(urlsplit(link).path).view_name
    except Resolver404:
        return link


@pytest.mark.django_db
@pytest.mark.timeout(600)
def test_no_link_leads_to_a_refusal_or_to_nothing() -> None:
    room = newsroom.build(long=600)
    pages = sorted({path for _, _, path in every_page(room, resembling.add(room))})
    dead = []
    for person in (room.reviewers[0], room.editor, room.administrator):
        walk = Walk(person)
        walk.over(pages)
        rows = walk.records()
        assert rows, person
        walk.over(rows)
        dead += walk.dead
    assert not dead, "\n".join(dead)
