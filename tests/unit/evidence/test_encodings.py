"""A page's bytes as the text that its author wrote."""

import pytest

from claims.evidence.charsets import decoded

LATIN = "Arbeitslosigkeit fällt".encode("latin-1")
CYRILLIC = "Безработица"


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("fällt".encode(), "text/html", "fällt"),
        (CYRILLIC.encode("koi8-r"), "text/plain; charset=koi8-r", CYRILLIC),
        (CYRILLIC.encode("koi8-r"), 'text/plain; format=flowed; Charset="KOI8-R"', CYRILLIC),
        (CYRILLIC.encode("koi8-r"), "text/plain;charset='koi8-r';x=1", CYRILLIC),
        (LATIN, "text/plain", "Arbeitslosigkeit fällt"),  # what Windows wrote
        (LATIN, "text/plain; charset=utf-8", "Arbeitslosigkeit fällt"),  # a header that is wrong
        (LATIN, "text/plain; charset=no-such", "Arbeitslosigkeit fällt"),
        (b"a\x81", "text/plain", "a\ufffd"),  # nobody wrote this
        (b"+2AA-", "text/plain; charset=utf-7", "+2AA-"),  # half a character, were it read so
    ],
)
def test_bytes_are_read_as_the_header_says_or_as_they_can_be(body, content_type, text):
    assert decoded(body, content_type) == text


@pytest.mark.parametrize(
    "meta",
    [
        '<meta charset="windows-1251">',
        "<META CHARSET=windows-1251 >",
        "<meta http-equiv='Content-Type' content='text/html; charset=windows-1251'>",
        "<?xml version='1.0'?><meta charset = 'windows-1251'/>",
    ],
)
def test_a_page_says_itself_how_it_is_encoded(meta):
    page = f"{meta}<p>{CYRILLIC}</p>"
    assert decoded(page.encode("cp1251"), "text/html") == page


def test_the_header_is_asked_before_the_page():
    page = f'<meta charset="latin-1">{CYRILLIC}'
    assert decoded(page.encode("koi8-r"), "text/html; charset=koi8-r") == page
