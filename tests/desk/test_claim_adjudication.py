"""Deciding: what the editor reads beside each other, what the gate misses, and clashes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from claims.models import Claim, Verdict
from tests.desk.conftest import RATIONALE, Blind, act, cite, claim_page, rate, version, words
from tests.factories import ClaimFactory, level

R, E = Role.REVIEWER, Role.EDITOR


@pytest.fixture
def disputed(blind: Blind) -> Blind:
    """Mostly false against True, a source on either side, and one more of somebody's."""
    cite(blind.two, blind.claim, 2, stance="supports", title="Table of the other side")
    rate(blind.two, blind.claim, 5, "The opposite is in the table.")
    blind.claim.refresh_from_db()
    return blind


def test_both_rationales_stand_side_by_side_each_with_its_sources(
    sign_in: Callable[..., Client], disputed: Blind
) -> None:
    editor = sign_in(E)
    cite(editor.person, disputed.claim, 3)
    page = claim_page(editor, disputed.claim)
    found = [
        (one.reviewer, [r.rationale for r in one.ratings], [c.source.title for c in one.citations])
        for one in page.context["judgements"]
    ]
    assert found == [
        (disputed.one, [RATIONALE], ["Table 1"]),
        (disputed.two, ["The opposite is in the table."], ["Table of the other side"]),
    ]
    assert [one.source.title for one in page.context["citations"]] == ["Table 3"]
    assert 'class="page-claim page-deciding"' in page.content.decode()
    assert "Who is right?" in words(page)


def test_a_reviewer_reads_the_same_ratings_and_decides_nothing(
    sign_in: Callable[..., Client], disputed: Blind
) -> None:
    page = claim_page(sign_in(R), disputed.claim)
    assert len(page.context["judgements"]) == 2
    assert "page-deciding" not in page.content.decode()
    assert "/adjudicate/" not in page.content.decode()


