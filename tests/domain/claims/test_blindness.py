"""What each role may read of others' judgements, at each stage of a claim."""

import json

import pytest

from accounts.roles import Role
from audit.models import AuditEvent
from claims.history import history
from claims.models import Citation, Claim, Rating, Verdict
from tests.factories import UploadFactory, UserFactory

#: Words and numbers that stand for a judgement in what a stage leaves behind.
SECRET = "a rationale nobody else may read"


def ratings_seen(user, claim):
    return set(Rating.objects.visible_to(user).filter(claim=claim).values_list("reviewer", flat=1))


def stances_seen(user, claim):
    rows = Citation.objects.with_stance_for(user).filter(claim=claim)
    return {row.added_by_id for row in rows if row.shown_stance is not None}


def seen(user, claim):
    return {
        "ratings": ratings_seen(user, claim),
        "stances": stances_seen(user, claim),
        "drafts": Verdict.objects.visible_to(user).filter(claim=claim, published_at=None).exists(),
    }


def nothing(own=()):
    return {"ratings": set(own), "stances": set(own), "drafts": False}


@pytest.fixture
def outsiders(claim):
    integrator = UserFactory(role=Role.INTEGRATOR)
    UploadFactory(transcript=claim.transcript, user=integrator)
    return [integrator, UserFactory(role=Role.ADMINISTRATOR), UserFactory(role=None)]


def one_has_rated(desk, claim):
    desk.do("take", desk.one, claim)
    desk.cite(desk.one, claim)
    desk.rate(desk.one, claim, 1, rationale=SECRET)
    desk.do("take", desk.two, claim)


def test_an_unfinished_round_shows_each_their_own_only(desk, claim, outsiders):
    one_has_rated(desk, claim)
    assert seen(desk.one, claim) == nothing({desk.one.pk})
    for person in [desk.two, desk.three, desk.editor, *outsiders]:
        assert seen(person, claim) == nothing()


def test_a_decided_round_is_open_to_reviewers_and_editors_only(desk, claim, outsiders):
    one_has_rated(desk, claim)
    desk.rate(desk.two, claim, 5)
    desk.decide(claim)
    both = {desk.one.pk, desk.two.pk}
    for person in (desk.one, desk.two, desk.three, desk.editor):
        assert seen(person, claim) == {
            "ratings": both,
            "stances": {desk.one.pk},
            "drafts": True,
        }
    for person in outsiders:
        assert ratings_seen(person, claim) == set()
        assert stances_seen(person, claim) == set()
        assert not Verdict.objects.visible_to(person).exists()


def test_a_later_round_closes_the_earlier_one(desk, claim):
    one_has_rated(desk, claim)
    desk.rate(desk.two, claim, 5)
    desk.decide(claim)
    desk.do("reopen", desk.editor, claim, reason="Two readings of the table.")
    assert seen(desk.three, claim) == nothing()
    assert seen(desk.editor, claim) == nothing()
    assert ratings_seen(desk.one, claim) == {desk.one.pk}
    desk.do("take", desk.three, claim)
    assert seen(desk.three, claim) == nothing()


def test_dismissing_opens_nothing(desk, claim):
    one_has_rated(desk, claim)
    desk.do("dismiss", desk.editor, claim, reason="A joke.")
    assert seen(desk.two, claim) == nothing()


def test_a_reveal_opens_the_round_to_that_editor_alone(desk, claim):
    one_has_rated(desk, claim)
    other = UserFactory(role=Role.EDITOR)
    desk.do("reveal", desk.editor, claim, reason="Deadline.")
    assert ratings_seen(desk.editor, claim) == {desk.one.pk}
    assert stances_seen(desk.editor, claim) == {desk.one.pk}
    assert seen(other, claim) == nothing()


def test_a_reveal_ends_with_its_round(desk, claim):
    one_has_rated(desk, claim)
    desk.do("reveal", desk.editor, claim, reason="Deadline.")
    desk.do("dismiss", desk.editor, claim, reason="A joke.")
    desk.do("reopen", desk.editor, claim)
    assert seen(desk.editor, claim) == nothing()


def test_ratings_of_a_hidden_claim_are_hidden(desk, claim):
    from django.db.models.functions import Now

    desk.resolve(claim)
    type(claim.transcript).objects.filter(pk=claim.transcript_id).update(withdrawn_at=Now())
    assert ratings_seen(desk.three, claim) == set()
    assert len(ratings_seen(desk.editor, claim)) == 2


# History --------------------------------------------------------------------------------------


def test_events_are_the_same_whatever_was_judged(desk, claim):
    """No event of rate, cite or adjudicate differs by level, confidence or stance."""
    from tests.factories import ClaimFactory

    traces = []
    for number, confidence, stance in ((1, "low", "refutes"), (5, "high", "supports")):
        one = ClaimFactory()
        desk.do("take", desk.one, one)
        desk.rate(desk.one, one, number, confidence=confidence)
        desk.cite(desk.one, one, stance=stance)
        desk.take_and_rate(desk.two, one, number)
        desk.decide(one, number)
        events = AuditEvent.objects.for_target(one)
        traces.append(
            [(event.action, event.digests, sorted(event.values), event.reason) for event in events]
        )
    assert traces[0] == traces[1]


def entries(user, claim):
    return {(e.seq, e.action): e for e in history(user, Claim.objects.get(pk=claim.pk))}


def test_history_of_an_open_round_tells_acts_but_nothing_of_judgements(desk, claim):
    desk.resolve(claim, 1, 5)
    desk.rate(desk.one, claim, 5)
    desk.decide(claim, 1, reason="The level is plainly False.")
    desk.do("reopen", desk.editor, claim, reason="It may be true after all.")
    for reader in (desk.three, desk.two):
        found = entries(reader, claim)
        text = json.dumps([[e.reason, e.values, e.digests] for e in found.values()])
        for word in ("plainly", "after all", "after_reveal", "verdict", "disputed", "rating"):
            assert reader is desk.two or word not in text, word
        assert "plainly" not in text
        assert "after all" not in text
        assert {action for _, action in found} >= {"take", "rate", "adjudicate", "reopen"}


def test_history_of_a_decided_round_is_told_in_full(desk, claim):
    desk.resolve(claim, 1, 5)
    desk.decide(claim, 1, reason="The table decides.")
    found = list(history(desk.three, desk.fresh(claim)))
    assert found[-1].reason == "The table decides."
    assert found[-1].actor == desk.editor
    assert "rating" in found[1].values


def test_integrators_learn_what_happened_but_not_who_rated(desk, claim, outsiders):
    desk.publish(claim)
    integrator, administrator, nobody = outsiders
    told = history(integrator, desk.fresh(claim))
    assert [entry.action for entry in told] == ["publish"]
    assert all(entry.actor is None and not entry.values for entry in told)
    assert history(administrator, claim) == []
    assert history(nobody, claim) == []


def test_own_acts_are_read_in_full(desk, claim):
    desk.take_and_rate(desk.one, claim)
    own = entries(desk.one, claim)[2, "rate"]
    others = entries(desk.two, claim)[2, "rate"]
    assert "rating" in own.values
    assert set(others.values) <= {"round", "wording"}


def test_versions_do_not_move_with_ratings_that_leave_the_round_open(desk, claim):
    desk.do("take", desk.one, claim)
    before = desk.fresh(claim).version
    for number in (1, 5, 2):
        desk.rate(desk.one, claim, number)
    assert desk.fresh(claim).version == before
