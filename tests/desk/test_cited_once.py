"""A citation that a browser sent twice is one; a second one that somebody means is another."""

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections
from django.http import QueryDict
from django.test import Client

from accounts.roles import Role
from claims import services
from claims.models import Citation, Claim
from desk.acts import ACTS
from tests.desk.conftest import Blind, act, claim_page
from tests.factories import ClaimFactory, UserFactory
from tests.support.waiting import wait_for

GIVEN = {
    "url": "https://statistics.example/4",
    "title": "Table 4",
    "kind": "primary",
    "excerpt": "1,112 homes",
    "stance": "refutes",
}


def token(client: Client, claim: Claim) -> str:
    """That of the form as the page has it now."""
    form = claim_page(client, claim).content.decode().partition('id="cite-form"')[2]
    found = re.search(r'name="once" value="([^"]+)"', form.partition("</form>")[0])
    assert found is not None
    return found[1]


def cited(claim: Claim) -> int:
    """How often the source stands there."""
    standing = Citation.objects.filter(claim=claim, withdrawn_at=None)
    return standing.filter(source__url=GIVEN["url"]).count()


def said(page: Any) -> list[str]:
    return [str(message) for message in page.context["messages"]]


@pytest.fixture
def one(sign_in: Callable[..., Client], blind: Blind) -> Client:
    return sign_in(blind.one)


def test_the_same_form_sent_twice_cites_once_and_says_so_twice(one: Client, blind: Blind) -> None:
    once = token(one, blind.claim)
    pages = [act(one, blind.claim, "cite", once=once, **GIVEN) for _ in range(2)]
    assert cited(blind.claim) == 1
    assert said(pages[0]) == said(pages[1]) == ["The source is cited: Table 4."]


def test_the_form_of_another_page_or_other_words_cite_again(one: Client, blind: Blind) -> None:
    once = token(one, blind.claim)
    act(one, blind.claim, "cite", once=once, **GIVEN)
    act(one, blind.claim, "cite", once=once, **{**GIVEN, "excerpt": "640 of them"})
    another = token(one, blind.claim)
    assert another != once
    act(one, blind.claim, "cite", once=another, **GIVEN)
    assert cited(blind.claim) == 3


def test_what_was_withdrawn_meanwhile_is_cited_anew(one: Client, blind: Blind) -> None:
    once = token(one, blind.claim)
    act(one, blind.claim, "cite", once=once, **GIVEN)
    first = Citation.objects.get(claim=blind.claim, source__url=GIVEN["url"])
    services.withdraw_citation(actor=blind.one, citation_id=first.pk, reason="The wrong table.")
    for _ in range(2):
        act(one, blind.claim, "cite", once=once, **GIVEN)
    assert cited(blind.claim) == 1


def test_what_was_refused_may_be_sent_again_and_others_have_forms_of_their_own(
    one: Client, blind: Blind, sign_in: Callable[..., Client]
) -> None:
    once = token(one, blind.claim)
    refused = act(one, blind.claim, "cite", once=once, **{**GIVEN, "url": "nowhere"})
    assert refused.context["error"] is not None
    act(one, blind.claim, "cite", once=once, **GIVEN)
    act(sign_in(blind.two), blind.claim, "cite", once=once, **GIVEN)
    assert cited(blind.claim) == 2


def test_two_at_once_cite_once_and_the_second_waits(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviewer, claim = UserFactory(role=Role.REVIEWER), ClaimFactory()
    sent = QueryDict(mutable=True)
    sent.update({**GIVEN, "once": "a form"})
    entered, leave, answers = threading.Event(), threading.Event(), list[str]()
    plain = services.cite

    def slow(**given: Any) -> Citation:
        entered.set()
        assert leave.wait(20)
        return plain(**given)

    monkeypatch.setattr(services, "cite", slow)

    def send() -> None:
        try:
            answers.append(ACTS["cite"](reviewer, claim.pk, sent))
        finally:
            connections.close_all()

    def waits() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_locks JOIN pg_database d ON d.oid = database"
                " WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()"
            )
            return cursor.fetchone() is not None

    threads = [threading.Thread(target=send) for _ in range(2)]
    threads[0].start()
    assert entered.wait(20)
    threads[1].start()
    wait_for(waits, 20, "the second waits for the first")
    leave.set()
    for thread in threads:
        thread.join(20)
    assert answers == ["The source is cited: Table 4."] * 2
    assert cited(claim) == 1
