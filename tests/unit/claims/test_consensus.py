"""consensus(): resolved where all numbered ratings are at most one step apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.consensus import DISPUTED, Consensus, Level, consensus

FALSE, MOSTLY_FALSE, HALF, MOSTLY_TRUE, TRUE = (Level(n, n, True) for n in range(1, 6))
UNPROVEN, SATIRE = Level(6, 6, False), Level(7, 7, False)
ANY = st.sampled_from([FALSE, MOSTLY_FALSE, HALF, MOSTLY_TRUE, TRUE, UNPROVEN, SATIRE])


@pytest.mark.parametrize(
    ("levels", "proposed"),
    [
        ([FALSE], FALSE),
        ([HALF, HALF], HALF),
        ([MOSTLY_TRUE, HALF], HALF),  # the lower median of two
        ([HALF, MOSTLY_TRUE, MOSTLY_TRUE], MOSTLY_TRUE),
        ([TRUE, MOSTLY_TRUE, MOSTLY_TRUE, TRUE], MOSTLY_TRUE),
        ([UNPROVEN, UNPROVEN], UNPROVEN),
        ([FALSE, HALF], None),
        ([FALSE, MOSTLY_FALSE, HALF], None),  # neighbours in pairs, two steps in all
        ([HALF, UNPROVEN], None),
        ([TRUE, UNPROVEN], None),  # next to each other by position, but one has no number
        ([UNPROVEN, SATIRE], None),
    ],
)
def test_outcome(levels, proposed):
    outcome = DISPUTED if proposed is None else Consensus(True, proposed.id)
    assert consensus(levels) == outcome


def test_steps_count_by_position_not_by_number():
    one, ten = Level(1, 1, True), Level(10, 2, True)
    assert consensus([one, ten]).resolved


def test_an_empty_round_has_no_consensus():
    with pytest.raises(ValueError, match="without ratings"):
        consensus([])


@given(st.lists(ANY, min_size=1, max_size=9), st.randoms())
def test_the_order_of_ratings_never_matters(levels, random):
    shuffled = list(levels)
    random.shuffle(shuffled)
    assert consensus(shuffled) == consensus(levels)


@given(st.lists(ANY, min_size=1, max_size=9))
def test_what_is_proposed_was_rated_and_is_within_a_step_of_every_rating(levels):
    outcome = consensus(levels)
    assert outcome.resolved == (outcome.level_id is not None)
    if outcome.resolved:
        proposed = next(level for level in levels if level.id == outcome.level_id)
        assert all(abs(level.position - proposed.position) <= 1 for level in levels)
        assert all(level.numbered == proposed.numbered for level in levels)
        lower = [level for level in levels if level.position <= proposed.position]
        assert len(lower) * 2 >= len(levels)


@given(st.lists(ANY, min_size=1, max_size=9))
def test_unanimous_rounds_resolve_at_that_level(levels):
    assert consensus([levels[0]] * len(levels)) == Consensus(True, levels[0].id)
