"""Claims by status over time: what the series says of a day is what was to be seen that day."""

import datetime
import random
from typing import Any

import pytest
from django.utils import timezone

from api.exceptions import DomainError
from claims import services
from claims.figures import Scope, Stage, Step, TooManySteps, claims_by_status, claims_now
from claims.models import Claim, ClaimStatus
from tests.domain.claims.conftest import Desk
from tests.domain.figures.conftest import Clock
from tests.factories import ClaimFactory, TranscriptFactory, level

#: What moves a claim, and a change of its words.
ACTS = {"take", "rate", "release", "assign", "take_over", "reveal", "edit", "dismiss", "reopen"}
ACTS |= {"adjudicate", "publish", "correct", "retract"}
#: Acts that undo: mostly left alone, so that claims also get to the end.
BACKWARD = {"release", "take_over", "reveal", "dismiss", "reopen", "retract", "edit"}
MONDAY = datetime.date(2026, 3, 2)


def day(number: int) -> datetime.date:
    return MONDAY + datetime.timedelta(days=number)


def stages_by_day(scope: Scope, until: datetime.date) -> list[str]:
    """Of the one claim there is: its stage at the end of each day from Monday on."""
    points = claims_by_status(scope, since=MONDAY, until=until, step=Step.DAY).points
    assert all(sum(point.counts.values()) <= 1 for point in points)
    return [
        next((stage.value for stage, count in point.counts.items() if count), "")
        for point in points
    ]


def test_a_claim_is_told_at_the_stage_it_was_at_on_each_day(
    desk: Desk, scope: Scope, clock: Clock
) -> None:
    claim = ClaimFactory()
    clock.on(day(1))
    desk.do("take", desk.one, claim)
    clock.on(day(2))
    desk.do("release", desk.one, claim)
    clock.on(day(3))
    desk.take_and_rate(desk.one, claim, 1)
    clock.on(day(5))
    desk.take_and_rate(desk.two, claim, 4)  # far apart: disputed
    clock.on(day(6))
    desk.cite(desk.one, claim, 0)
    desk.cite(desk.two, claim, 1)
    desk.decide(claim)
    clock.on(day(7))
    desk.do("publish", desk.editor, claim)
    clock.on(day(8))
    desk.do("correct", desk.editor, claim, note="A typing error.")
    clock.on(day(9))
    desk.do("retract", desk.editor, claim, reason="The table was wrong.")
    clock.on(day(10))
    desk.do("dismiss", desk.one, claim, reason="Nobody can know.")
    clock.on(day(11))
    desk.do("reopen", desk.editor, claim)
    assert stages_by_day(scope, day(11)) == [
        "extracted",
        "in_review",
        "extracted",
        "in_review",
        "in_review",
        "decided",
        "decided",
        "published",
        "published",
        "extracted",
        "dismissed",
        "extracted",
    ]


def test_an_editor_who_decides_an_unfinished_round_decides_it_then(
    desk: Desk, scope: Scope, clock: Clock
) -> None:
    claim = ClaimFactory()
    desk.take_and_rate(desk.one, claim, 1)
    clock.on(day(1))
    desk.do("reveal", desk.editor, claim, reason="Nobody else has time.")
    clock.on(day(2))
    desk.decide(claim, 1, reason="It is plain.")
    assert stages_by_day(scope, day(2)) == ["in_review", "in_review", "decided"]


def test_a_place_that_ran_out_leaves_the_claim_waiting_from_then(
    desk: Desk, scope: Scope, clock: Clock
) -> None:
    claim = ClaimFactory()
    desk.do("take", desk.one, claim)
    clock.on(day(1))
    assert services.expire_overdue() == 1
    assert stages_by_day(scope, day(1)) == ["in_review", "extracted"]