def test_the_ratings_level_is_proposed_where_they_agree(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    rate(blind.two, blind.claim, 3)
    page = claim_page(sign_in(E), blind.claim)
    assert "The ratings propose: Mostly false." in words(page)
    assert page.context["forms"]["adjudicate"]["level"].value == str(level(2).pk)


def test_what_the_gate_misses_links_to_fields_that_are_there(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    rate(blind.two, blind.claim, 3)
    page = claim_page(sign_in(E), blind.claim)
    lacks = page.context["gate"].lacks
    assert {one.link for one in lacks} == {
        "#adjudicate-level",
        "#adjudicate-summary",
        "#cite-url",
        "",
    }
    assert_links_lead_somewhere(page, lacks)


def assert_links_lead_somewhere(page: Any, findings: list[Any]) -> None:
    text = page.content.decode()
    for one in findings:
        if one.link:
            assert f'href="{one.link}"' in text
        if one.link.startswith("#"):
            assert f'id="{one.link[1:]}"' in text


def test_what_could_be_better_keeps_nothing_back_and_leads_to_its_field(
    sign_in: Callable[..., Client], disputed: Blind, settings: Any
) -> None:
    settings.PUBLIC_URL, settings.PUBLISHER_NAME = "https://press.example", "Press"
    editor = sign_in(E)
    long = {"normalised": f"It is true that {'very ' * 20}much was built."}
    act(editor, disputed.claim, "edit", **long)
    why = "Only words were spelled out."
    page = act(
        editor, disputed.claim, "adjudicate", level=level(4).pk, summary="It is so.", reason=why
    )
    gate = page.context["gate"]
    assert gate.lacks == []
    assert "Nothing is missing." in words(page)
    assert "4 things could be better" in words(page)
    transcript = f"/admin/transcripts/transcript/{disputed.claim.transcript_id}/change/"
    speaker = Claim.objects.get(pk=disputed.claim.pk).shown_speaker
    assert speaker is not None
    assert {one.link for one in gate.advice} == {
        "#edit-normalised",
        f"{transcript}#id_event_date",
        f"/admin/transcripts/speaker/{speaker.pk}/change/#id_wikidata_id",
    }
    assert_links_lead_somewhere(page, gate.advice)
    for page_of, _, field in (one.link.partition("#") for one in gate.advice if one.link[0] == "/"):
        assert f'id="{field}"' in editor.get(page_of).content.decode()


def test_publishing_follows_from_the_decision(
    sign_in: Callable[..., Client], disputed: Blind, settings: object
) -> None:
    settings.PUBLIC_URL, settings.PUBLISHER_NAME = "https://press.example", "Press"
    editor = sign_in(E)
    decided = {"level": level(4).pk, "summary": "By and large.", "as_of": "2026-01-31"}
    page = act(editor, disputed.claim, "adjudicate", **decided)
    assert "The verdict is saved: Mostly true." in words(page)
    assert "Nothing is missing." in words(page)
    page = act(editor, disputed.claim, "publish")
    assert "Published. Everybody can read it now." in words(page)
    assert Verdict.objects.current().get(claim=disputed.claim).summary == "By and large."


def test_two_editors_who_decide_at_once_see_both_and_lose_neither(
    sign_in: Callable[..., Client], disputed: Blind
) -> None:
    one, two = sign_in(E), sign_in(E)
    old, seen = version(disputed.claim), claim_page(two, disputed.claim).context["seen"]
    act(one, disputed.claim, "adjudicate", level=level(4).pk, summary="It holds, nearly.")
    mine = {"level": level(2).pk, "summary": "It does not hold."}
    page = act(two, disputed.claim, "adjudicate", version=old, seen=seen, **mine)
    assert page.status_code == 412
    conflict = page.context["conflict"]
    assert [pair.label for pair in conflict.pairs] == ["Level", "Summary, for readers"]
    assert "Mostly true" in words(page)
    assert "It holds, nearly." in words(page)
    assert "It does not hold." in words(page)
    assert [line.what for line in conflict.since] == ["decided"]
    assert conflict.since[0].who == one.person
    again = act(two, disputed.claim, "adjudicate", **dict(conflict.mine))
    assert "The verdict is saved: Mostly false." in words(again)
    assert [v.summary for v in Verdict.objects.order_by("id")] == [
        "It holds, nearly.",
        "It does not hold.",
    ]


def test_mine_can_be_used_or_edited_after_a_clash_of_wordings(
    sign_in: Callable[..., Client],
) -> None:
    claim, one, two = ClaimFactory(), sign_in(R), sign_in(R)
    old = version(claim)
    act(one, claim, "edit", normalised="Unemployment fell to 4 % in 2025.", type="trend")
    mine = {"normalised": "Unemployment fell to 4 % in 2024.", "type": "quantity"}
    page = act(two, claim, "edit", version=old, seen=0, **mine)
    conflict = page.context["conflict"]
    assert [pair.label for pair in conflict.pairs] == ["Normalised claim", "Type"]
    [wording, _] = conflict.pairs
    assert [run.text for run in wording.sides.before if run.differs] == ["2025"]
    assert [run.text for run in wording.sides.after if run.differs] == ["2024"]
    assert page.context["forms"]["edit"]["normalised"].value == mine["normalised"]
    assert f'href="#{conflict.field}"' in page.content.decode()
    act(two, claim, "edit", **dict(conflict.mine))
    claim.refresh_from_db()
    assert claim.normalised == mine["normalised"]


def test_a_stale_act_without_text_says_what_happened_and_asks_again(
    sign_in: Callable[..., Client],
) -> None:
    claim, one, two = ClaimFactory(), sign_in(R), sign_in(R)
    old = version(claim)
    act(one, claim, "edit", normalised="Unemployment fell.", type="trend")
    page = act(two, claim, "take", version=old, seen=0)
    assert page.status_code == 412
    assert "Do it all the same" in words(page)
    act(two, claim, "take", **dict(page.context["conflict"].mine))
    assert Claim.objects.get().status == "in_review"


def test_text_for_a_form_that_is_gone_is_shown_again(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    """The wording may no longer be changed by a reviewer; what was typed is not lost for it."""
    page = act(sign_in(blind.two), blind.claim, "edit", normalised="My long thought.", type="trend")
    assert page.status_code == 403
    assert "edit" not in page.context["actions"]
    assert "there is no form for it now: Normalised claim My long thought." in words(page)
