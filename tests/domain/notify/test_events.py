"""What endpoints are told of, and what they are never told."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from claims import services
from claims.models import Claim
from notify.models import Delivery, Endpoint
from notify.webhooks.announcing import announce
from notify.webhooks.events import BY_NAME, CHOICES, EVENTS
from tests.domain.claims.conftest import Desk
from tests.factories import ClaimFactory, UploadFactory, UserFactory

ALL = [name for name, _label in CHOICES]
Told = Callable[[User], list[dict[str, Any]]]


def endpoint_of(user: User, *kinds: str) -> Endpoint:
    """As the service makes it, told of everything unless kinds are named."""
    made: Endpoint = Endpoint.objects.create(
        owner=user, url="https://receiver.example/hook", kinds=list(kinds) or ALL
    )
    return made


@pytest.fixture
def told(db: None) -> Told:
    """The messages queued for a person, oldest first, once everything is announced."""

    def read(user: User) -> list[dict[str, Any]]:
        announce()
        mine = Delivery.objects.filter(endpoint__owner=user).order_by("id")
        return [json.loads(body) for body in mine.values_list("body", flat=True)]

    return read


def types(messages: list[dict[str, Any]]) -> list[str]:
    return [message["type"] for message in messages]


@pytest.fixture
def owner(claim: Claim) -> User:
    """An integrator who uploaded the claim's transcript."""
    made: User = UserFactory(role=Role.INTEGRATOR)
    UploadFactory(user=made, transcript=claim.transcript)
    return made


def test_the_whole_way_of_a_claim(desk: Desk, claim: Claim, told: Told) -> None:
    endpoint_of(desk.three)
    desk.publish(claim)
    told(desk.three)
    desk.do("correct", desk.editor, claim, note="A table was read wrongly.")
    told(desk.three)
    desk.do("retract", desk.editor, claim, reason="The table itself was wrong.")
    assert sorted(types(told(desk.three))) == [
        "claim.decided",
        "claim.decided",
        "rating.opened",
        "rating.opened",
        "verdict.corrected",
        "verdict.published",
        "verdict.retracted",
    ]


def test_each_event_is_told_once_however_often_it_is_read(
    desk: Desk, claim: Claim, told: Told
) -> None:
    endpoint_of(desk.three)
    desk.resolve(claim)
    first = told(desk.three)
    desk.decide(claim)
    again = types(told(desk.three))
    assert types(first).count("rating.opened") == again.count("rating.opened") == 2


def test_no_rating_is_told_before_the_round_is_full(desk: Desk, claim: Claim, told: Told) -> None:
    for person in (desk.one, desk.two, desk.three, desk.editor):
        endpoint_of(person)
    desk.take_and_rate(desk.one, claim)
    everybody = (desk.one, desk.two, desk.three, desk.editor)
    assert [told(person) for person in everybody] == [[], [], [], []]
    desk.do("reveal", desk.editor, claim, reason="A complaint came in.")
    assert told(desk.editor) == []
    desk.take_and_rate(desk.two, claim)
    assert types(told(desk.three)).count("rating.opened") == 2


def test_what_is_said_of_a_rating_does_not_differ_by_what_was_judged(
    desk: Desk, told: Told
) -> None:
    endpoint_of(desk.three)
    same, other = ClaimFactory(), ClaimFactory()
    desk.resolve(same, 2, 2)
    desk.resolve(other, 2, 3)
    ids = {"rating", "claim", "url"}
    said = [m for m in told(desk.three) if m["type"] == "rating.opened"]
    bare = {json.dumps({k: v for k, v in m["data"].items() if k not in ids}) for m in said}
    assert len(said) == 4
    assert len(bare) == 1


def test_what_is_blind_again_is_not_told(desk: Desk, claim: Claim, told: Told) -> None:
    endpoint_of(desk.three, "rating.opened")
    desk.resolve(claim)
    desk.do("reopen", desk.editor, claim, reason="The wording was unfair.")
    assert told(desk.three) == []


def test_integrators_are_told_of_their_own_claims_and_never_of_ratings(
    desk: Desk, claim: Claim, owner: User, told: Told
) -> None:
    stranger = UserFactory(role=Role.INTEGRATOR)
    for person in (owner, stranger):
        endpoint_of(person)
    desk.publish(claim)
    services.add_claim(actor=desk.one, transcript_id=claim.transcript_id, start=70, end=100)
    seen = types(told(owner))
    assert seen == ["claim.decided", "claim.decided", "verdict.published", "claim.added"]
    assert types(told(stranger)) == ["verdict.published"]  # a published check is everybody's


def test_who_has_no_role_any_more_is_told_nothing(
    desk: Desk, claim: Claim, owner: User, told: Told
) -> None:
    endpoint_of(owner)
    endpoint_of(desk.three)
    owner.groups.clear()
    User.objects.filter(pk=desk.three.pk).update(is_active=False)
    desk.publish(claim)
    assert told(owner) == told(desk.three) == []


def test_an_endpoint_is_told_of_what_it_asked_for(desk: Desk, claim: Claim, told: Told) -> None:
    endpoint_of(desk.three, "verdict.published")
    desk.publish(claim)
    assert types(told(desk.three)) == ["verdict.published"]


def test_a_new_endpoint_is_not_told_of_the_past(desk: Desk, claim: Claim, told: Told) -> None:
    desk.publish(claim)
    endpoint_of(desk.three)
    assert told(desk.three) == []


def test_for_a_paused_endpoint_it_waits_and_for_a_disabled_one_it_does_not(
    desk: Desk, claim: Claim, told: Told
) -> None:
    for person, state, because in (
        (desk.three, "paused", "owner"),
        (desk.editor, "disabled", "gone"),
    ):
        made = endpoint_of(person, "verdict.published")
        Endpoint.objects.filter(pk=made.pk).update(state=state, because=because)
    desk.publish(claim)
    assert types(told(desk.three)) == ["verdict.published"]
    assert told(desk.editor) == []
    assert not Delivery.objects.due().exists()


def test_no_message_holds_words_of_a_transcript_or_of_people(
    desk: Desk, claim: Claim, told: Told
) -> None:
    endpoint_of(desk.three)
    desk.publish(claim)
    said = json.dumps(told(desk.three))
    assert len(said) > 100
    words = [claim.text, claim.suggested_normalised, "5.1 percent", claim.transcript.title]
    assert [word for word in words if word in said] == []


def test_each_kind_has_a_name_of_its_own_and_every_message_fits_its_schema(
    desk: Desk, claim: Claim, told: Told
) -> None:
    assert len(BY_NAME) == len(EVENTS)
    endpoint_of(desk.three)
    desk.publish(claim)
    for message in told(desk.three):
        assert set(message) == {"type", "timestamp", "data"}
        assert set(message["data"]) == set(BY_NAME[message["type"]].data().fields)
