"""Looking for an excerpt in a page: exactly, in other words, not at all."""

import time

import pytest

from claims.evidence.passages import find

PAGE = """
Labour market in 2025 – the office’s yearly report

In 2025 the unemployment rate fell to 4.1 percent, the lowest since the series began in 1999.
The “headline” rate counts those who looked for work in the last four weeks; it leaves out people
who had given up looking. Youth unemployment, at 9.6 percent, was little changed over the year.
The number of people in work rose by 120,000 to 3.4 million, most of them in the north.
"""


@pytest.mark.parametrize(
    "excerpt",
    [
        "the unemployment rate fell to 4.1 percent",
        "the unemployment\n   rate fell to\u00a04.1 percent",
        'The "headline" rate counts those who looked for work',
        "Labour market in 2025 - the office's yearly report",
        "the unem\u00adployment rate",
        "«the unemployment rate fell»",
        "the unemployment rate fell [...] the lowest since the series began",
        "The number of people in work rose … most of them in the north.",
        "...was little changed over the year.",
    ],
)
def test_what_a_copy_changes_by_itself_is_no_difference(excerpt):
    assert find(excerpt, PAGE).exact


@pytest.mark.parametrize(
    ("excerpt", "similarity", "passage"),
    [
        ("In 2025 the unemployment rate fell to 4.7 percent, the lowest since the series began",
         14 / 15,
         "In 2025 the unemployment rate fell to 4.1 percent, the lowest since the series began"),
        ("it leaves out all people who had given up looking", 9 / 10,
         "it leaves out people who had given up looking"),
        ("Youth unemployment was little changed over the year at 9.6", None, ""),
        ("THE NUMBER OF PEOPLE IN WORK ROSE BY 120,000", 1.0,
         "The number of people in work rose by 120,000"),
    ],
)  # fmt: skip
def test_a_passage_in_other_words_is_shown_as_the_page_has_it(excerpt, similarity, passage):
    found = find(excerpt, PAGE)
    assert not found.exact
    assert found.passage == passage
    assert found.approximate is bool(passage)
    if similarity is not None:
        assert found.similarity == pytest.approx(similarity)


@pytest.mark.parametrize(
    "excerpt",
    [
        "The mayor promised two hundred kilometres of road in the north by next year",
        "the lowest since the series began [...] the unemployment rate fell",  # another order
        "rate fell to 4.2",  # too short to be found in other words
        "unemployment rate fell to 4",  # a part of a number is another number
        "percent",  # found, but see below
        "",
        "…",
    ],
)
def test_what_is_not_there_is_not_found(excerpt):
    found = find(excerpt, PAGE)
    assert found.exact is (excerpt == "percent")
    assert not found.approximate
    assert not find("anything at all of some words", "").approximate


def test_words_found_in_two_orders_are_not_the_passage():
    words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"]
    assert not find(" ".join(reversed(words)), " ".join(words)).approximate


def test_the_longest_excerpt_in_the_longest_page_takes_seconds_at_most():
    page = " ".join(f"word{n % 5003} of the office {n}" for n in range(35_000))[:1_000_000]
    excerpt = page[600_000:604_500].replace(" office", " ministry", 40)
    started = time.monotonic()
    found = find(excerpt, page)
    assert found.approximate
    assert time.monotonic() - started < 30
