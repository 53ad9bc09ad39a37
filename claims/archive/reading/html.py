"""An HTML page with JSON-LD. Microdata and RDFa are not read."""

from __future__ import annotations

from html.parser import HTMLParser

from django.utils.translation import gettext as _

from claims.archive.reading import jsonld
from claims.archive.reading.base import Item, Unreadable, parse_json


class _Scripts(HTMLParser):
    """Collects what stands in <script type="application/ld+json">, with the line of each."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, list[str]]] = []
        self.within = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = (dict(attrs).get("type") or "").partition(";")[0].strip().lower()
        self.within = tag == "script" and kind == "application/ld+json"
        if self.within:
            self.found.append((self.getpos()[0], []))

    def handle_endtag(self, tag: str) -> None:
        self.within = False

    def handle_data(self, data: str) -> None:
        if self.within:
            self.found[-1][1].append(data)


def items(text: str) -> list[Item]:
    """The ClaimReviews of all its scripts; a script that is no JSON refuses the page."""
    scripts = _Scripts()
    scripts.feed(text)
    scripts.close()
    found: list[Item] = []
    for line, parts in scripts.found:
        try:
            document = parse_json("".join(parts))
        except Unreadable as error:
            where = _("The script in line %(line)s: %(why)s") % {"line": line, "why": error.detail}
            raise Unreadable(error.code, where) from error
        found += [Item(f"line {line}: {item.at}", item.markup) for item in jsonld.items(document)]
    return found
