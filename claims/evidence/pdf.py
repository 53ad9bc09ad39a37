"""The words of a PDF, read by pypdf within bounds on time, memory, pages and characters."""

from __future__ import annotations

from claims import limits
from claims.evidence import bounded

PAGES = 500


def text_of(body: bytes) -> str | None:
    """The words of the first PAGES pages, at most PAGE_TEXT characters of them.

    None where there are none (scans), and where the file is damaged, locked or beyond a bound.
    """
    said = bounded.run("pdf_child.py", [str(PAGES), str(limits.PAGE_TEXT)], body)
    return (said.finished and said.out.decode(errors="replace").strip()) or None
