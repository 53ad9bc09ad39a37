"""The words of PDFs, and files that would hold up or break whoever reads them."""

import time

import pytest

from claims.evidence import bounded, pdf
from claims.evidence.reading import read
from tests.support.pdfs import made


def test_the_words_of_every_page_are_read_in_order():
    document = made(b"The rate fell to 4.1 percent.", b"The series began in 1999.")
    assert pdf.text_of(document) == "The rate fell to 4.1 percent.\nThe series began in 1999."
    found = read(document, "application/pdf", "application/pdf", "https://office.example/a.pdf")
    assert found.text == found.whole == pdf.text_of(document)


@pytest.mark.parametrize(
    "document",
    [b"", b"%PDF-1.7 bytes", made(b"The rate fell.")[:-200], made(b"")],
    ids=["nothing", "no PDF", "cut off", "a page without words"],
)
def test_where_there_are_no_words_there_is_no_text(document):
    assert pdf.text_of(document) is None


def test_pages_and_characters_are_bounded(monkeypatch):
    monkeypatch.setattr(pdf, "PAGES", 2)
    assert pdf.text_of(made(b"One.", b"Two.", b"Three.")) == "One.\nTwo."
    monkeypatch.setattr(pdf.limits, "PAGE_TEXT", 6)
    assert pdf.text_of(made(b"One two three.", b"Four.")) == "One tw"


@pytest.mark.parametrize(
    "content",
    [b"0 " * 50_000_000, b"BT /F1 12 Tf " + b"(x) Tj " * 3_000_000],
    ids=["a hundred megabytes in a hundred thousand bytes", "millions of words"],
)
def test_a_file_that_takes_too_long_or_too_much_ends_alone(monkeypatch, content):
    monkeypatch.setattr(bounded, "SECONDS", 2)
    monkeypatch.setattr(bounded, "MEMORY", 300_000_000)
    began = time.monotonic()
    assert pdf.text_of(made(content, packed=True)) is None
    assert time.monotonic() - began < 30
