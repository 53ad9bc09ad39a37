"""An editor's acts on many claims: each by itself, and of each what was done or why not."""

import pytest

from accounts.roles import Role
from api.exceptions import Forbidden, InvalidInput
from audit.models import AuditEvent
from claims import limits, services
from claims.models import Claim, Review
from tests.factories import ClaimFactory, UserFactory


def assign(desk, claims, *reviewers, strategy="round_robin"):
    return services.assign_many(
        actor=desk.editor, claims=claims, reviewers=reviewers, strategy=strategy
    )


def dismiss(desk, claims, reason="Not about facts."):
    return services.dismiss_many(actor=desk.editor, claims=claims, reason=reason)


def refusals(outcomes):
    return [outcome.refusal and outcome.refusal.code for outcome in outcomes]


def whose(outcomes):
    return [outcome.reviewer for outcome in outcomes]


@pytest.fixture
def claims(db):
    return [ClaimFactory() for _ in range(6)]


def test_by_hand_all_go_to_the_one_who_is_named(desk, claims):
    outcomes = assign(desk, claims, desk.one, strategy="by_hand")
    assert whose(outcomes) == [desk.one] * 6
    assert all(outcome.done and outcome.claim.status == "in_review" for outcome in outcomes)
    held = Review.objects.filter(reviewer=desk.one, assigned_by=desk.editor, outcome="open")
    assert held.count() == 6
    for claim in claims:
        assert AuditEvent.objects.for_target(claim).get().action == "assign"


@pytest.mark.parametrize("count", [0, 2])
def test_by_hand_names_one_person(desk, claims, count):
    with pytest.raises(InvalidInput):
        assign(desk, claims, *[desk.one, desk.two][:count], strategy="by_hand")
    assert not Review.objects.exists()


def test_round_robin_shares_evenly_in_the_order_named(desk, claims):
    outcomes = assign(desk, claims, desk.two, desk.one, desk.three)
    assert whose(outcomes) == [desk.two, desk.one, desk.three] * 2


def test_who_may_not_take_a_claim_is_passed_over_and_gets_another(desk, claims):
    desk.do("take", desk.one, claims[0])
    outcomes = assign(desk, fresh(claims), desk.one, desk.two)
    assert whose(outcomes) == [desk.two, desk.one, desk.one, desk.two, desk.one, desk.two]


def fresh(claims):
    return [Claim.objects.get(pk=claim.pk) for claim in claims]


def test_an_editor_who_looked_is_passed_over(desk, claims):
    desk.do("take", desk.two, claims[0])
    desk.do("reveal", desk.editor, claims[0], reason="Deadline.")
    assert refusals(assign(desk, fresh(claims[:1]), desk.editor)) == ["barred"]
    assert whose(assign(desk, fresh(claims[:1]), desk.editor, desk.one)) == [desk.one]


def test_who_is_no_reviewer_gets_nothing(desk, claims):
    outcomes = assign(desk, claims[:2], UserFactory(role=Role.ADMINISTRATOR), desk.one)
    assert whose(outcomes) == [desk.one, desk.one]
    outcomes = assign(desk, claims[2:3], UserFactory(role=Role.INTEGRATOR))
    assert refusals(outcomes) == ["invalid"]


def test_one_refused_claim_leaves_the_others_done(desk, claims):
    desk.resolve(claims[1])
    desk.do("take", desk.one, claims[2])
    desk.do("take", desk.two, claims[2])
    outcomes = assign(desk, fresh(claims[:4]), desk.three)
    assert refusals(outcomes) == [None, "wrong_state", "no_free_place", None]
    assert outcomes[1].claim == claims[1]


def test_what_changed_since_it_was_read_is_refused(desk, claims):
    desk.do("take", desk.one, claims[0])
    desk.do("take", desk.one, claims[1])
    read = [claims[0], *fresh(claims[1:2])]
    assert refusals(assign(desk, read, desk.two)) == ["stale_version", None]
    assert refusals(dismiss(desk, read)) == ["stale_version", "stale_version"]


def test_many_are_dismissed_for_one_reason(desk, claims):
    desk.publish(claims[1])
    desk.do("take", desk.one, claims[2])
    outcomes = dismiss(desk, fresh(claims[:3]))
    assert refusals(outcomes) == [None, "wrong_state", None]
    assert [outcome.claim.status for outcome in outcomes] == ["dismissed", "published", "dismissed"]
    event = AuditEvent.objects.for_target(claims[2]).last()
    assert (event.action, event.reason) == ("dismiss", "Not about facts.")
    assert Review.objects.get(claim=claims[2]).outcome == "released"


def test_the_same_claim_twice_is_one(desk, claims):
    assert len(assign(desk, [claims[0], claims[0]], desk.one)) == 1


def test_only_editors_act_on_many(desk, claims):
    for person in (desk.one, UserFactory(role=Role.ADMINISTRATOR)):
        with pytest.raises(Forbidden):
            services.dismiss_many(actor=person, claims=claims, reason="No.")
        with pytest.raises(Forbidden):
            services.assign_many(
                actor=person, claims=claims, reviewers=[desk.two], strategy="by_hand"
            )
    assert not AuditEvent.objects.exists()


def test_what_cannot_be_meant_is_refused_before_anything_is_done(desk, claims):
    many = [Claim(pk=pk) for pk in range(1, limits.BULK + 2)]
    for act in (
        lambda: dismiss(desk, []),
        lambda: dismiss(desk, many),
        lambda: dismiss(desk, claims, " "),
        lambda: assign(desk, claims),
        lambda: assign(desk, many, desk.one),
        lambda: assign(desk, claims, desk.one, strategy="by_lot"),
    ):
        with pytest.raises(InvalidInput):
            act()
    assert not AuditEvent.objects.exists()
