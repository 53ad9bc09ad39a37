"""From the bytes of a file to the pages to store, and what is refused before anything is."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from claims.archive import reading
from claims.archive.markup import Refused, facts_of, page_url_of, text_of
from claims.archive.storing import Found


@dataclass(frozen=True, slots=True)
class OfPage:
    """What the file says of one page. No checks: its publisher took them back."""

    url: str
    whole: bool
    found: list[Found]


@dataclass(slots=True)
class Sorted:
    """The file by page, in the order of addresses, and a report on the rest."""

    format: str
    pages: list[OfPage]
    report: list[dict[str, Any]] = field(default_factory=list)

    @property
    def refused(self) -> int:
        return sum(one["refused"] for one in self.report)


def sort(data: bytes) -> Sorted:
    """The same for the same bytes. Raises Unreadable.

    By address, so that two imports take their locks in one order; checks of a page stay in the
    file's order. A page of which the file holds checks is not taken back, whatever else it says.
    """
    format, items = reading.read(data)
    report: list[dict[str, Any]] = []
    found: list[tuple[str, bool, Found]] = []
    deleted: set[str] = set()
    seen: dict[tuple[str, str], str] = {}
    for item in items:
        try:
            if item.deleted:
                deleted.add(page_url_of(text_of(item.markup.get("url"))))
                continue
            facts = facts_of(item.markup)
            first = seen.setdefault((facts.page_url, facts.claim_key), item.at)
            if first != item.at:
                said = _("The same claim on the same page as %(at)s.") % {"at": first}
                raise Refused("doubled", said)
        except Refused as error:
            report.append(refusal(item.at, error))
            continue
        report += [
            {"at": item.at, "code": code, "detail": said, "refused": False}
            for code, said in facts.notes
        ]
        found.append((facts.page_url, item.whole, Found(item.at, item.markup, facts)))
    found.sort(key=lambda one: one[0])
    pages = [
        OfPage(url, all(whole for _url, whole, _found in group), [one for *_head, one in group])
        for url, group in ((url, list(rows)) for url, rows in groupby(found, lambda one: one[0]))
    ]
    pages += [OfPage(url, True, []) for url in deleted - {page.url for page in pages}]
    return Sorted(format, sorted(pages, key=lambda page: page.url), report)


def refusal(at: str, error: Refused) -> dict[str, Any]:
    """A line of an import's report."""
    where = f"{at} {error.field}".strip()
    return {"at": where, "code": error.code, "detail": error.detail, "refused": True}
