"""Wilson's interval, against published and hand-computed values; steps of time."""

import datetime
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.figures.shares import Share
from claims.figures.steps import MAX_STEPS, Step, TooManySteps


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_one_newcombe_computed(
    count: int, of: int, low: float, high: float
) -> None:
    share = Share.wilson(count, of)
    assert share.low == pytest.approx(low, abs=5e-5)
    assert share.high == pytest.approx(high, abs=5e-5)
    assert share.share == count / of


def test_the_interval_of_one_in_two_by_hand() -> None:
    """With z = 1: middle (1/2 + 1/4) / (3/2) = 1/2, half sqrt(1/8 + 1/16) / (3/2)."""
    share = Share.wilson(1, 2, z=1)
    assert share.low == pytest.approx(0.5 - sqrt(3 / 16) / 1.5)
    assert share.high == pytest.approx(0.5 + sqrt(3 / 16) / 1.5)


def test_a_share_of_nothing_is_no_number() -> None:
    assert Share.wilson(0, 0) == Share(0, 0, None, None, None)


@pytest.mark.parametrize(("count", "of"), [(-1, 3), (4, 3)])
def test_what_is_no_part_is_refused(count: int, of: int) -> None:
    with pytest.raises(ValueError, match="no part"):
        Share.wilson(count, of)


@given(st.integers(1, 10**6).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_share_lies_within_its_interval_and_that_within_0_and_1(pair: tuple[int, int]) -> None:
    share = Share.wilson(*pair)
    assert share.low is not None
    assert share.high is not None
    assert share.share is not None
    assert 0 <= share.low <= share.share <= share.high <= 1


def test_weeks_begin_on_monday_and_months_on_the_first() -> None:
    wednesday = datetime.date(2026, 12, 30)
    assert Step.DAY.starts(wednesday, wednesday) == [wednesday]
    assert Step.WEEK.starts(wednesday, datetime.date(2027, 1, 4)) == [
        datetime.date(2026, 12, 28),
        datetime.date(2027, 1, 4),
    ]
    assert Step.MONTH.starts(wednesday, datetime.date(2027, 2, 28)) == [
        datetime.date(2026, 12, 1),
        datetime.date(2027, 1, 1),
        datetime.date(2027, 2, 1),
    ]


def test_at_most_so_many_steps() -> None:
    since = datetime.date(2026, 1, 1)
    last = since + datetime.timedelta(days=MAX_STEPS - 1)
    assert len(Step.DAY.starts(since, last)) == MAX_STEPS
    with pytest.raises(TooManySteps):
        Step.DAY.starts(since, last + datetime.timedelta(days=1))