class Newsroom:
    """People who do whatever they may to a few claims, and what was to be seen each day."""

    def __init__(self, desk: Desk, clock: Clock, chance: random.Random) -> None:
        self.desk, self.clock, self.chance = desk, clock, chance
        self.people = [desk.one, desk.two, desk.three, desk.editor]
        self.claims = [ClaimFactory() for _ in range(3)]
        self.seen: list[dict[Stage, int]] = []
        self.done: set[str] = set()
        for claim in self.claims:
            desk.cite(desk.one, claim, 0)
            desk.cite(desk.one, claim, 1)

    def spend(self, date: datetime.date, scope: Scope) -> None:
        for twenty_minutes in range(12):
            self.clock.on(date, 8, 20 * twenty_minutes)
            services.expire_overdue()
            self.act()
        self.seen.append(folded(claims_now(scope)))

    def act(self) -> None:
        actor, claim = self.chance.choice(self.people), self.chance.choice(self.claims)
        claim = self.desk.fresh(claim)
        allowed = ACTS & set(services.allowed_actions_for(actor, claim))
        if self.chance.random() < 0.7:
            allowed -= BACKWARD
        if not allowed:
            return
        name = self.chance.choice(sorted(allowed - self.done or allowed))
        try:
            self.do(name, actor, claim)
        except DomainError:
            return  # a place or the gate forbids it: nothing happened
        self.done.add(name)

    def do(self, name: str, actor: Any, claim: Claim) -> None:
        number = self.chance.choice([1, 2, 4])
        if name == "rate":
            self.desk.rate(actor, claim, number)
            return
        fields: dict[str, Any] = {}
        if name in ("dismiss", "reopen", "reveal", "retract", "adjudicate"):
            fields["reason"] = "So it is."
        if name == "assign":
            fields["reviewer"] = self.chance.choice(self.people)
        if name == "take_over":
            holding = claim.reviews.holding().filter(round=claim.round)
            fields["reviewer"] = holding.order_by("outcome", "id")[0].reviewer  # open ones first
        if name == "edit":
            fields["changes"] = {"normalised": self.chance.choice(["It fell.", "It rose."])}
        if name == "adjudicate":
            fields |= {"level": level(number), "summary": "It was 5.1 percent."}
        if name == "correct":
            fields["note"] = "A typing error."
        self.desk.do("edit_claim" if name == "edit" else name, actor, claim, **fields)


def folded(now: dict[ClaimStatus, int]) -> dict[Stage, int]:
    decided = now[ClaimStatus.RESOLVED] + now[ClaimStatus.DISPUTED]
    return {
        stage: decided if stage == Stage.DECIDED else now[ClaimStatus(stage.value)]
        for stage in Stage
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_the_series_says_of_every_day_what_was_to_be_seen_then(
    desk: Desk, scope: Scope, clock: Clock, seed: int
) -> None:
    newsroom = Newsroom(desk, clock, random.Random(seed))
    for number in range(20):
        newsroom.spend(day(number), scope)
    series = claims_by_status(scope, since=MONDAY, until=day(19), step=Step.DAY)
    assert [point.counts for point in series.points] == newsroom.seen
    assert newsroom.done >= ACTS
    assert len({tuple(counts.values()) for counts in newsroom.seen}) > 5


def test_steps_end_with_their_last_day_and_today_at_the_latest(
    desk: Desk, scope: Scope, clock: Clock
) -> None:
    clock.at("2026-03-11 12:00")  # a Wednesday
    ClaimFactory()
    weeks = claims_by_status(scope, since=day(1), until=day(300), step=Step.WEEK).points
    assert [(p.start, p.end) for p in weeks] == [(MONDAY, day(6)), (day(7), day(9))]
    assert [p.counts[Stage.EXTRACTED] for p in weeks] == [0, 1]
    months = claims_by_status(scope, since=MONDAY, until=day(5), step=Step.MONTH).points
    assert [(p.start, p.end) for p in months] == [(datetime.date(2026, 3, 1), day(5))]


def test_a_time_that_has_not_come_yet_has_no_points(scope: Scope, clock: Clock) -> None:
    assert claims_by_status(scope, since=day(5), until=day(9), step=Step.DAY).points == ()


def test_a_day_ends_where_the_reader_is(scope: Scope, clock: Clock) -> None:
    clock.at("2026-03-02 23:30")
    ClaimFactory()  # in Auckland it is Tuesday noon
    clock.at("2026-03-03 12:00")
    with timezone.override("Pacific/Auckland"):
        assert stages_by_day(scope, day(1)) == ["", "extracted"]
    assert stages_by_day(scope, day(1)) == ["extracted", "extracted"]


def test_what_lists_hide_is_not_counted(desk: Desk, clock: Clock) -> None:
    """Superseded claims, and unpublished ones of a withdrawn transcript: for editors too."""
    ClaimFactory(superseded_at=timezone.now())
    ClaimFactory(transcript=TranscriptFactory(withdrawn_at=timezone.now()))
    for asks in (desk.three, desk.editor):
        assert stages_by_day(Scope(asks), MONDAY) == [""]
        assert sum(claims_now(Scope(asks)).values()) == 0


def test_too_many_points_are_refused(scope: Scope, clock: Clock) -> None:
    with pytest.raises(TooManySteps):
        claims_by_status(scope, since=datetime.date(2020, 1, 1), until=MONDAY, step=Step.DAY)
