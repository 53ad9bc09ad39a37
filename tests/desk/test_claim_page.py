"""The claim page: what it tells of a claim, of the round, and of what one may do."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.roles import Role
from claims import services
from claims.models import Claim, Review
from tests.desk.conftest import Blind, act, cite, claim_page, rate, version, words
from tests.factories import ClaimFactory, TranscriptFactory, UserFactory, level
from transcripts.models import Transcript

R, E = Role.REVIEWER, Role.EDITOR


def test_reasons_stand_in_words_by_what_they_do_to_the_score(
    sign_in: Callable[..., Client],
) -> None:
    claim = ClaimFactory(
        reasons=[
            {"name": "name", "weight": 0.3, "text": "names somebody", "start": None, "end": None},
            {
                "name": "trend",
                "weight": 1.3,
                "text": "says that something changed: fell",
                "start": 13,
                "end": 17,
            },
            {"name": "opinion", "weight": -0.9, "text": "opines", "start": None, "end": None},
        ]
    )
    page = claim_page(sign_in(R), claim)
    why = page.context["why"]
    assert [(one.words, one.said, one.strength) for one in why.raises] == [
        ("says that something changed", "fell", 3),
        ("names somebody", "", 1),
    ]
    assert [one.words for one in why.lowers] == ["opines"]
    assert "1.3" not in words(page)


def test_the_words_that_carried_a_score_are_marked_in_the_sentence(
    sign_in: Callable[..., Client],
) -> None:
    claim = ClaimFactory()
    at = claim.text.index("fell")
    word = {"start": claim.start + at, "end": claim.start + at + 4, "weight": 1.4}
    against = {"start": claim.start, "end": claim.start + 3, "weight": -0.1}
    broken = [{"start": at + 1, "end": at + 2}, {"start": 10**6, "end": 10**7}, {}, "fell", None]
    reason = {"name": "wording", "weight": 0.8, "text": "fell", "start": None, "end": None}
    Claim.objects.filter(pk=claim.pk).update(
        reasons=[{**reason, "words": [word, *broken, against]}]
    )
    page = claim_page(sign_in(R), claim)
    (shown,) = page.context["why"].raises
    assert "".join(run.text for run in shown.carried) == claim.text
    marked = [(run.text, run.strength) for run in shown.carried if run.weight is not None]
    assert marked == [(claim.text[:3], 1), ("fell", 3)]
    said = page.content.decode()
    assert f'<mark class="s1 against">{claim.text[:3]}</mark>' in said
    assert '<mark class="s3">fell</mark>' in said
    Claim.objects.filter(pk=claim.pk).update(reasons=[reason])
    (bare,) = claim_page(sign_in(R), claim).context["why"].raises
    assert (bare.words, bare.said, bare.carried) == ("Its words", "fell", [])


def test_numbers_and_dates_stand_as_values_and_names_say_what_they_name(
    sign_in: Callable[..., Client],
) -> None:
    amount = {"unit": "GBP per week", "kind": "money", "qualifier": "more than"}
    claim = ClaimFactory(
        quantities=[{"text": "two thousand pounds a week", "value": "2000", **amount}],
        dates=[{"text": "last year", "from": "2025-01-01", "to": "2025-12-31"}],
        entities=[
            {"text": "Alder Ferry", "label": "GPE"},
            {"text": "Alder Ferry", "label": "GPE"},
            {"text": "2025", "label": "DATE"},
        ],
    )
    page = claim_page(sign_in(R), claim)
    assert [one.means for one in page.context["why"].quantities] == ["more than 2,000 GBP per week"]
    assert [one.means for one in page.context["why"].dates] == ["2025"]
    assert page.context["why"].names == [("Alder Ferry", "place")]


def test_what_the_normalised_claim_adds_to_the_words_is_marked(
    sign_in: Callable[..., Client],
) -> None:
    claim = ClaimFactory()
    page = claim_page(sign_in(R), claim)
    assert [run.text for run in page.context["normalised"].after if run.differs] == ["in 2025"]
    assert "<ins>in 2025</ins>" in page.content.decode()
    assert "nobody has looked at it yet" in words(page)


def test_history_says_from_what_to_what_and_why(sign_in: Callable[..., Client]) -> None:
    claim, client = ClaimFactory(), sign_in(E)
    act(client, claim, "edit", normalised="Unemployment fell in 2025.", type="trend")
    act(client, claim, "edit", normalised="Unemployment fell in 2024.", type="trend")
    act(client, claim, "dismiss", reason="A jest.")
    page = claim_page(client, claim)
    dismissed, second, first = page.context["history"]
    assert (dismissed.what, dismissed.reason) == ("dismissed the claim", "A jest.")
    assert [run.text for run in second.change.before if run.differs] == ["2025"]
    assert [run.text for run in second.change.after if run.differs] == ["2024"]
    before = "".join(run.text for run in first.change.before)
    assert before == claim.suggested_normalised
    assert "You dismissed the claim A jest." in words(page)


def test_history_names_whose_place_it_was_and_which_source(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    editor = sign_in(E)
    act(editor, blind.claim, "take_over", reviewer=blind.two.pk)
    three = UserFactory()
    act(editor, blind.claim, "assign", reviewer=three.pk)
    told = [line.what for line in claim_page(editor, blind.claim).context["history"]]
    assert f"freed the place of {blind.two}" in told
    assert f"gave {three} a place" in told
    assert "cited “Table 1”" in told


def test_history_tells_a_changed_rating_to_its_rater_and_to_all_once_decided(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    rate(blind.one, blind.claim, 4, "Read it again.")
    own = claim_page(sign_in(blind.one), blind.claim).context["history"][0]
    assert (own.what, own.level_label) == ("changed the rating from Mostly false", "Mostly true")
    other = claim_page(sign_in(blind.two), blind.claim).context["history"][0]
    assert (other.what, other.level) == ("rated", None)
    rate(blind.two, blind.claim, 5)
    told = claim_page(sign_in(blind.two), blind.claim).context["history"]
    assert ("changed the rating from Mostly false", "Mostly true") in [
        (line.what, line.level_label) for line in told
    ]


def test_a_lease_that_ends_soon_is_warned_of(sign_in: Callable[..., Client], blind: Blind) -> None:
    client = sign_in(blind.two)
    assert claim_page(client, blind.claim).context["mine"].state == "open"
    soon = now() + timedelta(minutes=5)
    Review.objects.filter(reviewer=blind.two).update(lease_expires_at=soon)
    page = claim_page(client, blind.claim)
    assert page.context["mine"].state == "soon"
    assert "data-lease-soon hidden" not in page.content.decode()
    Review.objects.filter(reviewer=blind.two).update(lease_expires_at=now() - timedelta(minutes=1))
    page = claim_page(client, blind.claim)
    assert "Your time ran out; what you wrote is kept. The place is still free" in words(page)


def test_a_place_that_an_editor_freed_says_so_and_keeps_the_draft_in_view(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    client, editor = sign_in(blind.two), sign_in(E)
    services.save_draft(
        actor=blind.two, claim_id=blind.claim.pk, draft={"rationale": "Half a thought"}
    )
    act(editor, blind.claim, "take_over", reviewer=blind.two.pk)
    services.assign(
        actor=editor.person,
        claim_id=blind.claim.pk,
        expected_version=None,
        reviewer=UserFactory(),
    )
    page = claim_page(client, blind.claim)
    expected = f"{editor.person} freed your place; your text is kept as a draft."
    assert expected in words(page)
    assert "Half a thought" in words(page)
    assert "rate" not in page.context["actions"]


def test_a_draft_kept_after_the_place_was_freed_says_that_it_was(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    act(sign_in(E), blind.claim, "take_over", reviewer=blind.two.pk)
    answer = sign_in(blind.two).post(
        f"/admin/desk/claims/{blind.claim.pk}/draft/",
        {"rationale": "Still typing", "wording": 1},
        headers={"HX-Request": "true"},
    )
    assert "You no longer hold a place here" in words(answer)


def test_an_editor_is_offered_each_open_place_to_free(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    page = claim_page(sign_in(E), blind.claim)
    assert f"Free {blind.two}’s place" in words(page)
    assert f"Free {blind.one}’s place" not in words(page)
    act(sign_in(E), blind.claim, "edit", normalised="Reworded since.", type="trend")
    page = claim_page(sign_in(E), blind.claim)
    assert f"{blind.one} rated an earlier wording" in words(page)


def test_after_a_rewording_the_rater_sees_both_and_is_asked_to_confirm(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    act(sign_in(E), blind.claim, "edit", normalised="Unemployment rose.", type="trend")
    page = claim_page(sign_in(blind.one), blind.claim)
    assert "The claim was reworded after you rated it." in words(page)
    assert "You read Unemployment fell to four percent in 2025" in words(page)
    assert "It says now Unemployment rose." in words(page)


def test_claims_in_the_same_words_are_shown_with_what_was_published(
    sign_in: Callable[..., Client], settings: object
) -> None:
    settings.PUBLIC_URL, settings.PUBLISHER_NAME = "https://press.example", "Press"
    old, new = ClaimFactory(), ClaimFactory()
    page = claim_page(sign_in(R), ClaimFactory(start=68, end=121, suggested_normalised=""))
    assert "Nothing like it is known here: no other claim, no fact-check." in words(page)
    publish(old)
    assert "withdraw/" not in claim_page(sign_in(E), old).content.decode()
    page = claim_page(sign_in(R), new)
    [found] = page.context["precedents"]
    assert (found.claim, found.verdict.level_label) == (old, "Mostly true")
    assert "It fell by that much." in words(page)
    Transcript.objects.filter(pk=old.transcript_id).update(withdrawn_at=now())
    Claim.objects.filter(pk=old.pk).update(status="resolved")
    assert claim_page(sign_in(R), new).context["precedents"] == []


def publish(claim: Claim) -> None:
    """Two ratings, two sources, one editor."""
    one, two, editor = UserFactory(), UserFactory(), UserFactory(role=E)
    for number, person in enumerate((one, two), 1):
        services.take(actor=person, claim_id=claim.pk, expected_version=None)
        cite(person, claim, number)
        rate(person, claim, 4)
    services.adjudicate(
        actor=editor,
        claim_id=claim.pk,
        expected_version=None,
        level=level(4),
        summary="It fell by that much.",
    )
    services.publish(actor=editor, claim_id=claim.pk, expected_version=None)


def test_a_retracted_check_is_told_of_in_the_next_round(
    sign_in: Callable[..., Client], settings: object
) -> None:
    settings.PUBLIC_URL, settings.PUBLISHER_NAME = "https://press.example", "Press"
    claim = ClaimFactory()
    publish(claim)
    act(sign_in(E), claim, "retract", reason="The table was of another year.")
    page = claim_page(sign_in(R), claim)
    assert "The table was of another year." in words(page)
    assert page.context["judgements"] == []  # blind again, for those who may take it


def test_a_claim_that_was_not_found_again_is_kept_by_a_person(
    sign_in: Callable[..., Client],
) -> None:
    claim, client = ClaimFactory(not_found_at=now(), worked_on_at=now()), sign_in(R)
    assert "A later reading no longer finds this claim." in words(claim_page(client, claim))
    page = act(client, claim, "keep")
    assert "A later reading no longer finds this claim." not in words(page)


def test_the_words_of_a_withdrawn_post_are_gone_and_its_reason_stands(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    editor = sign_in(E)
    act(editor, blind.claim, "post", body=f"Look again @{blind.two}: <b>whose</b> table?")
    page = claim_page(sign_in(blind.two), blind.claim)
    assert f'<b class="named">@{blind.two}</b>' in page.content.decode()
    assert "&lt;b&gt;whose" in page.content.decode()
    [said] = page.context["discussion"]
    sent = {
        "claim": blind.claim.pk,
        "post": said.post.pk,
        "reason": "Asked elsewhere.",
        "version": 1,
    }
    url = f"/admin/desk/posts/{said.post.pk}/withdraw/"
    assert sign_in(blind.two).post(url, sent).status_code == 403
    page = editor.post(url, sent, follow=True)
    assert "Asked elsewhere." in words(page)
    assert "whose" not in words(claim_page(sign_in(blind.two), blind.claim))


def test_an_empty_post_is_refused_beside_its_field(sign_in: Callable[..., Client]) -> None:
    claim = ClaimFactory()
    page = act(sign_in(R), claim, "post", body="  ")
    assert page.status_code == 400
    assert 'id="post-body-wrong"' in page.content.decode()


@pytest.mark.parametrize("role", [R, E])
def test_nothing_else_than_allowed_acts_has_a_form(
    sign_in: Callable[..., Client], role: Role, blind: Blind
) -> None:
    """Every act whose form is on the page is in `allowed_actions`, and the reverse."""
    for claim in (blind.claim, ClaimFactory(), ClaimFactory(status="dismissed")):
        page = claim_page(sign_in(role), claim)
        text, actions = page.content.decode(), set(page.context["actions"])
        for name in services_by_name():
            there = f"/desk/claims/{claim.pk}/{name}/" in text
            assert there == (name in actions), (name, claim.status)


def services_by_name() -> set[str]:
    from claims.lifecycle import Action

    return {action.value for action in Action} - {"take_over"}


def test_the_number_of_queries_is_fixed(sign_in: Callable[..., Client], blind: Blind) -> None:
    """Two ratings, sources, posts and acts cost what fifty do."""
    client = sign_in(E)
    rate(blind.two, blind.claim, 5)
    cite(blind.two, blind.claim, 2)

    def busy(times: int) -> int:
        for number in range(times):
            person = UserFactory()
            cite(person, blind.claim, 100 + number)
            act(sign_in(person), blind.claim, "post", body=f"Look, @{blind.one}, number {number}.")
            ClaimFactory(transcript=TranscriptFactory())
        claim_page(client, blind.claim)
        with CaptureQueriesContext(connection) as caught:
            assert claim_page(client, blind.claim).status_code == 200
        return len(caught)

    few = busy(2)
    assert busy(20) == few
    assert few <= 45
    assert version(blind.claim)


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("en", "ltr")])
def test_the_context_is_set_from_where_its_language_begins(
    sign_in: Callable[..., Client], language: str, direction: str
) -> None:
    claim = ClaimFactory(transcript=TranscriptFactory(language=language))
    page = claim_page(sign_in(Role.REVIEWER), claim).content.decode()
    assert f'<section class="context" dir="{direction}"' in page
