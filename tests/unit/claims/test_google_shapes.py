"""A result of claims:search, read off ClaimReviews as the web writes them."""

from typing import Any

import pytest

from claims.archive.google.shapes import claim_shape
from claims.archive.markup import facts_of
from tests.domain.archive.conftest import claim_review


@pytest.mark.parametrize(
    "language",
    [
        "en-GB",
        ["en-GB", "cy"],
        {"@value": "en-GB"},
        {"@type": "Language", "name": "English", "alternateName": "en-GB"},
    ],
)
def test_a_check_is_found_and_told_in_its_language_however_that_is_written(language: Any) -> None:
    markup = claim_review(inLanguage=language)
    assert facts_of(markup).language == "en"
    (review,) = claim_shape(markup)["claimReview"]
    assert review["languageCode"] == "en-GB"
