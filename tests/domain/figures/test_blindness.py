"""Newsrooms that differ only in what is blind have the same figures, for whoever asks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from claims.figures import (
    Scope,
    Step,
    agreement,
    checkable_against_checked_by_speaker,
    claims_by_status,
    claims_now,
    recall_by_version,
    time_to_verdict,
    verdicts_by_speaker,
)
from claims.models import Claim, RatingScale
from tests.domain.claims.conftest import Desk
from tests.domain.figures.conftest import Clock
from tests.domain.figures.readings import read
from tests.domain.figures.test_statuses import MONDAY, day
from tests.factories import ClaimFactory

Given = tuple[int | None, ...]
Life = Callable[[Desk, Clock, Claim, Given], None]


def unfinished(desk: Desk, clock: Clock, claim: Claim, given: Given) -> None:
    desk.take_and_rate(desk.one, claim, given[0])
    desk.rate(desk.one, claim, given[1])  # thought again


def reopened(desk: Desk, clock: Clock, claim: Claim, given: Given) -> None:
    """The first round is closed again; an editor who looks has no figure of their own."""
    desk.resolve(claim, *given)
    clock.on(day(2))
    desk.do("reopen", desk.editor, claim, reason="A new table came out.")
    desk.take_and_rate(desk.one, claim, given[1])
    desk.do("reveal", desk.editor, claim, reason="A question came in.")


def dismissed(desk: Desk, clock: Clock, claim: Claim, given: Given) -> None:
    desk.resolve(claim, *given)
    clock.on(day(2))
    desk.do("dismiss", desk.editor, claim, reason="Nobody can know.")


def figures(desk: Desk) -> list[Any]:
    scale, time = RatingScale.objects.get(is_default=True), {"since": MONDAY, "until": day(2)}
    return [
        figure
        for asks in (desk.one, desk.two, desk.three, desk.editor)
        for scope in (Scope(asks),)
        for figure in (
            agreement(scope, scale),
            claims_by_status(scope, **time, step=Step.DAY),
            claims_now(scope),
            time_to_verdict(scope, **time),
            verdicts_by_speaker(scope),
            checkable_against_checked_by_speaker(scope),
            recall_by_version(scope),
        )
    ]


def after(life: Life, given: Given, desk: Desk, clock: Clock, claim: Claim) -> list[Any]:
    with transaction.atomic():
        clock.on(day(1))
        life(desk, clock, claim, given)
        clock.on(day(2))
        found = figures(desk)
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("life", [unfinished, reopened, dismissed])
def test_no_figure_tells_what_was_rated_blind(life: Life, desk: Desk, clock: Clock) -> None:
    open_one, claim = ClaimFactory(), ClaimFactory()
    read(claim.transcript)
    desk.resolve(open_one, 1, 3)
    agreed, apart, unproven = (
        after(life, given, desk, clock, claim) for given in ((2, 2), (1, 5), (None, 4))
    )
    assert agreed == apart == unproven
    assert agreed != figures(desk), "the claim is in them all the same"
