"""Leases: what ends with them, and what of the work is kept."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from api.exceptions import WrongState
from audit.models import AuditEvent
from claims import services
from claims.models import Rating, Review


def lapse(user):
    """The lease of the user's open review ended a minute ago, by the database's clock."""
    Review.objects.filter(reviewer=user, outcome="open").update(
        lease_expires_at=Now() - timedelta(minutes=1)
    )


def test_maintenance_ends_overdue_reviews(desk, claim):
    desk.do("take", desk.one, claim)
    lapse(desk.one)
    assert services.expire_overdue() == 1
    assert services.expire_overdue() == 0
    after = desk.fresh(claim)
    assert (after.status, after.version) == ("extracted", 3)
    assert AuditEvent.objects.for_target(claim).last().actor is None


def test_taking_gives_a_lapsed_place_away_without_waiting_for_maintenance(desk, claim):
    desk.do("take", desk.one, claim)
    desk.do("take", desk.two, claim)
    lapse(desk.one)
    desk.do("take", desk.three, claim)
    assert Review.objects.get(reviewer=desk.one).outcome == "expired"


@pytest.mark.parametrize("swept", [True, False])
def test_a_rating_after_expiry_counts_while_the_place_is_free(desk, claim, swept):
    desk.do("take", desk.one, claim)
    lapse(desk.one)
    if swept:
        services.expire_overdue()
    desk.rate(desk.one, claim)
    assert desk.fresh(claim).status == "in_review"
    assert Review.objects.holding().get(reviewer=desk.one).outcome == "rated"


def test_a_rating_after_the_place_went_to_others_is_refused_and_kept(desk, claim):
    desk.do("take", desk.one, claim)
    lapse(desk.one)
    desk.do("take", desk.two, claim)
    desk.do("take", desk.three, claim)
    with pytest.raises(WrongState) as caught:
        desk.rate(desk.one, claim, rationale="Two hours of work.")
    assert caught.value.code == "lease_expired"
    assert caught.value.extra["draft_kept"]
    assert Review.objects.get(reviewer=desk.one).draft["rationale"] == "Two hours of work."
    assert not Rating.objects.exists()


def test_a_released_place_takes_no_rating_but_the_text_is_kept(desk, claim):
    desk.do("take", desk.one, claim)
    desk.do("release", desk.one, claim)
    with pytest.raises(WrongState):
        desk.rate(desk.one, claim, rationale="Late.")
    assert Review.objects.get(reviewer=desk.one).draft["rationale"] == "Late."
