"""The transcript page: the text with claims marked in place, every state, what it costs."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.roles import Role
from claims.models import ScoredSentence
from claims.services.redaction import redact_transcript
from tests.desk.transcript_page import BUILT, SignIn, html, run_of, said, sentence_of, url
from tests.factories import TEXT, ClaimFactory, TranscriptFactory, UserFactory
from transcripts.models import Segment, Transcript

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
    detail = "The machine reads transcripts in English, not in Hebrew."
    run_of(transcript, status="failed", failure_code="no_extractor", failure_detail=detail)
    page = html(sign_in(Role.REVIEWER), url(transcript))
    assert "not in Hebrew" in page
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
