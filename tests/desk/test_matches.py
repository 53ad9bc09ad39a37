"""What a claim resembles, on its page: shown with reasons, confirmed and rejected by forms."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from claims.matching import life
from claims.matching.compare import CODES
from claims.models import Claim, Lookup, Match
from desk.claim_page.matches import reasons_in_words
from desk.words import MATCH_REASONS
from tests.desk.conftest import claim_page, words
from tests.domain.claims.conftest import Desk, desk, publisher
from tests.domain.claims.matching.conftest import checked, say
from tests.domain.claims.matching.paired import pair
from tests.factories import SpeakerFactory, VerdictFactory
from worker.matching import match_claims

__all__ = ["checked", "desk", "publisher", "say"]

R, E = Role.REVIEWER, Role.EDITOR
REASONS = [
    {"code": "same_name", "a": "Tarn", "b": "Tarn"},
    {"code": "other_number", "a": "£1.2 billion", "b": "£2.1bn"},
    {"code": "of a later version", "a": "", "b": ""},
]


@pytest.fixture
def two(say: Callable[..., Claim]) -> tuple[Claim, Claim]:
    return say("The Tarn Line cost £2.1bn."), say("The Tarn Line has cost £1.2 billion so far.")


def decide(client: Client, claim: Claim, match: Match, decision: str, **data: object) -> object:
    url = reverse("admin:desk_match", args=[claim.pk, match.pk, decision])
    return client.post(url, {"match_version": match.version, **data}, follow=True)


def test_every_reason_has_words() -> None:
    assert set(MATCH_REASONS) == set(CODES)


def test_reasons_are_told_from_where_one_stands() -> None:
    assert reasons_in_words(REASONS) == [
        "the same names: “Tarn”",
        "another number: “£1.2 billion” here, “£2.1bn” there",
    ]
    assert reasons_in_words(REASONS, turned=True)[1] == (
        "another number: “£2.1bn” here, “£1.2 billion” there"
    )


def test_a_proposal_is_shown_with_kind_score_reasons_and_the_earlier_verdict(
    sign_in: Callable[..., Client], two: tuple[Claim, Claim]
) -> None:
    pair(two[1], two[0], "contradicts", status="proposed", score=0.914, reasons=REASONS)
    VerdictFactory(claim=two[0])
    said = words(claim_page(sign_in(R), two[1]))
    assert "Contradicts it proposed, 91% sure" in said
    assert "Mostly false The Tarn Line cost £2.1bn." in said
    assert "another number: “£1.2 billion” here, “£2.1bn” there" in said
    assert "Who repeated it" not in said


def test_a_fact_check_by_others_is_shown_with_its_rating(
    sign_in: Callable[..., Client], two: tuple[Claim, Claim], checked: Callable[..., object]
) -> None:
    other = checked("The Tarn Line cost over £2bn.", claimant="Bo Adler", rating_text="Half true")
    pair(two[0], other, status="proposed")
    said = words(claim_page(sign_in(R), two[0]))
    assert "Half true The Tarn Line cost over £2bn. Bo Adler · checked by Facts" in said


@pytest.mark.parametrize("role", [R, E])
def test_confirming_needs_one_press_and_no_script(
    sign_in: Callable[..., Client], two: tuple[Claim, Claim], role: Role
) -> None:
    match = pair(*two, status="proposed")
    client = sign_in(role)
    page = claim_page(client, two[1]).content.decode()
    assert page.count('data-key="y"') == page.count('data-key="n"') == 1
    done = decide(client, two[1], match, "confirm", kind="contradicts")
    assert "Confirmed: contradicts it." in words(done)
    match.refresh_from_db()
    assert (match.status, match.decided_kind) == ("confirmed", "contradicts")
    assert 'data-key="y"' not in done.content.decode()


def test_what_was_checked_stands_before_what_was_not_and_the_key_is_on_the_first_proposal(
    sign_in: Callable[..., Client], two: tuple[Claim, Claim], say: Callable[..., Claim]
) -> None:
    here = say("The Tarn Line, I say, cost £2.1bn.")
    confirmed = pair(here, two[0])
    unchecked = pair(here, say("The Tarn Line cost much."), status="proposed", score=0.99)
    checked_one = pair(here, two[1], "contradicts", status="proposed", score=0.7)
    far = pair(here, say("Trains."), "related", status="proposed", score=0.9)
    VerdictFactory(claim=two[1])
    page = claim_page(sign_in(R), here)
    shown = [one.match for one in page.context["matches"].open]
    assert shown == [confirmed, checked_one, unchecked, far]
    assert page.context["matches"].next == checked_one.pk
    assert page.content.decode().count('data-key="y"') == 1


def test_what_was_rejected_is_folded_away_and_can_be_confirmed_after_all(
    sign_in: Callable[..., Client], two: tuple[Claim, Claim]
) -> None:
    match = pair(*two, status="proposed")
    client = sign_in(R)
    page = decide(client, two[0], match, "reject")
    assert "Rejected: it is not proposed again." in words(page)
    assert [one.match for one in page.context["matches"].rejected] == [match]
    assert page.context["matches"].open == []
    match.refresh_from_db()
    assert "Confirmed: the same claim." in words(decide(client, two[0], match, "confirm"))


def test_who_is_slower_is_told_and_changes_nothing(
    sign_in: Callable[..., Client], two: tuple[Claim, Claim]
) -> None:
    match = pair(*two, status="proposed")
    decide(sign_in(E), two[0], match, "reject")
    page = decide(sign_in(R), two[0], match, "confirm")
    assert page.status_code == 409
    assert "Somebody decided on it" in words(page)
    assert Match.objects.get().status == "rejected"


def test_a_match_of_another_claim_is_not_found(
    sign_in: Callable[..., Client], two: tuple[Claim, Claim], say: Callable[..., Claim]
) -> None:
    match = pair(*two, status="proposed")
    assert decide(sign_in(R), say("Other."), match, "confirm").status_code == 404
    assert decide(sign_in(R), two[0], match, "delete").status_code == 404


def test_one_speaker_saying_both_is_pointed_out(
    sign_in: Callable[..., Client], say: Callable[..., Claim]
) -> None:
    quill = SpeakerFactory()
    one, other = (say(f"We built {n} homes.", speaker=quill) for n in (400, 900))
    pair(one, other, "contradicts", status="proposed")
    assert "The same speaker said both." in words(claim_page(sign_in(R), one))


def test_the_ledger_stands_on_the_page_of_each_who_said_it(
    sign_in: Callable[..., Client], say: Callable[..., Claim]
) -> None:
    quill = SpeakerFactory(name="Vera Quill")
    first = say("We built roads.", speaker=quill, event_date=datetime.date(2026, 1, 3))
    again = say("Roads, we built.", speaker=quill, event_date=datetime.date(2026, 3, 3))
    pair(first, again)
    VerdictFactory(claim=first)
    for claim in (first, again):
        said = words(claim_page(sign_in(R), claim))
        assert "First checked on 1 February 2026." in said
        assert "Vera Quill 2 1 1" in said


def test_the_editor_is_asked_why_a_twin_differs_and_can_say_so(
    sign_in: Callable[..., Client], two: tuple[Claim, Claim], desk: Desk
) -> None:
    old, new = two
    desk.publish(old)
    desk.resolve(new)
    client = sign_in(E)
    form = reverse("admin:desk_act", args=[new.pk, "adjudicate"])
    assert "adjudicate-twin_reason" not in claim_page(client, new).content.decode()
    pair(old, new)
    page = claim_page(client, new)
    assert f"another than that of no. {old.pk} (Mostly false)" in words(page)
    new.refresh_from_db()
    sent = {
        "version": new.version,
        "level": new.scale.levels.get(number=3).pk,
        "summary": "It holds in part.",
        "reason": "Outside the ratings.",
    }
    refused = client.post(form, sent)
    assert refused.status_code == 400
    assert "say why this one differs" in words(refused)
    assert "It holds in part." in refused.content.decode()
    done = client.post(form, {**sent, "twin_reason": "Revised in March."}, follow=True)
    assert "Why it differs from the verdict on the same claim: Revised in March." in words(done)


def test_that_nothing_is_known_is_said_only_once_the_machine_has_looked(
    sign_in: Callable[..., Client], say: Callable[..., Claim]
) -> None:
    claim, reviewer = say("The Tarn Line cost £2.1bn."), sign_in(R)
    nothing = "Nothing like it is known here"
    page = words(claim_page(reviewer, claim))
    assert "It waits to be held against what was said and checked before." in page
    assert nothing not in page
    lost = {"failure_code": "worker_lost", "failure_detail": "The worker stopped without a word."}
    Lookup.objects.update(status="failed", **lost)
    page = words(claim_page(reviewer, claim))
    assert "could not be held against what was said and checked before: The worker stopped" in page
    assert nothing not in page
    life.again()
    match_claims()
    page = words(claim_page(reviewer, claim))
    assert nothing in page
    assert "held against" not in page
