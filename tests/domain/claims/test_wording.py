"""Wording: what counts as a change, and whose rating judged which."""

import pytest

from api.exceptions import Conflict, Forbidden, InvalidInput
from claims.models import Review
from tests.factories import SpeakerFactory


def test_rewording_counts_what_readers_see(desk, claim):
    same = desk.do("edit_claim", desk.one, claim, changes={"normalised": claim.shown_normalised})
    assert (same.wording, same.version) == (1, 2)
    other = desk.do("edit_claim", desk.one, claim, changes={"normalised": "Other words."})
    assert (other.wording, other.version) == (2, 3)
    again = desk.do("edit_claim", desk.one, claim, changes={"normalised": "Other words."})
    assert (again.wording, again.version) == (2, 3)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "published"},
        {"normalised": " "},
        {"normalised": "x" * 2001},
        {"type": "lie"},
        {"speaker": 10**9},
        {"speaker": None},
        {"normalised": None},
    ],
)
def test_bad_values_name_their_field(desk, claim, changes):
    with pytest.raises(InvalidInput) as caught:
        desk.do("edit_claim", desk.one, claim, changes=changes)
    assert caught.value.errors[0].pointer == f"/{next(iter(changes))}"


def test_after_the_first_rating_only_an_editor_rewords_and_raters_confirm(desk, claim):
    desk.take_and_rate(desk.one, claim, 2)
    with pytest.raises(Forbidden):
        desk.do("edit_claim", desk.two, claim, changes={"speaker": SpeakerFactory().pk})
    desk.do("edit_claim", desk.editor, claim, changes={"normalised": "Other words."})
    desk.take_and_rate(desk.two, claim, 2)
    assert desk.fresh(claim).status == "in_review"  # the first rating judged other words

    desk.rate(desk.one, claim, 2)
    assert desk.fresh(claim).status == "resolved"


def test_rating_another_wording_is_refused_with_both_texts_and_kept(desk, claim):
    desk.do("take", desk.one, claim)
    desk.do("edit_claim", desk.editor, claim, changes={"normalised": "Other words."})
    with pytest.raises(Conflict) as caught:
        desk.rate(desk.one, claim, wording=1, rationale="On the old words.")
    extra = caught.value.extra
    assert caught.value.code == "wording_changed"
    assert extra["judged"]["normalised"] == claim.suggested_normalised
    assert extra["current"]["normalised"] == "Other words."
    assert extra["current"]["wording"] == 2
    assert Review.objects.get(reviewer=desk.one).draft["rationale"] == "On the old words."


def test_who_never_confirms_can_be_replaced(desk, claim):
    desk.take_and_rate(desk.one, claim, 2)
    desk.do("edit_claim", desk.editor, claim, changes={"normalised": "Other words."})
    desk.do("take_over", desk.editor, claim, reviewer=desk.one)
    desk.take_and_rate(desk.two, claim, 2)
    desk.take_and_rate(desk.three, claim, 2)
    assert desk.fresh(claim).status == "resolved"
