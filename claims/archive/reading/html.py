"""An HTML page with JSON-LD. Microdata and RDFa are not read.

Pages come from strangers, so the time that one takes is linear in its size: html.parser's is not,
which reads on to the end anew for each tag that nothing closes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from claims.archive.reading import jsonld
from claims.archive.reading.base import Item, Unreadable, parse_json

_BEGIN = re.compile(r"<(?:(?P<comment>!--)|(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+))")
#: The rest of a tag, quoted values with their ">"; possessive, so that nothing is tried twice.
_REST = re.compile(r"""(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+>""")
_ATTRIBUTE = re.compile(
    r"""([^\s"'>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]++)))?+""", re.ASCII
)
#: Elements whose content is text whatever it looks like, and how each ends.
_TEXT = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
}


@dataclass(frozen=True, slots=True)
class _Script:
    line: int
    text: str


def _scripts(page: str) -> Iterator[_Script]:
    """What stands in <script type="application/ld+json">, with the line of each."""
    line, counted, at = 1, 0, 0
    while begin := _BEGIN.search(page, at):
        if begin["comment"]:
            at = page.find("-->", begin.end() - 2) + 3
            if at < 3:  # nothing closes it: the rest is the comment
                return
            continue
        rest = _REST.match(page, begin.end())
        if rest is None:  # nor this tag
            return
        at = rest.end()
        name = begin["name"].lower()
        if begin["end"] or name not in _TEXT:
            continue
        end = _TEXT[name].search(page, at)
        if name == "script" and _kind(rest[0]) == "application/ld+json":
            line += page.count("\n", counted, begin.start())
            counted = begin.start()
            yield _Script(line, page[at : end.start() if end else None])
        if end is None:
            return
        at = end.start()


def _kind(attributes: str) -> str:
    """The media type that a tag's attributes say; the first of two counts."""
    for found in _ATTRIBUTE.finditer(attributes):
        if found[1].lower() == "type":
            value = html.unescape(found[2] or found[3] or found[4] or "")
            return value.partition(";")[0].strip().lower()
    return ""


def items(text: str) -> list[Item]:
    """The ClaimReviews of all its scripts; a script that is no JSON refuses the page."""
    found: list[Item] = []
    for script in _scripts(text):
        try:
            document = parse_json(script.text)
        except Unreadable as error:
            where = _("The script in line %(line)s: %(why)s") % {
                "line": script.line,
                "why": error.detail,
            }
            raise Unreadable(error.code, where) from error
        found += [
            Item(f"line {script.line}: {item.at}", item.markup) for item in jsonld.items(document)
        ]
    return found
