"""ClaimReviews in HTML pages, also in such as are made to keep the reader busy."""

import json
import time

import pytest

from claims.archive.reading import html
from claims.archive.reading.base import Unreadable

REVIEW = {"@type": "ClaimReview", "url": "https://a.example/1", "claimReviewed": "Crime rose."}
JSON = json.dumps(REVIEW)


def found(page: str) -> list[str]:
    return [item.at for item in html.items(page)]


@pytest.mark.parametrize(
    "script",
    [
        f'<script type="application/ld+json">{JSON}</script>',
        f"<SCRIPT async type='application/LD+JSON; charset=utf-8' >{JSON}</SCRIPT >",
        f"<script type=application/ld+json>{JSON}</script>",
        f'<script\n data-x=">" title="a>b" type = "application/ld&#43;json">{JSON}</script>',
        f'<script data-it=it\'s type="application/ld+json">{JSON}</script>',
        f'<!-- > --><!--><style><!--</style><script type="application/ld+json">{JSON}</script>',
    ],
)
def test_scripts_are_found_however_they_are_written(script: str) -> None:
    assert [item.markup for item in html.items(f"<p>1 < 2 & 3\n{script}<p>")] == [REVIEW]


def test_a_page_that_was_cut_off_has_what_it_has() -> None:
    assert found(f'<p><script type="application/ld+json">{JSON}') == ["line 1: /"]


@pytest.mark.parametrize(
    "page",
    [
        f'<!-- <script type="application/ld+json">{JSON}</script> -->',
        f"<p title='<script type=\"application/ld+json\">{JSON.replace(chr(39), '')}</script>'>",
        f'<script>"<script type=application/ld+json>{JSON}"</script>',
        f'<textarea><script type="application/ld+json">{JSON}</script></textarea>',
        f'<script data-type="application/ld+json">{JSON}</script>',
        f'<script type="text/plain" type="application/ld+json">{JSON}</script>',
    ],
)
def test_what_only_looks_like_a_script_is_none(page: str) -> None:
    assert found(page) == []


def test_the_line_of_each_script_is_named() -> None:
    script = f'<script type="application/ld+json">\n{JSON}\n</script>'
    assert found(f"{script}\n\n{script}") == ["line 1: /", "line 5: /"]
    with pytest.raises(Unreadable, match="line 3"):
        html.items('\n\n<script type="application/ld+json">{</script>')


@pytest.mark.parametrize(
    "repeated",
    [
        "<script ",
        "<script>",
        "<a x='",
        '<a x="',
        "<a =",
        "<!--",
        "<!-- --",
        "</",
        "<?",
        "<![CDATA[",
    ],
)
def test_a_page_made_to_keep_the_reader_busy_takes_linear_time(repeated: str) -> None:
    """html.parser took ten minutes of the one maintenance process for the first of these."""
    page = "<p>" + repeated * (8_000_000 // len(repeated))
    begun = time.process_time()
    assert found(page) == []
    assert time.process_time() - begun < 10
