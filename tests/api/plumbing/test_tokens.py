"""POST tokens/ and DELETE tokens/current/."""

import pytest
from rest_framework.test import APIClient

from audit.models import AuditEvent

URL = "/api/v1/tokens/"
RIGHT = {"username": "ann", "password": "correct horse"}


def test_a_token_opens_the_api_until_it_is_revoked(user):
    answer = APIClient().post(URL, RIGHT)
    assert answer.status_code == 201
    assert set(answer.json()) == {"token", "expires_at"}
    client = APIClient(headers={"Authorization": f"Bearer {answer.json()['token']}"})
    assert client.get("/api/v1/users/").status_code == 200
    assert client.delete(URL + "current/").status_code == 204
    assert client.get("/api/v1/users/").status_code == 401
    actions = AuditEvent.objects.for_target(user).values_list("action", flat=True)
    assert list(actions) == ["token.created", "token.revoked"]


@pytest.mark.parametrize("body", [{**RIGHT, "password": "wrong"}, {**RIGHT, "username": "nobody"}])
def test_wrong_credentials_are_401_and_say_not_which(user, body):
    answer = APIClient().post(URL, body)
    assert answer.status_code == 401
    assert answer.json()["detail"] == "Wrong username or password."


def test_an_inactive_account_gets_no_token(user):
    user.is_active = False
    user.save()
    assert APIClient().post(URL, RIGHT).status_code == 401


def test_missing_fields_are_named(db):
    answer = APIClient().post(URL, {})
    assert [e["pointer"] for e in answer.json()["errors"]] == ["/username", "/password"]


def test_tokens_of_an_account_are_bounded(user, settings):
    settings.REST_KNOX = {**settings.REST_KNOX, "TOKEN_LIMIT_PER_USER": 1}
    assert APIClient().post(URL, RIGHT).status_code == 201
    assert APIClient().post(URL, RIGHT).json()["code"] == "too_many_tokens"
