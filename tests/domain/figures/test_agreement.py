"""Agreement is of full, open rounds only, and no blind rating moves it."""

import dataclasses
import datetime
from collections import Counter
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from api.exceptions import Forbidden
from claims import services
from claims.figures import Agreement, Scope, agreement
from claims.figures.raters import SEED
from claims.figures.reliability import alpha, alpha_interval
from claims.models import Claim, Rating, RatingScale
from tests.domain.claims.conftest import Desk
from tests.factories import ClaimFactory, ScaleFactory, TranscriptFactory, UserFactory

Given = tuple[int | None, int | None]


@pytest.fixture
def scale(db: None) -> RatingScale:
    return RatingScale.objects.get(is_default=True)


def rounds(desk: Desk, *given: Given) -> list[Claim]:
    """A claim for each pair of ratings, by the first and the second reviewer."""
    claims = [ClaimFactory() for _ in given]
    for claim, (first, second) in zip(claims, given, strict=True):
        desk.resolve(claim, first, second)
    return claims


def pattern(*numbers: int) -> tuple[int, ...]:
    return tuple(numbers.count(number) for number in range(1, 6))


def test_alpha_and_kappa_are_of_the_ratings_by_place_on_the_scale(
    desk: Desk, scope: Scope, scale: RatingScale
) -> None:
    """Kappa by hand: the pairs (1,1), (1,3), (3,3), (2,3) as in tests/unit, one level up."""
    rounds(desk, (1, 1), (1, 3), (3, 3), (2, 3))
    found = agreement(scope, scale)
    patterns = Counter([pattern(1, 1), pattern(1, 3), pattern(3, 3), pattern(2, 3)])
    assert found.alpha == alpha(patterns, 5)
    assert found.interval is None, "too few rounds"
    assert (found.rounds, found.ratings, found.raters, found.unnumbered) == (4, 8, 2, 0)
    assert found.complete
    (pair,) = found.pairs
    assert (pair.first.id, pair.second.id) == (desk.one.pk, desk.two.pk)
    assert pair.first.name == str(desk.one)
    assert (pair.common, pair.alike) == (4, 2)
    assert pair.kappa == pytest.approx(1 - (5 / 4) / 2)


def test_enough_rounds_have_an_interval(desk: Desk, scope: Scope, scale: RatingScale) -> None:
    rounds(desk, *[(1, 1), (1, 2), (4, 5), (3, 3), (2, 3)] * 2)
    found = agreement(scope, scale)
    given = [pattern(1, 1), pattern(1, 2), pattern(4, 5), pattern(3, 3), pattern(2, 3)] * 2
    assert found.interval == alpha_interval(Counter(given), 5, seed=SEED)
    assert found.interval is not None
    assert found.alpha is not None
    assert found.interval.low < found.alpha < found.interval.high


def test_levels_are_compared_by_place_not_by_number(desk: Desk, scope: Scope) -> None:
    scale = services.create_scale(
        actor=desk.editor,
        name="Wide",
        levels=[{"label": str(number), "number": number} for number in (1, 2, 9)],
        ratings_required=2,
        make_default=True,
    )
    rounds(desk, (1, 1), (1, 9), (9, 9), (2, 9))
    (pair,) = agreement(scope, scale).pairs
    assert pair.kappa == pytest.approx(1 - (5 / 4) / 2)


def test_no_rating_of_an_unfinished_round_moves_the_figure(
    desk: Desk, scope: Scope, scale: RatingScale
) -> None:
    rounds(desk, (1, 1), (1, 3), (3, 4))
    blind = ClaimFactory()
    seen = [agreement(scope, scale)]

    def look() -> None:
        for asks in (desk.one, desk.two, desk.editor):
            seen.append(agreement(Scope(asks), scale))

    desk.take_and_rate(desk.one, blind, 5)
    look()
    desk.rate(desk.one, blind, 1)  # thought again
    look()
    desk.do("take", desk.two, blind)
    desk.do("reveal", desk.editor, blind, reason="A question came in.")
    look()
    assert set(seen) == {seen[0]}
    desk.rate(desk.two, blind, 5)
    assert agreement(scope, scale) != seen[0]
    assert agreement(scope, scale).rounds == 4


def test_a_reopened_claim_leaves_with_all_its_rounds_until_it_is_decided_again(
    desk: Desk, scope: Scope, scale: RatingScale
) -> None:
    _, disputed = rounds(desk, (2, 2), (1, 5))
    before = agreement(scope, scale)
    desk.do("reopen", desk.editor, disputed, reason="A new table came out.")
    without = agreement(scope, scale)
    assert (before.rounds, without.rounds) == (2, 1)
    desk.take_and_rate(desk.one, disputed, 4)
    assert agreement(scope, scale) == without
    desk.take_and_rate(desk.two, disputed, 4)
    assert agreement(scope, scale).rounds == 3


def test_what_was_rated_in_sight_of_the_others_does_not_count(
    desk: Desk, scope: Scope, scale: RatingScale
) -> None:
    (claim,) = rounds(desk, (1, 5))
    before = agreement(scope, scale)
    desk.rate(desk.one, claim, 5)
    assert Rating.objects.filter(claim=claim, after_reveal=True).exists()
    assert agreement(scope, scale) == before


