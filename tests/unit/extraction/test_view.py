"""A sentence as rules see it: folded text keeps every offset."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.extraction.pipeline import make_doc
from worker.extraction.view import View, words_pattern


@pytest.fixture(scope="session")
def view(extractor):
    def _view(text: str) -> View:
        doc = extractor._cascade.nlp(make_doc(extractor._cascade.nlp, text))
        return View(doc[:], "speaker")

    return _view


def test_folding_moves_no_character(view):
    every = "".join(map(chr, range(sys.maxunicode + 1))).encode("utf-16", "ignore").decode("utf-16")
    assert {c for c in every if len(c.lower()) != 1} == {"İ"}
    folded = view("İstanbul’s NHS fell — by 5%.")
    assert folded.folded == "istanbul's nhs fell - by 5%."
    assert len(folded.folded) == len(folded.raw)


def test_a_phrase_is_found_in_any_letter_case_where_it_stands(view):
    pattern = words_pattern(r"per ?cent", r"the nhs")
    for text in ("Now THE NHS grew.", "Now the NHS grew.", "İt the nhs grew."):
        found = view(text)
        start, end = found.search(pattern)
        assert text[start:end].lower() == "the nhs"
    assert view("Bathe nhs.").search(pattern) is None


def test_a_phrase_with_a_capital_could_never_be_found_and_is_refused():
    with pytest.raises(ValueError, match="NHS"):
        words_pattern(r"\w+ care", "NHS")
    words_pattern(r"\W\S\D")


@given(text=st.text(st.sampled_from("aB ’'İß12Σς.,-—“"), min_size=1, max_size=40).filter(str.strip))
def test_lower_words_are_the_words(view, text):
    seen = view(text)
    assert [len(lower) for lower in seen.lower] == [len(word) for word in seen.words]
    assert all(any(c.isalnum() for c in word) for word in seen.lower)
