"""CSV files of fact-checks."""

import time

import pytest

from claims.archive.reading import table
from claims.archive.reading.base import Unreadable


def test_columns_are_refused_with_their_names() -> None:
    with pytest.raises(Unreadable, match="Columns: 'mood'") as refused:
        table.items("url,claim,rating,mood,url\n")
    assert refused.value.code == "column_unknown"
    with pytest.raises(Unreadable, match=r"Columns: 'url'\.") as refused:
        table.items("url,claim,rating,url\n")
    assert refused.value.code == "column_doubled"


def test_a_file_of_one_endless_line_is_refused_at_once() -> None:
    """As a file that is no table begins; each column was looked for among all others."""
    begun = time.process_time()
    with pytest.raises(Unreadable, match="Columns: 'url', 'claim', 'rating'"):
        table.items("," * 9_000_000)
    assert time.process_time() - begun < 10
