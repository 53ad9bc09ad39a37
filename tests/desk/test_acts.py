"""Acts by POST: what they do, what a refusal keeps, and that each field's words come back."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from claims import services
from claims.models import Citation, Claim, Rating, Review, Verdict
from tests.desk.conftest import Blind, act, cite, rate, version, words
from tests.factories import ClaimFactory, TranscriptFactory, UserFactory, level
from transcripts.models import Speaker, Transcript


def test_the_whole_loop_by_post(sign_in: Callable[..., Client], settings: object) -> None:
    settings.PUBLIC_URL, settings.PUBLISHER_NAME = "https://press.example", "Press"
    claim = ClaimFactory()
    for number in (1, 2):
        client = sign_in(Role.REVIEWER)
        assert act(client, claim, "take").status_code == 200
        source = {"title": "Table", "publisher": "Office", "excerpt": "4.1", "stance": "supports"}
        kind = "primary" if number == 1 else "secondary"
        act(client, claim, "cite", url=f"https://s.example/{number}", kind=kind, **source)
        judged = {"level": level(4).pk, "confidence": "high", "rationale": "It does."}
        act(client, claim, "rate", wording=1, **judged)
    claim.refresh_from_db()
    assert claim.status == "resolved"
    editor = sign_in(Role.EDITOR)
    page = act(editor, claim, "adjudicate", level=level(4).pk, summary="", as_of="2026-01-31")
    assert "needs a summary" in words(page)
    page = act(editor, claim, "publish")
    assert page.status_code == 409
    assert 'href="#adjudicate-summary"' in page.content.decode()
    assert 'id="adjudicate-summary"' in page.content.decode()
    act(editor, claim, "adjudicate", level=level(4).pk, summary="It rose.")
    act(editor, claim, "publish")
    claim.refresh_from_db()
    assert claim.status == "published"
    corrected = {"level": level(5).pk, "summary": "It rose more.", "note": "A later table."}
    act(editor, claim, "correct", **corrected)
    assert Verdict.objects.current().get(claim=claim).correction_note == "A later table."
    act(editor, claim, "retract", reason="Wrong table.")
    claim.refresh_from_db()
    assert claim.status == "extracted"


def test_assign_take_over_reveal_dismiss_reopen(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    editor = sign_in(Role.EDITOR)
    act(editor, blind.claim, "take_over", reviewer=blind.two.pk)
    assert Review.objects.get(reviewer=blind.two).outcome == "released"
    three = UserFactory()
    act(editor, blind.claim, "assign", reviewer=three.pk)
    assert Review.objects.get(reviewer=three).assigned_by == editor.person
    page = act(editor, blind.claim, "reveal", reason="Deadline.")
    assert "Zebra-striped" in page.content.decode()
    act(editor, blind.claim, "dismiss", reason="Not checkable.")
    act(editor, blind.claim, "reopen", reason="It is after all.")
    blind.claim.refresh_from_db()
    assert (blind.claim.status, blind.claim.round) == ("extracted", 2)


def test_a_reviewer_is_offered_no_editors_act_and_refused_it(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    client = sign_in(blind.two)
    page = client.get(reverse("admin:desk_claim", args=[blind.claim.pk])).content.decode()
    assert "/adjudicate/" not in page
    assert "/assign/" not in page
    assert act(client, blind.claim, "reveal", reason="x").status_code == 403


def test_a_stale_edit_shows_both_and_loses_neither(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    claim = ClaimFactory()
    one, two = sign_in(Role.REVIEWER), sign_in(Role.REVIEWER)
    old = version(claim)
    act(one, claim, "edit", normalised="What the first wrote", type="quantity")
    page = act(two, claim, "edit", version=old, normalised="What the second wrote", type="trend")
    assert page.status_code == 412
    assert "What the first wrote" in words(page)
    assert "What the second wrote" in words(page)


def test_a_rating_of_another_wording_comes_back_with_both_texts(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    editor = sign_in(Role.EDITOR)
    act(editor, blind.claim, "edit", normalised="Reworded by the editor", type="quantity")
    judged = {"level": level(1).pk, "confidence": "low", "rationale": "My long thought."}
    page = act(sign_in(blind.two), blind.claim, "rate", wording=1, **judged)
    assert page.status_code == 409
    assert "Reworded by the editor" in words(page)
    assert "Unemployment fell to four percent in 2025" in words(page)
    assert "My long thought." in words(page)
    assert Review.objects.get(reviewer=blind.two).draft["rationale"] == "My long thought."
    assert not Rating.objects.filter(reviewer=blind.two).exists()


def test_the_draft_is_kept_and_shown_again(sign_in: Callable[..., Client], blind: Blind) -> None:
    client = sign_in(blind.two)
    url = reverse("admin:desk_draft", args=[blind.claim.pk])
    typed = {"level": level(3).pk, "confidence": "low", "rationale": "Half a thou", "wording": 1}
    answer = client.post(url, typed, headers={"HX-Request": "true"})
    assert "Draft kept at" in answer.content.decode()
    page = client.get(reverse("admin:desk_claim", args=[blind.claim.pk]))
    form = page.context["rating"]
    assert form.rationale.value == "Half a thou"
    assert form.level.value == str(level(3).pk)


def test_a_refused_citation_keeps_every_word(sign_in: Callable[..., Client], blind: Blind) -> None:
    given = {"url": "ftp://x", "title": "T", "publisher": "P", "kind": "primary"}
    client = sign_in(blind.two)
    page = act(client, blind.claim, "cite", excerpt="Long passage", stance="context", **given)
    assert page.status_code == 400
    assert "Long passage" in page.content.decode()
    text = page.content.decode()
    assert 'id="cite-url-wrong"' in text
    assert 'aria-describedby="cite-url-wrong" aria-invalid="true"' in text


def test_withdrawing_a_citation(sign_in: Callable[..., Client], blind: Blind) -> None:
    citation = Citation.objects.get()
    url = reverse("admin:desk_withdraw_citation", args=[citation.pk])
    sent = {"claim": blind.claim.pk, "reason": "Wrong page."}
    assert sign_in(blind.two).post(url, sent).status_code == 403
    assert sign_in(blind.one).post(url, sent).status_code == 302
    assert Citation.objects.get().withdrawn_reason == "Wrong page."


def test_next_takes_what_the_filters_show(sign_in: Callable[..., Client]) -> None:
    ClaimFactory()
    wanted = ClaimFactory(rank=10, suggested_type="event")
    client = sign_in(Role.REVIEWER)
    answer = client.post(reverse("admin:desk_next") + "?type=event")
    assert answer.headers["Location"].startswith(reverse("admin:desk_claim", args=[wanted.pk]))
    assert client.post(reverse("admin:desk_next") + "?type=law").status_code == 302


def test_save_and_next_goes_on_in_the_queue(sign_in: Callable[..., Client], blind: Blind) -> None:
    following = ClaimFactory(rank=10)
    judged = {"level": level(2).pk, "confidence": "low", "rationale": "So.", "then": "next"}
    page = act(sign_in(blind.two), blind.claim, "rate", wording=1, **judged)
    assert page.redirect_chain[-1][0].startswith(reverse("admin:desk_claim", args=[following.pk]))


def test_a_refusal_leads_to_the_field_it_is_about(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    given = {"url": "javascript:alert(1)", "title": "t", "kind": "primary", "stance": "context"}
    page = act(sign_in(blind.two), blind.claim, "cite", **given).content.decode()
    assert '<a href="#cite-url">This is no http or https address.</a>' in page
    assert "Not saved" in page
    assert 'id="cite-url"' in page
    judged = {"level": level(2).pk, "confidence": "low", "rationale": " ", "wording": 1}
    page = act(sign_in(blind.two), blind.claim, "rate", **judged).content.decode()
    assert '<a href="#rate-rationale">' in page


def test_get_does_nothing_and_shows_the_page_that_the_form_is_on(
    sign_in: Callable[..., Client],
) -> None:
    claim = ClaimFactory()
    page = reverse("admin:desk_claim", args=[claim.pk])
    answer = sign_in(Role.EDITOR).get(f"{page}take/")
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert not Review.objects.exists()
    adding = reverse("admin:desk_add_claim", args=[claim.transcript_id])
    assert sign_in(Role.EDITOR).get(adding)["Location"] == reverse(
        "admin:desk_transcript", args=[claim.transcript_id]
    )
    assert sign_in(Role.EDITOR).put(f"{page}take/").status_code == 405


def test_an_upload_and_what_a_bad_file_is_told(sign_in: Callable[..., Client]) -> None:
    client, url = sign_in(Role.REVIEWER), reverse("admin:desk_upload")
    good = SimpleUploadedFile("talk.txt", b"ANNA BERG: We built 20 bridges in 2024.\n")
    answer = client.post(url, {"file": good, "title": "A talk"})
    made = Transcript.objects.get()
    assert answer.headers["Location"] == reverse("admin:desk_transcript", args=[made.pk])
    assert made.runs.get().status == "queued"
    bad = SimpleUploadedFile("talk.txt", b"ANNA BERG: fine\nANNA BERG: no\x00t fine\n")
    answer = client.post(url, {"file": bad, "title": "Kept title"})
    assert answer.status_code == 400
    assert "Line 2" in answer.content.decode()
    assert "Kept title" in answer.content.decode()
    assert client.post(url, {}).status_code == 400
    assert Transcript.objects.count() == 1


def test_a_span_by_hand(sign_in: Callable[..., Client]) -> None:
    transcript = TranscriptFactory()
    client, url = sign_in(Role.REVIEWER), reverse("admin:desk_add_claim", args=[transcript.pk])
    start = transcript.text.index("The bridge")
    client.post(url, {"start": start, "end": start + 14, "type": "event"})
    assert Claim.objects.get().text == "The bridge at"[:14].strip()
    refused = client.post(url, {"start": "x", "end": 4})
    assert refused.status_code == 400
    assert "whole number" in refused.content.decode()


def test_withdrawing_a_transcript_needs_a_reason(sign_in: Callable[..., Client]) -> None:
    transcript = TranscriptFactory()
    client, url = sign_in(Role.EDITOR), reverse("admin:desk_withdraw", args=[transcript.pk])
    assert client.post(url, {"version": 1, "reason": " "}).status_code == 400
    assert client.post(url, {"version": 1, "reason": "Wrong person."}).status_code == 302
    transcript.refresh_from_db()
    assert transcript.withdrawn_reason == "Wrong person."


def test_metadata_are_edited_through_the_service(sign_in: Callable[..., Client]) -> None:
    transcript = TranscriptFactory()
    url = reverse("admin:transcripts_transcript_change", args=[transcript.pk])
    sent = {"title": "New title", "language": "en", "source_url": "", "expected_version": 1}
    assert sign_in(Role.REVIEWER).post(url, sent).status_code == 302
    transcript.refresh_from_db()
    assert (transcript.title, transcript.version) == ("New title", 2)
    stale = sign_in(Role.REVIEWER).post(url, {**sent, "title": "Mine"})
    assert stale.status_code == 200
    assert "New title" in stale.content.decode()
    assert "Mine" in stale.content.decode()


@pytest.mark.parametrize(("role", "status"), [(Role.EDITOR, 302), (Role.REVIEWER, 403)])
def test_only_editors_change_speakers(
    sign_in: Callable[..., Client], role: Role, status: int
) -> None:
    speaker = Speaker.objects.create(name="Vera Quill")
    url = reverse("admin:transcripts_speaker_change", args=[speaker.pk])
    sent = {"name": "Vera Quill", "party": "Greens", "aliases": "", "expected_version": 1}
    assert sign_in(role).post(url, sent).status_code == status


def test_disputed_claims_wait_for_the_editor(sign_in: Callable[..., Client], blind: Blind) -> None:
    cite(blind.two, blind.claim, 2)
    rate(blind.two, blind.claim, 5)
    page = sign_in(Role.EDITOR).get(reverse("admin:index"))
    assert [claim.pk for claim in page.context["disputes"]] == [blind.claim.pk]
    assert sign_in(Role.REVIEWER).get(reverse("admin:index")).context["disputes"] == []


def test_an_editor_merges_two_records_of_one_person(sign_in: Callable[..., Client]) -> None:
    one = Speaker.objects.create(name="Mayor Quill")
    two = Speaker.objects.create(name="Vera Quill")
    page = f"/admin/transcripts/speaker/{one.pk}/change/"
    http = sign_in(Role.EDITOR)
    assert http.get(page).status_code == 200
    http.post(
        page,
        {"name": "Mayor Quill", "expected_version": 1, "same_person_as": two.pk},
    )
    one.refresh_from_db()
    two.refresh_from_db()
    assert one.merged_into == two
    assert two.aliases == ["Mayor Quill"]
    assert http.get(page).status_code == 200


# What odd requests find ---------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["q=%00", "q=a%00b", "speaker=%00", "speaker=%C2%B2"])
def test_nonsense_in_a_filter_is_left_out(sign_in: Callable[..., Client], query: str) -> None:
    client = sign_in(Role.REVIEWER)
    for path in (reverse("admin:index"), reverse("admin:desk_transcripts")):
        assert client.get(f"{path}?{query}").status_code == 200


@pytest.mark.parametrize("of", ["claims_claim", "claims_snapshot"])
@pytest.mark.parametrize("query", ["status=%00", "status__exact=a%00b", "q=%00"])
def test_no_list_of_the_site_fails_on_a_nul(
    sign_in: Callable[..., Client], of: str, query: str
) -> None:
    client = sign_in(Role.REVIEWER)
    answer = client.get(f"{reverse(f'admin:{of}_changelist')}?{query}")
    assert answer.status_code in (200, 302)  # Django leads from a filter that it does not know


def test_withdrawing_a_citation_leads_to_its_own_claim_whatever_is_posted(
    sign_in: Callable[..., Client],
) -> None:
    client = sign_in(Role.REVIEWER)
    claim = ClaimFactory()
    cite(client.person, claim)
    citation = claim.citations.get()
    url = reverse("admin:desk_withdraw_citation", args=[citation.pk])
    answer = client.post(url, {"reason": "Wrong table.", "claim": "999999", "then": "next"})
    assert answer.status_code == 302
    assert (
        client.post(f"{url[: -len(f'{citation.pk}/withdraw/')]}99999/withdraw/").status_code == 404
    )


def test_a_dismissal_by_somebody_who_rated_tells_nobody_the_judgement(
    sign_in: Callable[..., Client],
) -> None:
    editor, reader = sign_in(Role.EDITOR), sign_in(Role.REVIEWER)
    claim = ClaimFactory()
    person = editor.person
    services.take(actor=person, claim_id=claim.pk, expected_version=version(claim))
    rate(person, claim, 1)
    claim.refresh_from_db()
    services.dismiss(
        actor=person, claim_id=claim.pk, expected_version=version(claim), reason="I rated it low."
    )
    page = words(reader.get(reverse("admin:desk_claim", args=[claim.pk])))
    assert "dismissed" in page.lower()
    assert "I rated it low." not in page
