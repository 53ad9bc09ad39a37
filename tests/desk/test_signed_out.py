"""Somebody whose session ended while they wrote: nothing is done, and the way back is open."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from claims.models import Review
from tests.desk.conftest import Blind
from tests.factories import ClaimFactory, UserFactory
from tests.support.newsroom import PASSWORD

SAID = "You are signed out, so nothing was saved."


def sent(path: str, came_from: str = "", **headers: str) -> object:
    more = {"Referer": came_from} if came_from else {}
    return Client().post(path, {"rationale": "So."}, headers={**more, **headers})


def next_of(answer: object) -> str:
    where = answer["Location"]  # type: ignore[index]
    assert where.startswith(reverse("admin:login") + "?next=")
    return str(where.split("?next=")[1])


@pytest.mark.django_db
def test_after_signing_in_one_is_back_on_the_page_and_told() -> None:
    claim, client = ClaimFactory(), Client()
    page = reverse("admin:desk_claim", args=[claim.pk])
    person = UserFactory(role=Role.REVIEWER)
    person.set_password(PASSWORD)
    person.save()
    there = f"http://testserver{page}?status=disputed"
    answer = client.post(f"{page}take/?status=disputed", headers={"Referer": there})
    assert not Review.objects.exists()
    door = client.get(answer["Location"])
    assert SAID in door.content.decode()
    given = {"username": person.username, "password": PASSWORD, "next": f"{page}?status=disputed"}
    back = client.post(answer["Location"], given)
    assert back["Location"] == f"{page}?status=disputed"
    assert client.get(back["Location"]).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("came_from", ["", "https://elsewhere.example/admin/", "nonsense:"])
def test_from_no_page_of_ours_the_way_back_is_the_desk(came_from: str) -> None:
    claim = ClaimFactory()
    answer = sent(reverse("admin:desk_act", args=[claim.pk, "rate"]), came_from)
    assert next_of(answer) == reverse("admin:index")


@pytest.mark.django_db
def test_a_part_of_a_page_is_refused_and_gets_no_page_to_sign_in_on(blind: Blind) -> None:
    path = reverse("admin:desk_draft", args=[blind.claim.pk])
    answer = Client().post(path, {"rationale": "So."}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (401, b"")


@pytest.mark.django_db
def test_logging_out_twice_is_no_fault() -> None:
    answer = Client().post(reverse("admin:logout"), follow=True)
    assert SAID not in answer.content.decode()
