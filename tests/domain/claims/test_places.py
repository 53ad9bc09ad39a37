"""Places in a round: take, release, assign, take over, next."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from accounts.roles import Role
from api.exceptions import Forbidden, InvalidInput, StaleVersion, WrongState
from claims import services
from claims.models import Claim, Review
from tests.factories import ClaimFactory, UserFactory
from transcripts.services import withdraw_transcript


def lapse(user):
    """The lease of the user's open review ended a minute ago, by the database's clock."""
    Review.objects.filter(reviewer=user, outcome="open").update(
        lease_expires_at=Now() - timedelta(minutes=1)
    )


# Places ----------------------------------------------------------------------------------------


def test_a_round_has_as_many_places_as_its_scale_asks_ratings(desk, claim):
    desk.do("take", desk.one, claim)
    desk.do("take", desk.two, claim)

    with pytest.raises(WrongState) as caught:
        desk.do("take", desk.three, claim)
    assert caught.value.code == "no_free_place"
    assert "take" not in caught.value.extra["allowed_actions"]


@pytest.mark.parametrize("act", ["take", "assign"])
def test_a_claim_of_a_withdrawn_transcript_has_no_place(desk, claim, act):
    withdraw_transcript(
        actor=desk.editor,
        transcript_id=claim.transcript_id,
        expected_version=None,
        reason="Forged.",
    )
    fields = {"reviewer": UserFactory()} if act == "assign" else {}

    with pytest.raises(WrongState) as caught:
        desk.do(act, desk.editor, claim, **fields)
    assert caught.value.code == "transcript_withdrawn"
    assert act not in caught.value.extra["allowed_actions"]


def test_nobody_takes_a_second_place(desk, claim):
    desk.take_and_rate(desk.one, claim)

    with pytest.raises(WrongState):
        desk.do("take", desk.one, claim)


def test_a_stale_version_is_refused_with_the_current_etag(desk, claim):
    desk.do("take", desk.one, claim)

    with pytest.raises(StaleVersion) as caught:
        services.take(actor=desk.two, claim_id=claim.pk, expected_version=1)
    assert caught.value.headers["ETag"] == f'"claim-{claim.pk}-v2"'


def test_releasing_the_last_place_of_a_round_without_ratings_leads_back(desk, claim):
    desk.do("take", desk.one, claim)
    desk.do("take", desk.two, claim)
    assert desk.do("release", desk.one, claim).status == "in_review"
    assert desk.do("release", desk.two, claim).status == "extracted"
    assert desk.do("take", desk.one, claim).status == "in_review"


def test_a_rating_keeps_the_round_open_when_the_other_place_is_released(desk, claim):
    desk.take_and_rate(desk.one, claim)
    desk.do("take", desk.two, claim)
    assert desk.do("release", desk.two, claim).status == "in_review"


def test_an_assignment_has_the_long_lease_and_drafts_never_shorten_it(desk, claim, settings):
    desk.do("assign", desk.editor, claim, reviewer=desk.one)
    review = services.save_draft(actor=desk.one, claim_id=claim.pk, draft={"rationale": "So far"})
    left = review.lease_expires_at - review.created_at
    assert left > timedelta(seconds=settings.ASSIGNMENT_LEASE - 60)
    assert review.assigned_by == desk.editor


def test_only_reviewers_are_assigned(desk, claim):
    with pytest.raises(InvalidInput) as caught:
        desk.do("assign", desk.editor, claim, reviewer=UserFactory(role=Role.INTEGRATOR))
    assert caught.value.errors[0].pointer == "/reviewer"


def test_take_over_ends_an_open_review_and_keeps_its_draft(desk, claim):
    desk.do("take", desk.one, claim)
    services.save_draft(actor=desk.one, claim_id=claim.pk, draft={"rationale": "So far"})
    assert desk.do("take_over", desk.editor, claim, reviewer=desk.one).status == "extracted"
    desk.do("take", desk.one, claim)
    assert Review.objects.get(reviewer=desk.one, outcome="open").draft == {"rationale": "So far"}


def test_a_rated_place_is_not_taken_over(desk, claim):
    desk.take_and_rate(desk.one, claim)
    with pytest.raises(InvalidInput):
        desk.do("take_over", desk.editor, claim, reviewer=desk.one)


# next ------------------------------------------------------------------------------------------


def test_next_takes_the_highest_rank_with_a_free_place(desk, claim):
    better = ClaimFactory(rank=9_500)
    full = ClaimFactory(rank=9_900)
    desk.do("take", desk.two, full)
    desk.do("take", desk.three, full)
    ClaimFactory(rank=10_000, superseded_at=Now())

    assert services.next_claim(actor=desk.one) == better
    assert services.next_claim(actor=desk.one) == claim
    assert services.next_claim(actor=desk.one) is None


def test_next_stays_within_the_queryset_and_gives_lapsed_places_on(desk, claim):
    desk.do("take", desk.two, claim)
    desk.do("take", desk.three, claim)
    lapse(desk.two)
    ClaimFactory(rank=10_000)

    only = Claim.objects.filter(pk=claim.pk)
    assert services.next_claim(actor=desk.one, queryset=only) == claim


def test_next_is_for_reviewers(desk, claim):
    with pytest.raises(Forbidden):
        services.next_claim(actor=UserFactory(role=Role.INTEGRATOR))
