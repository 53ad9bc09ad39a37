"""Rounds: the last rating decides, reopening begins anew, a reveal bars."""

import pytest

from api.exceptions import Conflict, InvalidInput, WrongState
from claims import services
from claims.models import Rating, Review

# Rounds ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "status", "proposed"),
    [
        (2, 2, "resolved", 2),
        (3, 2, "resolved", 2),
        (1, 3, "disputed", None),
        (None, None, "resolved", None),
        (None, 3, "disputed", None),
    ],
)
def test_the_last_rating_fills_the_round(desk, claim, first, second, status, proposed):
    claim = desk.resolve(claim, first, second)
    assert claim.status == status
    found = services.proposed_level(claim)
    assert (found.number if found else None) == proposed


def test_the_last_of_ones_own_ratings_counts(desk, claim):
    first = desk.take_and_rate(desk.one, claim, 1)
    desk.rate(desk.one, claim, 5)
    desk.take_and_rate(desk.two, claim, 5)
    assert desk.fresh(claim).status == "resolved"
    first.refresh_from_db()
    assert first.superseded_at is not None


def test_a_full_round_takes_no_more_ratings(desk, claim):
    desk.resolve(claim)
    with pytest.raises(WrongState):
        desk.rate(desk.one, claim, 5)


def test_a_rating_added_in_a_dispute_is_marked_and_changes_no_consensus(desk, claim):
    desk.resolve(claim, 1, 5)
    added = desk.rate(desk.one, claim, 5)
    assert added.after_reveal
    after = desk.fresh(claim)
    assert after.status == "disputed"
    counting = Rating.objects.counting(after)
    assert sorted(rating.level.number for rating in counting) == [1, 5]
    with pytest.raises(WrongState):
        desk.rate(desk.three, claim, 5)


def test_reopening_starts_a_new_round_in_which_earlier_ratings_do_not_count(desk, claim):
    desk.resolve(claim, 1, 5)
    reopened = desk.do("reopen", desk.editor, claim, reason="New data.")
    assert (reopened.status, reopened.round, reopened.scale) == ("extracted", 2, None)
    assert desk.resolve(claim, 2, 2).status == "resolved"


def test_reopening_a_disputed_claim_needs_a_reason(desk, claim):
    desk.resolve(claim, 1, 5)
    with pytest.raises(InvalidInput) as caught:
        desk.do("reopen", desk.editor, claim)
    assert caught.value.errors[0].pointer == "/reason"


def test_a_reviewer_dismisses_a_claim_only_where_nobody_else_is_at_work(desk, claim):
    desk.do("take", desk.one, claim)
    with pytest.raises(WrongState):
        desk.do("dismiss", desk.two, claim, reason="A joke.")
    assert desk.do("dismiss", desk.one, claim, reason="A joke.").status == "dismissed"
    assert Review.objects.get(reviewer=desk.one).outcome == "released"


def test_an_editor_dismisses_over_open_reviews(desk, claim):
    desk.do("take", desk.one, claim)
    desk.do("dismiss", desk.editor, claim, reason="A joke.")
    assert Review.objects.get(reviewer=desk.one).outcome == "released"


# Reveal ----------------------------------------------------------------------------------------


def test_a_reveal_gives_up_the_place_and_bars_from_the_round(desk, claim):
    desk.do("take", desk.one, claim)
    desk.do("take", desk.editor, claim)
    desk.do("reveal", desk.editor, claim, reason="Deadline.")
    for act in (
        lambda: desk.do("take", desk.editor, claim),
        lambda: desk.rate(desk.editor, claim),
        lambda: desk.do("assign", desk.editor, claim, reviewer=desk.editor),
    ):
        with pytest.raises(Conflict):
            act()
    assert services.next_claim(actor=desk.editor) is None


def test_an_unfinished_round_is_decided_after_a_reveal_with_a_rating_and_a_reason(desk, claim):
    desk.do("take", desk.one, claim)
    with pytest.raises(WrongState, match="Nobody has rated"):
        desk.decide(claim, reason="Deadline.")
    desk.rate(desk.one, claim)
    with pytest.raises(WrongState, match="Reveal"):
        desk.decide(claim, reason="Deadline.")
    desk.do("take", desk.two, claim)
    desk.do("reveal", desk.editor, claim, reason="Deadline.")
    with pytest.raises(InvalidInput):
        desk.decide(claim)
    verdict = desk.decide(claim, reason="Deadline.")
    assert (verdict.ratings_count, verdict.ratings_required) == (1, 2)
    assert Review.objects.get(reviewer=desk.two).outcome == "released"
