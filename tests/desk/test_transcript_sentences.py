"""Left-out sentences of the transcript page: why, and how one of them becomes a claim."""

import re

from django.urls import reverse

from accounts.roles import Role
from audit.models import AuditEvent
from claims.models import Claim
from tests.desk.transcript_page import BUILT, SignIn, html, part, sentence_of, url
from tests.factories import TranscriptFactory
from transcripts.models import Transcript


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


def test_the_words_that_carried_a_left_out_sentences_score_are_marked(sign_in: SignIn) -> None:
    transcript = TranscriptFactory()
    start = transcript.text.index(BUILT) + BUILT.index("built")
    words = [{"start": start, "end": start + 5, "weight": 0.7}]
    reasons = [{"name": "wording", "weight": 0.7, "text": "built", "words": words}]
    sentence = sentence_of(transcript, BUILT, reasons=reasons)
    page = part(sign_in(Role.REVIEWER), f"{url(transcript)}?sentence={sentence.pk}")
    assert 'We <mark class="s2">built</mark> two hundred' in page


def test_a_left_out_sentence_becomes_a_claim(sign_in: SignIn) -> None:
    transcript = TranscriptFactory()
    sentence = sentence_of(transcript, BUILT)
    client = sign_in(Role.REVIEWER)
    form = part(client, f"{url(transcript)}?sentence={sentence.pk}")
    sent = dict(re.findall(r'name="(start|end|type)" value="(\w+)"', form))
    answer = client.post(reverse("admin:desk_add_claim", args=[transcript.pk]), sent)
    claim = Claim.objects.get(transcript=transcript)
    assert answer.headers["Location"] == reverse("admin:desk_claim", args=[claim.pk])
    assert (claim.text, claim.type, claim.added_by) == (BUILT, "event", client.person)
    assert AuditEvent.objects.filter(target_id=str(claim.pk), action="add").count() == 1
    again = part(client, f"{url(transcript)}?sentence={sentence.pk}")
    assert "This is a claim" in again
    assert "Make it a claim" not in again


def test_a_sentence_of_another_transcript_is_not_here(sign_in: SignIn) -> None:
    client, sentence = sign_in(Role.REVIEWER), sentence_of(TranscriptFactory(), BUILT)
    here = url(sentence.run.transcript)
    assert client.get(here, {"sentence": sentence.pk}).status_code == 200
    for path, number in ((url(TranscriptFactory()), sentence.pk), (here, 10**15)):
        assert client.get(path, {"sentence": number}).status_code == 404


def test_only_the_latest_readings_sentences_are_shown(sign_in: SignIn) -> None:
    transcript = TranscriptFactory()
    old = sentence_of(transcript, BUILT)
    new = sentence_of(transcript, BUILT)
    page = html(sign_in(Role.REVIEWER), url(transcript))
    assert f"sentence={new.pk}#" in page
    assert f"sentence={old.pk}#" not in page


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
