"""Places, leases, rounds and wordings."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db.models.functions import Now

from accounts.roles import Role
from api.exceptions import Conflict, Forbidden, InvalidInput, NotVisible, StaleVersion, WrongState
from audit.models import AuditEvent
from claims import services
from claims.models import Claim, Rating, RatingLevel, RatingScale, Review
from tests.factories import ClaimFactory, ScaleFactory, SpeakerFactory, UserFactory, level


def lapse(user):
    """The lease of the user's open review ended a minute ago, by the database's clock."""
    Review.objects.filter(reviewer=user, outcome="open").update(
        lease_expires_at=Now() - timedelta(minutes=1)
    )


# Places ---------------------------------------------------------------------------------------


def test_a_round_has_as_many_places_as_its_scale_asks_ratings(desk, claim):
    desk.do("take", desk.one, claim)
    desk.do("take", desk.two, claim)

    with pytest.raises(WrongState) as caught:
        desk.do("take", desk.three, claim)
    assert caught.value.code == "no_free_place"
    assert "take" not in caught.value.extra["allowed_actions"]


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


# next -----------------------------------------------------------------------------------------


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


# Leases ---------------------------------------------------------------------------------------


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


# Rounds ---------------------------------------------------------------------------------------


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


# Reveal ---------------------------------------------------------------------------------------


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


# Wording --------------------------------------------------------------------------------------


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


# What people add ------------------------------------------------------------------------------


def test_a_span_by_hand_becomes_a_claim_once(desk, claim):
    start = claim.transcript.text.index("We built")
    fields = {"transcript_id": claim.transcript_id, "start": start - 1, "end": start + 53}
    added, created = services.add_claim(actor=desk.one, **fields)
    assert created
    assert added.text == claim.transcript.text[added.start : added.end].strip()
    assert added.text.startswith("We built")
    assert added.shown_speaker == added.first_segment.speaker
    again, created = services.add_claim(actor=desk.two, **fields)
    assert (again, created) == (added, False)


def test_naming_a_superseded_span_brings_it_back(desk):
    claim = ClaimFactory(superseded_at=Now())
    found, created = services.add_claim(
        actor=desk.one, transcript_id=claim.transcript_id, start=claim.start, end=claim.end
    )
    assert (found, created) == (claim, False)
    assert found.superseded_at is None
    assert found.worked_on_at is not None


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (4, 4), (0, 10**6), (0, 5_001), (True, 4)])
def test_impossible_spans_are_refused(desk, claim, start, end):
    with pytest.raises(InvalidInput):
        services.add_claim(actor=desk.one, transcript_id=claim.transcript_id, start=start, end=end)


def test_an_invisible_claim_is_not_found(desk, claim):
    with pytest.raises(NotVisible):
        desk.do("take", UserFactory(role=None), claim)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://Example.ORG:80", "http://example.org/"),
        ("https://example.org/a?b=1&utm_source=x&c=#d", "https://example.org/a?b=1&c="),
        ("https://example.org:8443/A%20b?q=a+b", "https://example.org:8443/A%20b?q=a+b"),
    ],
)
def test_canonical_urls(url, canonical):
    from claims.services.citations import canonical_url

    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://a.example/", "https://u:p@a.example/", "https://[x/", ""]
)
def test_addresses_that_are_none_are_refused(desk, claim, url):
    with pytest.raises(InvalidInput) as caught:
        desk.cite(desk.one, claim, url=url)
    assert caught.value.errors[0].pointer == "/url"


def test_a_citation_is_withdrawn_by_who_added_it_or_an_editor(desk, claim):
    citation = desk.cite(desk.one, claim)
    with pytest.raises(Forbidden):
        services.withdraw_citation(actor=desk.two, citation_id=citation.pk, reason="No.")
    services.withdraw_citation(actor=desk.editor, citation_id=citation.pk, reason="Wrong page.")
    with pytest.raises(WrongState):
        services.withdraw_citation(actor=desk.one, citation_id=citation.pk, reason="Again.")


# What the database refuses --------------------------------------------------------------------


def refused(act):
    with pytest.raises(DatabaseError, match=r"final|frozen"), transaction.atomic():
        act()


def test_ratings_are_final(desk, claim):
    rating = desk.take_and_rate(desk.one, claim)
    row = Rating.objects.filter(pk=rating.pk)
    refused(lambda: row.update(level=level(5)))
    refused(lambda: row.update(rationale="Other.", superseded_at=Now()))
    refused(lambda: row._raw_delete(row.db))
    row.update(superseded_at=Now())
    refused(lambda: row.update(superseded_at=None))


def test_a_used_scale_is_frozen(desk, claim):
    desk.do("take", desk.one, claim)
    scale = RatingScale.objects.get(is_default=True)
    levels = RatingLevel.objects.filter(scale=scale)
    refused(lambda: levels.update(label="Else"))
    refused(lambda: levels._raw_delete(levels.db))
    refused(lambda: RatingLevel.objects.create(scale=scale, position=9, label="New"))
    refused(lambda: RatingScale.objects.filter(pk=scale.pk).update(ratings_required=1))
    RatingScale.objects.filter(pk=scale.pk).update(is_default=False)


def test_a_new_default_scale_serves_later_rounds_only(desk, claim):
    desk.do("take", desk.one, claim)
    levels = [{"label": "No", "number": 1}, {"label": "Yes", "number": 2}]
    made = services.create_scale(
        actor=desk.editor, name="Standard", levels=levels, ratings_required=1, make_default=True
    )
    assert made.version == 2
    with pytest.raises(InvalidInput):
        desk.rate(desk.one, claim, 1)  # of the new scale, the round has the old one
    desk.do("take", desk.two, ClaimFactory())
    assert RatingScale.objects.get(pk=made.pk).used_at is not None


@pytest.mark.parametrize(
    "levels",
    [
        [{"label": "A", "number": 1}],
        [{"label": "A", "number": 0}, {"label": "B", "number": 1}],
        [{"label": "A", "number": 2}, {"label": "B", "number": 1}],
        [{"label": "A", "number": 1}, {"label": "a", "number": 2}],
        [{"label": "A"}, {"label": "B", "number": 1}, {"label": "C", "number": 2}],
    ],
)
def test_scales_that_make_no_sense_are_refused(desk, levels):
    with pytest.raises(InvalidInput):
        services.create_scale(actor=desk.editor, name="New", levels=levels)


def test_the_default_scale_is_not_retired_others_are(desk):
    with pytest.raises(Conflict):
        services.retire_scale(
            actor=desk.editor, scale_id=RatingScale.objects.get(is_default=True).pk
        )
    assert services.retire_scale(actor=desk.editor, scale_id=ScaleFactory().pk).retired_at
