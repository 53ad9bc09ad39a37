"""What an HTML page says, and pages that would hold up or break whoever reads them."""

import datetime
import time

import pytest

from claims.evidence import bounded
from claims.evidence.reading import Reading, read

PAGE = """<!doctype html><html><head><title>Zürich &amp; the rate</title>
<meta property="og:site_name" content="The Office">
<meta property="article:published_time" content="2025-03-04T05:06:07Z"></head>
<body><nav>Home</nav><article><p>The rate fell to 4.1 percent, says its
yearly report.</p>
</article><p>&#xd800;</p></body></html>"""


def page(text: str) -> Reading:
    return read(text.encode(), "text/html", "text/html; charset=utf-8", "https://office.example/a")


def test_a_page_says_its_words_its_title_its_publisher_and_its_day():
    found = page(PAGE)
    assert "The rate fell to 4.1 percent" in (found.text or "")
    assert "The rate fell to 4.1 percent" in (found.whole or "")
    assert (found.title, found.publisher) == ("Zürich & the rate", "The Office")
    assert found.published_on == datetime.date(2025, 3, 4)


@pytest.mark.parametrize("text", ["", " ", "no markup", "<p>"])
def test_where_there_are_no_words_nothing_breaks(text):
    assert (page(text).title, page(text).published_on) == ("", None)


@pytest.mark.parametrize("repeated", ["<br>", "<a href=x>", "<p><span>x</span>"])
def test_a_page_that_takes_too_long_or_too_much_ends_alone(monkeypatch, repeated):
    """16 MB of <br> took minutes of a network worker, and 2.6 GB."""
    monkeypatch.setattr(bounded, "SECONDS", 3)
    monkeypatch.setattr(bounded, "MEMORY", 600_000_000)
    began = time.monotonic()
    found = page(
        "<!doctype html><title>Heavy</title><body>" + repeated * (16_000_000 // len(repeated))
    )
    assert time.monotonic() - began < 30
    assert found.published_on is None


def test_what_was_found_before_the_end_of_time_is_kept(monkeypatch):
    said = bounded.Said(b'{"whole": "All words"}\n{"title": "T", "publisher": "", "da', False)
    monkeypatch.setattr(bounded, "run", lambda *args: said)
    assert page("<p>") == Reading("All words", "All words")
