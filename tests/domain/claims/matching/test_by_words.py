"""Candidates by words, in a table that repeats itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from claims.archive.models import FactCheck
from claims.matching import lexical

MANY = 3_000
FERRY = "Ministers spent 212 pounds on the ferry to Alder Island in the north."


@pytest.fixture
def repetitive(checked: Callable[..., FactCheck]) -> FactCheck:
    """The one about the ferry, among thousands that share its other words, with statistics."""
    one = checked("Ministers spent 212 pounds on a ferry to Alder Island.")
    FactCheck.objects.bulk_create(
        FactCheck(
            page=one.page, position=n, claim_key=str(n), markup={}, url=one.url, site=one.site,
            publisher="F", rating_text="False",
            claim_text=f"{'Ministers' if n % 5 == 0 else 'Farmers'} spent {n} pounds"
            f" {'in the north' if n % 6 == 0 else f'at place{n}'}.",
        )
        for n in range(1, MANY)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_factcheck")
    return one


def test_the_one_that_shares_rare_words_comes_first(repetitive: FactCheck) -> None:
    found = lexical.by_words(FactCheck.objects.shown(), "claim_text", FERRY)
    assert found[0] == repetitive.pk
    FactCheck.objects.filter(pk=repetitive.pk).update(gone_at="2026-01-01T00:00Z")
    assert repetitive.pk not in lexical.by_words(FactCheck.objects.shown(), "claim_text", FERRY)


def test_few_rows_are_ranked_however_many_share_common_words(repetitive: FactCheck) -> None:
    words, rows = lexical._lexemes("claims_factcheck", FERRY)
    assert rows == MANY
    shares = {word.word: word.share for word in words}
    assert shares["spent"] > 0.9
    assert 0.1 < shares["minist"] < 0.3
    assert shares["island"] < 0.001
    query = lexical.Lexemes(lexical.asked(words, rows))
    assert 1 <= FactCheck.objects.filter(search=query).count() <= lexical.EXPECTED
    shared: Any = lexical.Lexemes("'minist' | 'north'")
    assert FactCheck.objects.filter(search=shared).count() > 2 * lexical.EXPECTED - 100
    assert len(lexical.by_words(FactCheck.objects.all(), "claim_text", FERRY)) <= lexical.BEST


def test_a_table_without_statistics_is_searched_as_well(checked: Callable[..., FactCheck]) -> None:
    one = checked(FERRY)
    assert lexical.by_words(FactCheck.objects.all(), "claim_text", FERRY) == [one.pk]
    assert lexical.by_words(FactCheck.objects.all(), "claim_text", "") == []
