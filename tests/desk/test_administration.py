"""The first page of administrators: accounts, roles and health, and no claim."""

import html
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from audit.services import record
from tests.factories import ClaimFactory, UserFactory

INDEX = "admin:index"


def test_administrators_see_accounts_roles_and_health_and_no_claim(
    sign_in: Callable[..., Client],
) -> None:
    claim = ClaimFactory()
    UserFactory(role=Role.EDITOR)
    UserFactory(role=None)
    page = sign_in(Role.ADMINISTRATOR).get(reverse(INDEX))
    text = page.content.decode()
    assert {word: n for _, word, n in page.context["roles"]} == {
        "Editors": 1,
        "Reviewers": 0,
        "Integrators": 0,
        "Administrators": 1,
    }
    assert "1 account has no role and cannot work." in text
    assert {check.name: check.ok for check in page.context["checks"]}["Workers"] is False
    assert claim.text not in text
    assert all(check.name[0].isupper() for check in page.context["checks"]), "each has a word"


def test_each_role_leads_to_its_active_accounts(sign_in: Callable[..., Client]) -> None:
    edda = UserFactory(role=Role.EDITOR, username="edda")
    UserFactory(role=Role.EDITOR, username="gone", is_active=False)
    client = sign_in(Role.ADMINISTRATOR)
    page = client.get(reverse(INDEX)).content.decode()
    links = re.findall(r'<a href="([^"]+)"><b>1</b>Editors</a>', page)
    answer = client.get(html.unescape(links[0]))
    assert answer.status_code == 200
    assert list(answer.context["cl"].result_list) == [edda]


@pytest.mark.parametrize(
    ("changelist", "filtered"),
    [
        ("admin:audit_auditevent_changelist", "created_at__year=-1"),
        ("admin:audit_auditevent_changelist", "created_at__year=9223372036854775808"),
        ("admin:accounts_user_changelist", "last_login__year=0"),
    ],
)
def test_a_list_takes_no_filter_that_it_does_not_offer(
    sign_in: Callable[..., Client], changelist: str, filtered: str
) -> None:
    client = sign_in(Role.ADMINISTRATOR)
    assert client.get(f"{reverse(changelist)}?{filtered}").status_code == 400


def test_the_audit_trail_is_filtered_by_what_an_event_is_about(
    sign_in: Callable[..., Client],
) -> None:
    client = sign_in(Role.ADMINISTRATOR)
    record(actor=None, action="test", target=ClaimFactory())
    page = client.get(f"{reverse('admin:audit_auditevent_changelist')}?action=test")
    assert [event.action for event in page.context["cl"].result_list] == ["test"]


def test_the_administrators_page_costs_the_same_for_many(sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.ADMINISTRATOR)

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse(INDEX)).status_code == 200
        return len(caught)

    for _ in range(2):
        UserFactory()
    cost()
    few = cost()
    for _ in range(48):
        UserFactory(role=Role.EDITOR)
    assert cost() == few
