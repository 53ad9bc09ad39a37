"""Several claims at once: chosen in the queue, assigned or dismissed, each with its answer."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from claims import services
from claims.models import Claim, Review
from tests.desk.conftest import version
from tests.factories import ClaimFactory, TranscriptFactory, UserFactory

INDEX, BULK = "admin:index", "admin:desk_bulk"


def chosen(*claims: Claim) -> list[str]:
    return [f"{claim.pk}.{version(claim)}" for claim in claims]


def send(client: Client, claims: list[str], **data: Any) -> Any:
    return client.post(reverse(BULK), {"claim": claims, **data})


def many(count: int) -> list[Claim]:
    transcript = TranscriptFactory()
    return [ClaimFactory(transcript=transcript, end=end) for end in range(20, 20 + count)]


def given(claim: Claim) -> list[User]:
    return [review.reviewer for review in Review.objects.filter(claim=claim, outcome="open")]


def test_editors_choose_in_the_queue_and_nobody_else(sign_in: Callable[..., Client]) -> None:
    claim = ClaimFactory()
    box = f'name="claim" value="{claim.pk}.1"'
    assert box in sign_in(Role.EDITOR).get(reverse(INDEX)).content.decode()
    reviewer = sign_in(Role.REVIEWER)
    page = reviewer.get(reverse(INDEX)).content.decode()
    assert box not in page
    assert "bulk.js" not in page
    answer = send(reviewer, chosen(claim), act="dismiss", reason="No.")
    assert answer.status_code == 403
    claim.refresh_from_db()
    assert claim.status == "extracted"


def test_without_javascript_the_chosen_claims_come_with_both_forms(
    sign_in: Callable[..., Client],
) -> None:
    one, two = many(2)
    page = send(sign_in(Role.EDITOR), chosen(one, two)).content.decode()
    assert "2 claims are chosen" in page
    for value in chosen(one, two):
        assert page.count(f'name="claim" value="{value}"') == 2
    assert "Assign 2 claims" in page
    assert "Dismiss 2 claims" in page


def test_in_turn_goes_evenly_and_says_to_whom(sign_in: Callable[..., Client]) -> None:
    claims, anna, bela = many(4), UserFactory(first_name="Anna"), UserFactory(first_name="Bela")
    answer = send(
        sign_in(Role.EDITOR),
        chosen(*claims),
        act="assign",
        strategy="round_robin",
        reviewer=[anna.pk, bela.pk],
    )
    assert answer.status_code == 200
    text = " ".join(answer.content.decode().split())
    assert "4 of 4 claims assigned" in text
    assert text.count("assigned to Anna") == text.count("assigned to Bela") == 2
    assert sorted(person.pk for claim in claims for person in given(claim)) == sorted(
        [anna.pk, bela.pk] * 2
    )


def test_by_hand_goes_to_the_one_who_is_ticked(sign_in: Callable[..., Client]) -> None:
    claims, anna = many(2), UserFactory()
    send(
        sign_in(Role.EDITOR), chosen(*claims), act="assign", strategy="by_hand", reviewer=[anna.pk]
    )
    assert [given(claim) for claim in claims] == [[anna], [anna]]


def test_what_could_not_be_done_says_why_and_the_rest_is_done(
    sign_in: Callable[..., Client],
) -> None:
    (one, two), anna = many(2), UserFactory()
    services.take(actor=anna, claim_id=one.pk, expected_version=None)
    answer = send(
        sign_in(Role.EDITOR), chosen(one, two), act="assign", strategy="by_hand", reviewer=[anna.pk]
    )
    text = " ".join(answer.content.decode().split())
    assert "1 of 2 claims assigned" in text
    assert "This user already has a place in this round." in text
    assert given(two) == [anna]


def test_a_claim_that_changed_since_it_was_read_is_left_alone(
    sign_in: Callable[..., Client],
) -> None:
    one, two = many(2)
    read = chosen(one, two)
    services.take(actor=UserFactory(), claim_id=one.pk, expected_version=None)
    answer = send(sign_in(Role.EDITOR), read, act="dismiss", reason="Said in jest.")
    assert "1 of 2 claims dismissed" in " ".join(answer.content.decode().split())
    for claim, status in ((one, "in_review"), (two, "dismissed")):
        claim.refresh_from_db()
        assert claim.status == status


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"act": "dismiss", "reason": " "}, 'id="reason-wrong"'),
        ({"act": "assign", "strategy": "round_robin"}, 'id="reviewers-wrong"'),
        ({"act": "assign", "strategy": "by lot", "reviewer": "any"}, 'id="strategy-wrong"'),
        ({"act": "publish"}, "Choose what is to be done."),
    ],
)
def test_a_refusal_keeps_what_was_chosen(
    sign_in: Callable[..., Client], data: dict[str, str], said: str
) -> None:
    if "reviewer" in data:
        data = {**data, "reviewer": str(UserFactory().pk)}
    claims = many(2)
    answer = send(sign_in(Role.EDITOR), chosen(*claims), **data)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert said in page
    for value in chosen(*claims):
        assert f'value="{value}"' in page
    assert Claim.objects.filter(status="extracted").count() == 2


def test_nothing_chosen_says_how_to_choose(sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.EDITOR)
    assert "Tick claims in the queue first" in send(client, []).content.decode()
    assert send(client, ["x.1", "999999.1", "5"], act="dismiss", reason="No.").status_code == 400


def test_more_than_the_limit_is_refused_as_a_whole(sign_in: Callable[..., Client]) -> None:
    claims = many(201)
    answer = send(sign_in(Role.EDITOR), chosen(*claims), act="dismiss", reason="No.")
    assert answer.status_code == 400
    assert "At most 200 claims at once." in answer.content.decode()
    assert not Claim.objects.filter(status="dismissed").exists()


def test_the_way_back_keeps_the_filters(sign_in: Callable[..., Client]) -> None:
    claim, client = ClaimFactory(), sign_in(Role.EDITOR)
    page = client.get(reverse(INDEX), {"min_score": 50}).content.decode()
    assert f'action="{reverse(BULK)}?min_score=50"' in page
    answer = client.post(reverse(BULK) + "?min_score=50", {"claim": chosen(claim)})
    assert f'href="{reverse(INDEX)}?min_score=50"' in answer.content.decode()


def test_fifty_chosen_are_shown_for_what_two_cost(sign_in: Callable[..., Client]) -> None:
    client, claims = sign_in(Role.EDITOR), many(50)

    def cost(count: int) -> int:
        values = chosen(*claims[:count])
        with CaptureQueriesContext(connection) as caught:
            assert send(client, values).status_code == 200
        return len(caught)

    cost(2)
    assert cost(50) == cost(2)
