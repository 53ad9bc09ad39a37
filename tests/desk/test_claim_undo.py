"""z on the claim page: what is undone, that the record says so, and when it is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from audit.models import AuditEvent
from claims import services
from claims.models import Citation, Claim, Rating, Review
from tests.desk.conftest import Blind, act, cite, claim_page, rate, words
from tests.factories import ClaimFactory, UserFactory, level

R, E = Role.REVIEWER, Role.EDITOR


def undo(client: Client, claim: Claim) -> Any:
    """What the page offers, pressed."""
    shown = claim_page(client, claim).context["undo"]
    return act(client, claim, "undo", seq=shown.seq)


def last_act(claim: Claim) -> tuple[str, str]:
    event = AuditEvent.objects.for_target(claim).order_by("-seq").first()
    assert event is not None
    return event.action, event.reason


def test_who_did_nothing_here_is_offered_nothing(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    page = claim_page(sign_in(R), blind.claim)
    assert page.context["undo"] is None
    assert 'data-key="z"' not in page.content.decode()


def test_a_take_is_undone_by_giving_the_place_back(sign_in: Callable[..., Client]) -> None:
    claim, client = ClaimFactory(), sign_in(R)
    act(client, claim, "take")
    page = claim_page(client, claim)
    assert "Give back the place you took. A draft is kept. Undo this" in words(page)
    assert "Undone: your place is free again." in words(undo(client, claim))
    claim.refresh_from_db()
    assert (claim.status, last_act(claim)[0]) == ("extracted", "release")
    undo(client, claim)
    assert last_act(claim)[0] == "take"


def test_undoing_an_undo_is_a_redo_and_says_so_on_the_record_too(
    sign_in: Callable[..., Client],
) -> None:
    claim, client = ClaimFactory(), sign_in(R)
    act(client, claim, "take")
    undo(client, claim)
    page = claim_page(client, claim)
    assert "Take back the place you gave up. Redo this" in words(page)
    assert page.context["undo"].redo
    assert "Redone: the place is yours." in words(undo(client, claim))
    assert not claim_page(client, claim).context["undo"].redo  # what was redone is undone again
    values = [event.values.get("undoes") for event in AuditEvent.objects.for_target(claim)]
    assert values[-3:] == [None, len(values) - 2, len(values) - 1]


def test_giving_a_place_back_by_hand_is_no_undo(sign_in: Callable[..., Client]) -> None:
    claim, client = ClaimFactory(), sign_in(R)
    act(client, claim, "take")
    act(client, claim, "release")
    assert "Take back the place you gave up. Undo this" in words(claim_page(client, claim))


def test_a_rating_is_undone_to_the_one_before_while_nobody_has_seen_it(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    client = sign_in(blind.one)
    shown = claim_page(client, blind.claim).context["undo"]
    assert shown.act is None
    assert "Until the round is full you may replace it" in shown.sentence
    rate(blind.one, blind.claim, 5, "A slip of the key.")
    assert "Put your rating before that back: Mostly false." in words(
        claim_page(client, blind.claim)
    )
    undo(client, blind.claim)
    standing = Rating.objects.get(claim=blind.claim, superseded_at=None)
    assert (standing.level, standing.confidence) == (level(2), "high")
    assert Rating.objects.filter(claim=blind.claim).count() == 3
    rate(blind.two, blind.claim, 4)
    assert claim_page(client, blind.claim).context["undo"].act is None


def test_a_citation_is_undone_by_withdrawing_it(sign_in: Callable[..., Client]) -> None:
    claim, client = ClaimFactory(), sign_in(R)
    cite(client.person, claim)
    undo(client, claim)
    assert Citation.objects.get().withdrawn_by == client.person
    assert last_act(claim) == ("withdraw_citation", "Cited by mistake.")
    assert claim_page(client, claim).context["undo"].act is None


def test_a_rewording_is_undone_by_the_wording_before(sign_in: Callable[..., Client]) -> None:
    claim, client = ClaimFactory(), sign_in(R)
    act(client, claim, "edit", normalised="Typed into the wrong claim.", type="law")
    undo(client, claim)
    claim.refresh_from_db()
    assert claim.normalised == claim.suggested_normalised
    assert (claim.type, claim.wording) == (claim.suggested_type, 3)


def test_a_dismissal_is_undone_by_opening_a_new_round(sign_in: Callable[..., Client]) -> None:
    claim, client = ClaimFactory(), sign_in(R)
    act(client, claim, "dismiss", reason="A jest.")
    undo(client, claim)
    claim.refresh_from_db()
    assert (claim.status, claim.round) == ("extracted", 2)
    assert last_act(claim) == ("reopen", "Dismissed by mistake.")


def test_an_assignment_is_undone_by_freeing_the_place(sign_in: Callable[..., Client]) -> None:
    claim, editor, somebody = ClaimFactory(), sign_in(E), UserFactory()
    act(editor, claim, "assign", reviewer=somebody.pk)
    undo(editor, claim)
    assert Review.objects.get(reviewer=somebody).outcome == "released"


def test_what_others_have_built_upon_stays(sign_in: Callable[..., Client]) -> None:
    claim, client = ClaimFactory(), sign_in(R)
    act(client, claim, "edit", normalised="Unemployment fell in 2025.", type="trend")
    services.take(actor=UserFactory(), claim_id=claim.pk, expected_version=None)
    page = undo(client, claim)
    assert page.status_code == 409
    assert "Somebody has worked on it since; your last act stays." in words(page)
    claim.refresh_from_db()
    assert claim.normalised == "Unemployment fell in 2025."


def test_another_act_than_the_one_shown_is_not_undone(sign_in: Callable[..., Client]) -> None:
    claim, client = ClaimFactory(), sign_in(R)
    act(client, claim, "take")
    shown = claim_page(client, claim).context["undo"]
    cite(client.person, claim)
    page = act(client, claim, "undo", seq=shown.seq)
    assert page.status_code == 409
    assert "another one by now. Nothing was undone." in words(page)
    assert Review.objects.get().outcome == "open"


def test_a_page_that_is_out_of_date_undoes_nothing(sign_in: Callable[..., Client]) -> None:
    claim, client = ClaimFactory(), sign_in(R)
    act(client, claim, "take")
    shown = claim_page(client, claim).context["undo"]
    page = act(client, claim, "undo", seq=shown.seq, version=1)
    assert page.status_code == 412


@pytest.mark.parametrize(
    ("action", "said"),
    [("reveal", "You have seen the ratings; that cannot be undone.")],
)
def test_what_cannot_be_undone_says_why(
    sign_in: Callable[..., Client], blind: Blind, action: str, said: str
) -> None:
    editor = sign_in(E)
    act(editor, blind.claim, action, reason="Deadline.")
    page = claim_page(editor, blind.claim)
    assert said in words(page)
    assert "Undo this" not in words(page)
