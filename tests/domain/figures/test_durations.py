"""Time to verdict, with hand-computed quartiles."""

import datetime

from claims.figures import Quartiles, Scope, Step, time_to_verdict
from claims.models import Claim, Verdict
from tests.domain.claims.conftest import Desk
from tests.domain.figures.conftest import Clock
from tests.factories import ClaimFactory

MARCH, APRIL, MAY = (datetime.date(2026, month, 1) for month in (3, 4, 5))
LAST = datetime.date(2026, 5, 31)


def days(number: float) -> datetime.timedelta:
    return datetime.timedelta(days=number)


def published(desk: Desk, clock: Clock, received: str, on: str) -> Claim:
    clock.at(received)
    claim: Claim = ClaimFactory()
    clock.at(on)
    desk.publish(claim)
    return claim


def test_quartiles_are_of_the_time_from_receipt_to_the_first_verdict_by_month(
    desk: Desk, scope: Scope, clock: Clock
) -> None:
    """1, 2, 4, 8 days in March: a quarter of the way from 1 to 8 in three gaps is 1.75, ..."""
    for on in ("02", "03", "05", "09"):
        published(desk, clock, "2026-03-01 10:00", f"2026-03-{on} 10:00")
    published(desk, clock, "2026-05-02 00:00", "2026-05-02 12:00")
    found = time_to_verdict(scope, since=MARCH, until=LAST)
    march, april, may = found.points
    assert (march.start, march.count) == (MARCH, 4)
    assert march.times == Quartiles(days(1.75), days(3), days(5))
    assert (april.start, april.count, april.times) == (APRIL, 0, None)
    assert (may.count, may.times) == (1, Quartiles(*[days(0.5)] * 3))
    assert (found.count, found.overall) == (5, Quartiles(days(1), days(2), days(4)))


def test_weeks_begin_on_monday(desk: Desk, scope: Scope, clock: Clock) -> None:
    published(desk, clock, "2026-03-01 10:00", "2026-03-08 23:00")  # a Sunday
    published(desk, clock, "2026-03-01 10:00", "2026-03-09 01:00")
    found = time_to_verdict(
        scope, since=datetime.date(2026, 3, 8), until=datetime.date(2026, 3, 9), step=Step.WEEK
    )
    assert [(point.start.day, point.count) for point in found.points] == [(2, 1), (9, 1)]


def test_only_the_first_verdict_of_a_claim_counts_even_if_it_was_taken_back(
    desk: Desk, scope: Scope, clock: Clock
) -> None:
    claim = published(desk, clock, "2026-03-01 10:00", "2026-03-03 10:00")
    clock.at("2026-04-10 10:00")
    desk.do("correct", desk.editor, claim, note="A typing error.")
    clock.at("2026-04-11 10:00")
    desk.do("retract", desk.editor, claim, reason="The table was wrong.")
    desk.publish(claim)
    assert Verdict.objects.public().count() == 3
    found = time_to_verdict(scope, since=MARCH, until=LAST)
    assert (found.count, found.overall) == (1, Quartiles(*[days(2)] * 3))
    assert time_to_verdict(scope, since=APRIL, until=LAST).count == 0


def test_what_is_decided_but_not_published_is_no_verdict_yet(
    desk: Desk, scope: Scope, clock: Clock
) -> None:
    claim = ClaimFactory()
    desk.resolve(claim)
    desk.decide(claim)
    found = time_to_verdict(scope, since=MARCH, until=LAST)
    assert (found.count, found.overall) == (0, None)
