"""People confirm and reject matches: roles, versions, states, the event, and what it protects."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.roles import Role
from api.exceptions import Forbidden, InvalidInput, NotVisible, StaleVersion, WrongState
from audit.models import AuditEvent
from claims.matching import services
from claims.models import Claim, Match
from tests.domain.claims.matching.conftest import Say
from tests.factories import UploadFactory, UserFactory
from worker.matching import match_claims

ROADS = "We built two hundred kilometres of road in the north last year."


@pytest.fixture
def match(say: Say) -> Match:
    say(ROADS), say(ROADS)
    match_claims()
    return Match.objects.get()


def decide(act: str, match: Match, actor: Any, version: int | None = None, **more: Any) -> Match:
    service = getattr(services, act)
    return service(actor=actor, match_id=match.pk, expected_version=version, **more)


def test_a_confirmed_match_says_who_when_and_as_what(match: Match) -> None:
    reviewer = UserFactory()
    done = decide("confirm", match, reviewer, version=1)
    assert (done.status, done.decided_kind, done.decided_by) == ("confirmed", match.kind, reviewer)
    assert done.decided_at is not None
    assert done.version == 2
    event = AuditEvent.objects.get(target_type="claims.match")
    assert (event.action, event.actor) == ("confirm", reviewer.opaque_id)
    assert event.values == {
        "claim": match.claim_id,
        "earlier": match.earlier_id,
        "fact_check": None,
        "kind": match.kind,
    }
    for claim in Claim.objects.all():
        assert claim.worked_on_at is not None  # no run takes it away now
        assert claim.version == 1


def test_a_person_may_say_another_kind_and_change_their_mind(match: Match) -> None:
    reviewer, editor = UserFactory(), UserFactory(role=Role.EDITOR)
    done = decide("confirm", match, reviewer, kind="contradicts")
    assert (done.kind, done.shown_kind) == ("same_claim", "contradicts")
    assert list(Match.objects.of_kind("contradicts")) == [done]
    assert not Match.objects.same().exists()
    done = decide("confirm", match, editor, version=2, kind="same_claim")
    done = decide("reject", match, reviewer, version=3, reason="Another road.")
    assert (done.status, done.decided_kind, done.version) == ("rejected", None, 4)
    assert AuditEvent.objects.get(action="reject").reason == "Another road."
    assert decide("confirm", match, reviewer).status == "confirmed"
    assert AuditEvent.objects.filter(target_type="claims.match").count() == 4


def test_what_is_decided_so_already_is_a_conflict(match: Match) -> None:
    reviewer = UserFactory()
    decide("confirm", match, reviewer)
    with pytest.raises(WrongState) as refused:
        decide("confirm", match, reviewer)
    assert refused.value.extra["allowed_actions"] == ["confirm", "reject"]
    decide("reject", match, reviewer)
    with pytest.raises(WrongState) as refused:
        decide("reject", match, reviewer)
    assert refused.value.extra["allowed_actions"] == ["confirm"]


def test_a_stale_version_or_an_unknown_kind_is_refused(match: Match) -> None:
    with pytest.raises(StaleVersion):
        decide("confirm", match, UserFactory(), version=7)
    with pytest.raises(InvalidInput):
        decide("confirm", match, UserFactory(), kind="alike")
    match.refresh_from_db()
    assert match.status == "proposed"


@pytest.mark.parametrize("act", ["confirm", "reject"])
def test_integrators_may_not_and_who_does_not_see_both_claims_sees_no_match(
    match: Match, act: str
) -> None:
    integrator = UserFactory(role=Role.INTEGRATOR)
    with pytest.raises(NotVisible):
        decide(act, match, integrator)
    UploadFactory(transcript=match.claim.transcript, user=integrator)
    assert not Match.objects.visible_to(integrator).exists()
    with pytest.raises(NotVisible):
        decide(act, match, integrator)
    assert match.earlier is not None
    UploadFactory(transcript=match.earlier.transcript, user=integrator)
    assert list(Match.objects.visible_to(integrator)) == [match]
    with pytest.raises(Forbidden):
        decide(act, match, integrator)
    with pytest.raises(NotVisible):
        decide(act, match, UserFactory(role=Role.ADMINISTRATOR))


def test_there_is_no_such_match(db: None) -> None:
    with pytest.raises(NotVisible):
        services.confirm(actor=UserFactory(), match_id=7, expected_version=None)
