"""What a kept document says: its readable text, title, publisher and date. Workers only.

HTML is read by trafilatura and PDFs by pypdf, each in a process of its own (bounded), plain text
as it is. Of images and scans no words are read: the document is kept, and the desk says that it
was not searched.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass

from claims import limits
from claims.evidence import bounded, pdf
from claims.evidence.charsets import decoded

HTML = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class Reading:
    """`text` is the main text, `whole` all words of the page; None where they are not read."""

    text: str | None = None
    whole: str | None = None
    title: str = ""
    publisher: str = ""
    published_on: datetime.date | None = None


def read(body: bytes, media_type: str, content_type: str, url: str) -> Reading:
    """Reads the document as its media type asks; what cannot be read is none."""
    if media_type in HTML:
        return _html(decoded(body, content_type), url)
    if media_type == "text/plain":
        text = decoded(body, content_type)[: limits.PAGE_TEXT]
        return Reading(text, text)
    if media_type == "application/pdf":
        words = pdf.text_of(body)
        return Reading(words, words)
    return Reading()


def _html(page: str, url: str) -> Reading:
    """As far as it could be read within bounds; a page beyond them has what was found first."""
    said = bounded.run("html_child.py", [str(limits.PAGE_TEXT), url], page.encode())
    found: dict[str, str] = {}
    for line in said.out.splitlines(keepends=True):
        if line.endswith(b"\n"):
            found |= json.loads(line)
    whole = found.get("whole")
    return Reading(
        found.get("main") or whole,
        whole,
        _line(found.get("title"), limits.TITLE),
        _line(found.get("publisher"), limits.PUBLISHER),
        _day(found.get("day")),
    )


def _line(text: str | None, limit: int) -> str:
    """One line without control characters, cut at a length that its field holds."""
    words = "".join(c if c.isprintable() else " " for c in text or "").split()
    return " ".join(words)[:limit]


def _day(text: str | None) -> datetime.date | None:
    try:
        found = datetime.date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
    return found if found <= datetime.date.today() + datetime.timedelta(days=1) else None
