"""The life of a claim, driven at random and by a script; see tests.domain.claims.life."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from accounts.models import User
from accounts.roles import Role
from claims.lifecycle import Action
from tests.domain.claims.acting import WORDINGS
from tests.domain.claims.life import LifeOfAClaim
from tests.factories import UserFactory


@pytest.fixture
def acting(db: None) -> list[User]:
    reviewers = [UserFactory(username=name) for name in ("anna", "bert")]
    editors = [UserFactory(username=name, role=Role.EDITOR) for name in ("edda", "emil")]
    LifeOfAClaim.people, LifeOfAClaim.done = reviewers + editors, set()
    return LifeOfAClaim.people


def test_whatever_people_do_the_claim_stays_consistent(acting: list[User]) -> None:
    run_state_machine_as_test(
        LifeOfAClaim,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_every_act_from_the_first_to_the_last(acting: list[User]) -> None:
    """One life in which each act is accepted, judged like any other."""
    life = LifeOfAClaim()
    life.begin(2)
    script = "take renew release assign take_over take rate reveal edit rate adjudicate reopen "
    script += "dismiss reopen"
    for name in script.split():
        who = 2 if name in ("assign", "edit", "take_over", "reveal", "adjudicate", "reopen") else 0
        life.does(who, name, 0)
        life.blindness()
        life.places()
        life.verdicts()
    life.publish_as_they_should()
    life.a_run_no_longer_finds_it()
    life.does(1, "keep", 0)
    life.correct(2, "normalised")
    life.verdicts()
    life.does(2, "confirm", 0)
    life.with_a_reason(3, "retract")
    life.verdicts()
    life.blindness()
    life.the_record_verifies()
    life.teardown()
    assert {action.value for action in Action} <= LifeOfAClaim.done


@pytest.mark.parametrize("reworded", [False, True])
@pytest.mark.parametrize("then", ["lease", "take_over", "reveal", "nothing"])
def test_what_is_listed_where_places_end(acting: list[User], reworded: bool, then: str) -> None:
    """Corners that random acts seldom reach: overdue places, ratings of an earlier wording."""
    life = LifeOfAClaim()
    life.begin(2)
    life.hold_a_place(0, "take")
    if reworded:
        life.rate(0, 0, False)
        life.edit(2, WORDINGS[0])
    if then == "take_over":
        life.take_over(2, 0)
    elif then == "reveal":
        life.with_a_reason(2, "reveal")
    elif then == "lease":
        life.hold_a_place(1, "take")
        life.the_lease_runs_out(0)
        life.the_lease_runs_out(1)
    for who in range(len(acting)):
        life.everything(who)
        life.blindness()
    life.places()
    life.teardown()