def test_a_round_that_an_editor_cut_short_does_not_count(desk: Desk, scope: Scope) -> None:
    scale = services.create_scale(
        actor=desk.editor,
        name="Of three",
        levels=[{"label": str(number), "number": number} for number in (1, 2, 3)],
        ratings_required=3,
        make_default=True,
    )
    claim = ClaimFactory()
    desk.take_and_rate(desk.one, claim, 1)
    desk.take_and_rate(desk.two, claim, 3)
    desk.do("reveal", desk.editor, claim, reason="Nobody else has time.")
    desk.decide(claim, 1, reason="It is plain.")
    assert desk.fresh(claim).status == "resolved"
    assert agreement(scope, scale).rounds == 0


def test_a_rating_of_an_earlier_wording_does_not_count(
    desk: Desk, scope: Scope, scale: RatingScale
) -> None:
    claim = ClaimFactory()
    desk.take_and_rate(desk.one, claim, 5)
    desk.do("edit_claim", desk.editor, claim, changes={"normalised": "It fell in 2025."})
    desk.do("take_over", desk.editor, claim, reviewer=desk.one)
    desk.take_and_rate(desk.two, claim, 2)
    desk.take_and_rate(desk.three, claim, 2)
    found = agreement(scope, scale)
    assert (found.rounds, found.ratings) == (1, 2)
    assert {found.pairs[0].first.id, found.pairs[0].second.id} == {desk.two.pk, desk.three.pk}


def test_levels_without_a_number_have_no_place_in_the_order(
    desk: Desk, scope: Scope, scale: RatingScale
) -> None:
    rounds(desk, (1, 1), (2, None), (None, None), (3, 4))
    found = agreement(scope, scale)
    assert (found.rounds, found.ratings, found.unnumbered) == (2, 4, 3)
    assert found.pairs[0].common == 2


def test_nothing_is_said_of_no_ratings_and_of_one_level_only(
    desk: Desk, scope: Scope, scale: RatingScale
) -> None:
    empty = agreement(scope, scale)
    assert (empty.alpha, empty.interval, empty.pairs) == (None, None, ())
    rounds(desk, (2, 2), (2, 2))
    alike = agreement(scope, scale)
    assert (alike.alpha, alike.interval, alike.pairs[0].kappa) == (None, None, None)
    assert (alike.pairs[0].common, alike.pairs[0].alike) == (2, 2)


def test_pairs_come_with_the_most_rounds_in_common_first_up_to_the_limit(
    desk: Desk, scope: Scope, scale: RatingScale
) -> None:
    rounds(desk, (1, 2), (2, 2))
    claim = ClaimFactory()
    desk.take_and_rate(desk.three, claim, 1)
    desk.take_and_rate(desk.one, claim, 1)
    found = agreement(scope, scale)
    assert [pair.common for pair in found.pairs] == [2, 1]
    shown = agreement(scope, scale, limit=1)
    assert shown.pairs == found.pairs[:1]
    assert (shown.more_pairs, shown.alpha) == (1, found.alpha)


def test_another_scale_and_another_transcript_are_not_mixed_in(
    desk: Desk, scope: Scope, scale: RatingScale
) -> None:
    old, new = (
        ClaimFactory(transcript=TranscriptFactory(event_date=date))
        for date in ("2026-01-31", "2026-02-01")
    )
    desk.resolve(old, 1, 2)
    desk.resolve(new, 5, 5)

    def found(**fields: Any) -> Agreement:
        return agreement(dataclasses.replace(scope, **fields), scale)

    february = found(event_from=datetime.date(2026, 2, 1))
    january = found(event_until=datetime.date(2026, 1, 31))
    assert (february.rounds, january.rounds, found().rounds) == (1, 1, 2)
    assert february == found(transcript_id=new.transcript_id)
    assert january == found(transcript_id=old.transcript_id)
    assert january != february
    assert agreement(scope, ScaleFactory()).rounds == 0


def test_a_withdrawn_transcript_is_left_out_for_editors_too(desk: Desk, scale: RatingScale) -> None:
    (claim,) = rounds(desk, (1, 2))
    type(claim.transcript).objects.update(withdrawn_at=timezone.now())
    assert agreement(Scope(desk.editor), scale).rounds == 0


def test_a_round_cut_in_two_by_the_bound_is_no_round(
    desk: Desk, scope: Scope, scale: RatingScale, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds(desk, (1, 2), (3, 3), (5, 4))
    monkeypatch.setattr("claims.figures.raters.MAX_RATINGS", 3)
    found = agreement(scope, scale)
    assert (found.rounds, found.complete) == (1, False)
    assert found.pairs[0].common == 1


def test_who_may_not_see_all_claims_gets_no_figure(outsider: User, scale: RatingScale) -> None:
    from accounts.roles import Role

    for asks in (outsider, UserFactory(role=Role.INTEGRATOR)):
        with pytest.raises(Forbidden):
            agreement(Scope(asks), scale)
