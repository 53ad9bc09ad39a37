"""The transcript page: the text in parts, claims and left-out sentences in place, every state."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.roles import Role
from audit.models import AuditEvent
from claims.models import Claim, ScoredSentence
from claims.services.redaction import redact_transcript
from tests.factories import TEXT, ClaimFactory, TranscriptFactory, UserFactory
from transcripts.models import ExtractionRun, Segment, Transcript

SignIn = Callable[..., Client]
LINE = "Rents rose by four percent in the north, and wages did not."


def url(transcript: Transcript) -> str:
    return reverse("admin:desk_transcript", args=[transcript.pk])


def html(client: Client, path: str, status: int = 200, **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == status
    return answer.content.decode()


def part(client: Client, path: str) -> str:
    """What htmx gets."""
    return html(client, path, **{"HX-Request": "true"})


def said(page: str) -> list[str]:
    """The words of each paragraph, as a browser would count them."""
    found = re.findall(r'<p class="said"[^>]*>(.*?)</p>', page, re.S)
    return [unescape(re.sub(r"<[^>]+>", "", one)) for one in found]


def run_of(transcript: Transcript, **fields: Any) -> ExtractionRun:
    fields = {"status": "succeeded", "finished_at": now(), **fields}
    run: ExtractionRun = ExtractionRun.objects.create(
        transcript=transcript, max_attempts=3, not_before=now(), **fields
    )
    return run


def sentence_of(transcript: Transcript, words: str, **fields: Any) -> ScoredSentence:
    start = transcript.text.index(words)
    read: ScoredSentence = ScoredSentence.objects.create(
        **{
            "run": run_of(transcript),
            "start": start,
            "end": start + len(words),
            "role": "speaker",
            "score": 0.23,
            "is_claim": False,
            "type": "event",
            "reasons": [{"name": "past_fact", "text": "says what happened: built", "weight": 0.7}],
            **fields,
        }
    )
    return read


BUILT = "We built two hundred kilometres of road in the north."


# The text -------------------------------------------------------------------------------------


def test_claims_are_marked_in_place_by_score_and_status(sign_in: SignIn) -> None:
    claim = ClaimFactory(rank=8_700, status="disputed")
    page = html(sign_in(Role.REVIEWER), url(claim.transcript))
    mark = re.search(rf'<a [^>]*id="c{claim.pk}"[^>]*>', page)
    assert mark is not None
    assert 'class="claim w4 disputed ends"' in mark[0]
    assert 'data-score="87"' in mark[0]
    assert 'title="disputed"' in mark[0]


def test_marks_and_controls_add_no_word_to_the_text(sign_in: SignIn) -> None:
    claim = ClaimFactory()
    sentence_of(claim.transcript, BUILT)
    page = html(sign_in(Role.REVIEWER), url(claim.transcript))
    assert said(page) == TEXT.splitlines()


def test_words_of_a_transcript_are_no_markup(sign_in: SignIn) -> None:
    transcript = TranscriptFactory(text="<script>alert(1)</script> & so on\n")
    page = html(sign_in(Role.REVIEWER), url(transcript))
    assert "<script>alert" not in page
    assert said(page) == ["<script>alert(1)</script> & so on"]


def test_superseded_claims_are_hidden_and_counted(sign_in: SignIn) -> None:
    claim = ClaimFactory(superseded_at=now())
    page = html(sign_in(Role.REVIEWER), url(claim.transcript))
    assert f'id="c{claim.pk}"' not in page
    assert "1 superseded by a later reading" in page


def test_what_a_later_reading_no_longer_finds_is_said(sign_in: SignIn) -> None:
    claim = ClaimFactory(not_found_at=now(), worked_on_at=now())
    page = html(sign_in(Role.REVIEWER), url(claim.transcript))
    assert "1 claim is no longer found" in page
    assert "a later reading no longer finds it" in page


def test_times_lead_into_the_recording(sign_in: SignIn) -> None:
    transcript = TranscriptFactory(source_url="https://video.example/a.mp4")
    transcript.segments.update(start_ms=83_000, end_ms=84_000)
    page = html(sign_in(Role.REVIEWER), url(transcript))
    assert 'href="https://video.example/a.mp4#t=83"' in page
    transcript.source_url = "javascript:alert(1)"
    transcript.save()
    page = html(sign_in(Role.REVIEWER), url(transcript))
    assert "javascript:" not in page
    assert "01:23" in page


@pytest.mark.parametrize(
    ("language", "direction"),
    [("he", "rtl"), ("ar-EG", "rtl"), ("en", "ltr"), ("az-Arab", "rtl"), ("ur-Latn", "ltr")],
)
def test_turns_are_set_from_where_their_language_begins(
    sign_in: SignIn, language: str, direction: str
) -> None:
    transcript = TranscriptFactory(language=language)
    page = html(sign_in(Role.REVIEWER), url(transcript))
    assert re.search(rf'<section class="part"[^>]*dir="{direction}"', page)


# Parts ------------------------------------------------------------------------------------------


@pytest.fixture
def long(db: None) -> Transcript:
    transcript: Transcript = TranscriptFactory(text=f"{LINE}\n" * 400)
    return transcript


def test_a_long_transcript_comes_in_parts_that_join_to_the_whole(
    sign_in: SignIn, long: Transcript
) -> None:
    client = sign_in(Role.REVIEWER)
    page = html(client, url(long))
    words, parts = said(page), 1
    while more := re.search(r'hx-get="(\?at=\d+)"\s+hx-trigger="revealed', page):
        page = part(client, url(long) + more[1])
        assert "<html" not in page
        words, parts = words + said(page), parts + 1
    assert words == [LINE] * 400
    assert parts == 4


def test_without_a_script_each_part_is_a_page(sign_in: SignIn, long: Transcript) -> None:
    client = sign_in(Role.REVIEWER)
    links = re.findall(r'<a href="(\?at=\d+)">Next part</a>', html(client, url(long)))
    second = html(client, url(long) + links[0])
    assert "<html" in second
    assert said(second)[0] == LINE
    assert "Earlier part" in second


def test_an_offset_leads_to_its_paragraph(sign_in: SignIn, long: Transcript) -> None:
    segment = long.segments.get(position=333)
    page = html(sign_in(Role.REVIEWER), f"{url(long)}?at={segment.start + 7}")
    assert f'<i id="at"></i><p class="said" id="s{segment.position}"' in page


@pytest.mark.parametrize("at", ["-4", "x", "9" * 30, "99999999", ""])
def test_an_offset_that_makes_no_sense_still_shows_the_text(
    sign_in: SignIn, long: Transcript, at: str
) -> None:
    assert said(html(sign_in(Role.REVIEWER), f"{url(long)}?at={at}"))


def test_a_part_inside_an_unnamed_voices_turn_says_whose(sign_in: SignIn, long: Transcript) -> None:
    long.segments.update(speaker=None, label="")
    long.segments.filter(position=0).update(label="Woman in the gallery")
    page = html(sign_in(Role.REVIEWER), f"{url(long)}?at=14000")
    assert '<b class="voice" dir="auto">Woman in the gallery</b>' in page


def test_a_claim_over_the_edge_of_a_part_is_marked_in_both(
    sign_in: SignIn, long: Transcript
) -> None:
    client = sign_in(Role.REVIEWER)
    edge = int(re.findall(r'\?at=(\d+)">Next part', html(client, url(long)))[0])
    claim = ClaimFactory(transcript=long, start=edge - 30, end=edge + 30)
    link = f'href="{reverse("admin:desk_claim", args=[claim.pk])}"'
    assert f'id="c{claim.pk}"' in html(client, url(long))
    marks = part(client, f"{url(long)}?at={edge}")
    assert link in marks
    assert f'id="c{claim.pk}"' not in marks


# What was left out --------------------------------------------------------------------------------


def test_each_left_out_sentence_asks_why(sign_in: SignIn) -> None:
    transcript = TranscriptFactory()
    sentence = sentence_of(transcript, BUILT)
    page = html(sign_in(Role.REVIEWER), url(transcript))
    control = rf'<span class="left">{BUILT}<a class="why" href="\?sentence={sentence.pk}#'
    assert re.search(control, page)
    assert "Score 23: why was this left out?" in page


def test_a_sentence_says_how_it_scored_and_why_with_and_without_a_script(sign_in: SignIn) -> None:
    transcript = TranscriptFactory()
    sentence = sentence_of(transcript, BUILT)
    client, path = sign_in(Role.REVIEWER), f"{url(transcript)}?sentence={sentence.pk}"
    for shown in (part(client, path), html(client, path)):
        assert "says what happened: built" in shown
        assert "Score 23 of 99" in shown
        assert 'title="clearly"' in shown
    assert "<html" not in part(client, path)


def test_a_left_out_sentence_becomes_a_claim(sign_in: SignIn) -> None:
    transcript = TranscriptFactory()
    sentence = sentence_of(transcript, BUILT)
    client = sign_in(Role.REVIEWER)
    form = part(client, f"{url(transcript)}?sentence={sentence.pk}")
    sent = dict(re.findall(r'name="(start|end|type)" value="(\w+)"', form))
    answer = client.post(reverse("admin:desk_add_claim", args=[transcript.pk]), sent)
    claim = Claim.objects.get(transcript=transcript)
    assert answer.headers["Location"] == reverse("admin:desk_claim", args=[claim.pk])
    assert (claim.text, claim.type, claim.added_by) == (BUILT, "event", client.person)  # type: ignore[attr-defined]
    assert AuditEvent.objects.filter(target_id=str(claim.pk), action="add").count() == 1
    again = part(client, f"{url(transcript)}?sentence={sentence.pk}")
    assert "This is a claim" in again
    assert "Make it a claim" not in again


def test_a_sentence_of_another_transcript_is_not_here(sign_in: SignIn) -> None:
    sentence = sentence_of(TranscriptFactory(), BUILT)
    for number in (sentence.pk, 10**15):
        html(sign_in(Role.REVIEWER), f"{url(TranscriptFactory())}?sentence={number}", 404)


def test_only_the_latest_readings_sentences_are_shown(sign_in: SignIn) -> None:
    transcript = TranscriptFactory()
    old = sentence_of(transcript, BUILT)
    new = sentence_of(transcript, BUILT)
    page = html(sign_in(Role.REVIEWER), url(transcript))
    assert f"sentence={new.pk}#" in page
    assert f"sentence={old.pk}#" not in page


# A claim by its span ---------------------------------------------------------------------------


def test_a_refused_span_keeps_its_part_and_what_was_typed(
    sign_in: SignIn, long: Transcript
) -> None:
    client = sign_in(Role.REVIEWER)
    start = long.segments.get(position=333).start
    sent = {"start": str(start), "end": str(start), "type": "law"}
    answer = client.post(reverse("admin:desk_add_claim", args=[long.pk]), sent)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "A span ends after it starts." in page
    assert 'id="s333"' in page
    assert f'name="start" inputmode="numeric" value="{start}"' in page
    assert '<option value="law" selected>' in page
    assert not Claim.objects.exists()


# States -----------------------------------------------------------------------------------------


def test_a_withdrawn_transcript_says_so_and_takes_no_claims(sign_in: SignIn) -> None:
    transcript = TranscriptFactory(withdrawn_at=now(), withdrawn_reason="Another meeting.")
    page = html(sign_in(Role.EDITOR), url(transcript))
    assert "Another meeting." in page
    assert "only editors see this transcript" in page
    assert reverse("admin:desk_add_claim", args=[transcript.pk]) not in page
    html(sign_in(Role.REVIEWER), url(transcript), 404)


def test_a_redacted_transcript_shows_that_its_words_are_gone(sign_in: SignIn) -> None:
    editor = UserFactory(role=Role.EDITOR)
    transcript = ClaimFactory().transcript
    redact_transcript(actor=editor, transcript_id=transcript.pk, reason="A court order.")
    page = html(sign_in(editor), url(transcript))
    assert "The words were taken out" in page
    assert "A court order." in page
    assert "Unemployment" not in page


def test_a_language_that_nobody_reads_can_be_worked_on_by_hand(sign_in: SignIn) -> None:
    transcript = TranscriptFactory(language="he")
    detail = "No extractor reads the language 'he'."
    run_of(transcript, status="failed", failure_code="no_extractor", failure_detail=detail)
    page = html(sign_in(Role.REVIEWER), url(transcript))
    assert "No extractor reads the language" in page
    assert "add claims by hand" in page
    assert said(page)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (None, "never read"),
        ({"status": "queued", "finished_at": None}, "waiting for a worker"),
        ({"status": "failed", "failure_code": "worker_lost"}, "Reading failed."),
        ({"status": "cancelled"}, "Reading was cancelled."),
    ],
)
def test_how_far_its_reading_is(sign_in: SignIn, fields: dict[str, Any] | None, words: str) -> None:
    transcript = TranscriptFactory()
    if fields is not None:
        run_of(transcript, **fields)
    assert words in html(sign_in(Role.REVIEWER), url(transcript))


def test_what_progress_brings_replaces_progress_alone(sign_in: SignIn) -> None:
    """It is asked for every two seconds, and a target around it would be its own."""
    transcript = TranscriptFactory()
    run_of(transcript, status="queued", finished_at=None)
    page = html(sign_in(Role.REVIEWER), url(transcript))
    before, _, after = page.partition('id="progress"')
    assert "hx-target" not in before
    assert 'hx-target="#why"' in after


# Cost ---------------------------------------------------------------------------------------------


def test_a_long_transcript_with_many_claims_takes_as_many_queries(
    sign_in: SignIn, long: Transcript
) -> None:
    client = sign_in(Role.EDITOR)
    short = TranscriptFactory()
    for transcript, many in ((short, 2), (long, 50)):
        run = run_of(transcript)
        for number, segment in enumerate(Segment.objects.filter(transcript=transcript)[:many]):
            ClaimFactory(
                transcript=transcript,
                start=segment.start,
                end=segment.start + 20,
                not_found_at=now(),
                worked_on_at=now(),
            )
            ScoredSentence.objects.create(
                run=run,
                start=segment.start + 21,
                end=segment.start + 40,
                role="speaker",
                score=0.1,
                is_claim=False,
                type="other",
            )
            assert number < many

    def queries(transcript: Transcript) -> int:
        with CaptureQueriesContext(connection) as caught:
            html(client, url(transcript))
        return len(caught)

    queries(short)
    assert queries(long) == queries(short) <= 20
