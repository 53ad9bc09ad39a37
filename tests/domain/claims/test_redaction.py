"""Redaction: the words go, from everywhere; digests, ids and the record stay."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from accounts.roles import Role
from api.exceptions import Conflict, Forbidden, InvalidInput, NotVisible
from api.models import IdempotencyRecord
from audit.models import AuditEvent
from audit.services import text_digest
from audit.verify import verify_chains
from claims import services
from claims.models import Citation, Claim, Rating, ScoredSentence, Supersession, Verdict
from claims.services.passages import REDACTED, Passages
from claims.services.redaction import redact_transcript
from tests.domain.claims.conftest import Desk, new_desk
from tests.domain.claims.test_races import at_once
from tests.factories import UserFactory, level
from tests.support.columns import columns_with
from transcripts import leases, runs
from transcripts.models import ExtractionRun, Transcript
from transcripts.services import ingest

WORD = "Xylographer"  # in the text, and by one way or another in everything made of it
FIRST = f"Crime fell by 12 percent under the {WORD} of Brunmere."
SECOND = f"We spent 31 million euros on the {WORD} in 2014."
SAID = f"{FIRST}\n\nMayor Ada Penhallow: Yes.\n\nQuestion: Why?\n\nMayor Penhallow: {SECOND}\n"
STEM = "xylograph"  # as the full-text index keeps it
REASON = "Court order 12/26."


@pytest.fixture
def transcript(desk: Desk) -> Transcript:
    """Uploaded under an Idempotency-Key, without a title of its own."""
    http = APIClient()
    http.force_authenticate(desk.one)
    said = {"text": SAID}
    answer = http.post("/api/v1/transcripts/", said, headers={"Idempotency-Key": "up"})
    assert answer.status_code == 201, answer.content
    made: Transcript = Transcript.objects.get(pk=answer.json()["id"])
    made.segments.update(label=f"The {WORD}:")
    return made


def make_claim(desk: Desk, transcript: Transcript, words: str) -> Claim:
    """By hand, with what a run would have noted."""
    start = transcript.text.index(words)
    end = start + len(words)
    claim, _ = services.add_claim(actor=desk.one, transcript_id=transcript.pk, start=start, end=end)
    noted = [{"text": WORD, "start": start, "end": end}]
    Claim.objects.filter(pk=claim.pk).update(
        reasons=noted, entities=noted, quantities=noted, dates=noted,
        suggested_normalised=words.replace("12 percent", "12 percent [in 2014]"),
    )  # fmt: skip
    ScoredSentence.objects.create(
        run=transcript.runs.first(), start=start, end=end, role="speaker", score=0.9,
        is_claim=True, type="quantity", reasons=noted,
    )  # fmt: skip
    return claim


@pytest.fixture
def worked_on(desk: Desk, transcript: Transcript) -> Claim:
    """One claim reworded, rated, cited, published, corrected; another in review with a draft."""
    claim = make_claim(desk, transcript, FIRST)
    desk.do("edit_claim", desk.one, claim, changes={"normalised": f"Crime fell under the {WORD}."})
    desk.do("edit_claim", desk.one, claim, changes={"normalised": f"{FIRST} [2014]"})
    quote = f"He says: “crime fell by 12 percent under the {WORD.upper()} of Brunmere” - no."
    desk.do("take", desk.one, claim)
    desk.rate(desk.one, claim, rationale=quote)
    desk.take_and_rate(desk.two, claim)
    address = "https://statistics.example/crime-fell-by-12-percent"
    desk.cite(desk.one, claim, 0, url=address, excerpt=f"The table. {FIRST}")
    desk.cite(desk.two, claim, 1)
    desk.decide(claim, summary=f"{FIRST} It did not.")
    desk.do("publish", desk.editor, claim)
    desk.do("correct", desk.editor, claim, note=f"We had quoted: {SECOND}")
    other = make_claim(desk, transcript, SECOND)
    desk.do("take", desk.two, other)
    services.save_draft(actor=desk.two, claim_id=other.pk, draft={"rationale": f"{WORD}?"})
    http = APIClient()
    http.force_authenticate(desk.two)
    body = {"level": level(2).pk, "rationale": f"Not so: {SECOND}", "wording": 1}
    sent = http.post(
        f"/api/v1/claims/{other.pk}/ratings/", body, headers={"Idempotency-Key": "rate"}
    )
    assert sent.status_code == 201, sent.content
    services.save_draft(actor=desk.two, claim_id=other.pk, draft={"rationale": f"{WORD}?"})
    return claim


def redact(by: User, transcript: Transcript, **options: Any) -> str:
    out = io.StringIO()
    call_command(
        "redact_transcript",
        str(transcript.pk),
        **{"reason": REASON, "by": by.username, "confirm": True, "stdout": out} | options,
    )
    return out.getvalue()


def test_no_column_of_the_database_holds_the_words_any_more(
    desk: Desk, transcript: Transcript, worked_on: Claim
) -> None:
    before = set(columns_with(STEM))
    assert before >= {
        "transcripts_transcript.text", "transcripts_transcript.title",
        "transcripts_upload.content", "transcripts_segment.label",
        "claims_claim.text", "claims_claim.normalised", "claims_claim.suggested_normalised",
        "claims_claim.reasons", "claims_claim.entities", "claims_claim.quantities",
        "claims_claim.dates", "claims_claim.search", "claims_earlierwording.normalised",
        "claims_scoredsentence.reasons", "claims_review.draft", "claims_rating.rationale",
        "claims_citation.excerpt", "claims_verdict.claim_text", "claims_verdict.citations",
        "claims_verdict.claim_normalised", "claims_verdict.summary",
        "claims_verdict.correction_note", "claims_verdict.appearance_title",
        "api_idempotencyrecord.body",
    }  # fmt: skip
    said = redact(desk.editor, transcript)
    assert "claims: 2" in said
    # A reason in the trail cannot be changed without breaking it: the command names the event.
    assert columns_with(STEM) == ["audit_auditevent.reason"]
    quoting = AuditEvent.objects.get(action="correct")
    assert f"quote the text, which cannot be changed: {quoting.pk}" in said


def test_digests_ids_and_the_record_stay(
    desk: Desk, transcript: Transcript, worked_on: Claim
) -> None:
    events = list(AuditEvent.objects.order_by("pk").values())
    upload = transcript.uploads.get()
    spans = list(Claim.objects.order_by("pk").values_list("pk", "start", "end", "status"))
    levels = list(Rating.objects.order_by("pk").values_list("pk", "level", "confidence"))
    versions = dict(Claim.objects.values_list("pk", "version"))
    redact(desk.editor, transcript)
    assert list(verify_chains()) == []
    assert list(AuditEvent.objects.order_by("pk").values())[: len(events)] == events
    last = AuditEvent.objects.for_target(transcript).last()
    assert (last.action, last.reason, last.actor) == ("redact", REASON, desk.editor.opaque_id)
    ingested = AuditEvent.objects.for_target(transcript).first()
    assert ingested.digests["text"] == [None, text_digest(SAID)]  # the words can still be proved
    redacted = Transcript.objects.get(pk=transcript.pk)
    assert (redacted.digest, redacted.text) == (transcript.digest, "")
    assert redacted.redacted_at is not None
    assert redacted.withdrawn_at is not None
    kept = transcript.uploads.get()
    assert (kept.sha256, kept.size, bytes(kept.content)) == (upload.sha256, upload.size, b"")
    assert list(Claim.objects.order_by("pk").values_list("pk", "start", "end", "status")) == spans
    assert list(Rating.objects.order_by("pk").values_list("pk", "level", "confidence")) == levels
    assert all(claim.version > versions[claim.pk] for claim in Claim.objects.all())


def test_what_people_wrote_stays_but_for_the_quoted_passages(
    desk: Desk, transcript: Transcript, worked_on: Claim
) -> None:
    redact(desk.editor, transcript)
    rationales = Rating.objects.filter(claim=worked_on).order_by("pk")
    assert [one.rationale for one in rationales] == [
        f"He says: “{REDACTED}” - no.",
        "The office's table says 5.1.",
    ]
    excerpts = Citation.objects.order_by("pk").values_list("excerpt", flat=True)
    assert list(excerpts) == [f"The table. {REDACTED}.", "5.1 percent"]
    verdict = Verdict.objects.current().get()
    assert verdict.summary == f"{REDACTED}. It did not."
    assert verdict.correction_note == f"We had quoted: {REDACTED}."
    assert verdict.citations[0]["excerpt"] == f"The table. {REDACTED}."
    assert verdict.citations[0]["url"] == "https://statistics.example/crime-fell-by-12-percent"
    with pytest.raises(Exception, match="a rating is final"):
        rationales.update(rationale="x")


def test_what_was_said_of_a_source_is_masked_too_and_stays_final(
    desk: Desk, transcript: Transcript, worked_on: Claim
) -> None:
    source = worked_on.citations.earliest("pk").source
    for _ in range(2):
        services.supersede(
            actor=desk.one, source_id=source.pk, expected_version=None, reason=f"Wrong: {FIRST}"
        )
        services.reinstate(
            actor=desk.one, source_id=source.pk, expected_version=None, reason=f"Right: {FIRST}"
        )
    said = redact(desk.editor, transcript)
    for one in Supersession.objects.filter(source=source):
        assert (one.reason, one.withdrawn_reason) == (f"Wrong: {REDACTED}.", f"Right: {REDACTED}.")
    events = AuditEvent.objects.for_target(source).filter(action="supersede")
    assert all(str(event.pk) in said for event in events)
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        Supersession.objects.filter(source=source).update(reason="Other.")


def test_the_published_page_says_so_at_once(
    desk: Desk, transcript: Transcript, worked_on: Claim, client: Client
) -> None:
    url = f"/checks/{worked_on.pk}/"
    before = client.get(url)
    assert WORD in before.content.decode()
    assert "redacted" not in before.content.decode()
    redact(desk.editor, transcript)
    assert client.get(url, headers={"If-None-Match": before["ETag"]}).status_code == 200
    page = client.get(url)
    assert "The text was redacted" in page.content.decode()
    assert WORD not in page.content.decode()
    assert WORD not in client.get(url, {"format": "jsonld"}).content.decode()


def test_the_document_cannot_be_loaded_again(desk: Desk, transcript: Transcript) -> None:
    redact(desk.editor, transcript)
    with pytest.raises(Conflict) as caught:
        ingest(actor=desk.two, data=SAID.encode())
    assert (caught.value.status, caught.value.code) == (409, "redacted")
    http = APIClient()
    http.force_authenticate(desk.one)
    again = http.post("/api/v1/transcripts/", {"text": SAID}, headers={"Idempotency-Key": "up"})
    assert again.status_code == 409


def test_only_the_answers_that_hold_the_words_are_forgotten(
    desk: Desk, transcript: Transcript, worked_on: Claim
) -> None:
    other = IdempotencyRecord.objects.create(
        user=desk.one, key="else", fingerprint="", status=201, body='{"id": 1, "claim": 0}'
    )
    redact(desk.editor, transcript)
    assert list(IdempotencyRecord.objects.values_list("pk", flat=True)) == [other.pk]


def test_a_second_time_changes_nothing(
    desk: Desk, transcript: Transcript, worked_on: Claim
) -> None:
    redact(desk.editor, transcript)
    events, version = AuditEvent.objects.count(), Transcript.objects.get().version
    assert "nothing was changed" in redact(desk.editor, transcript)
    assert AuditEvent.objects.count() == events
    assert Transcript.objects.get().version == version


def test_without_confirm_it_says_what_it_would_do(
    desk: Desk, transcript: Transcript, worked_on: Claim
) -> None:
    before, events = set(columns_with(STEM)), AuditEvent.objects.count()
    said = redact(desk.editor, transcript, confirm=False)
    assert "claims: 2" in said
    assert "Add --confirm" in said
    assert set(columns_with(STEM)) == before
    assert AuditEvent.objects.count() == events


def test_a_worker_that_reads_it_writes_nothing_more(desk: Desk, transcript: Transcript) -> None:
    run = transcript.runs.get()
    lease = runs.claim(run_id=run.pk, worker="w", extractor_version="1")
    assert lease is not None
    redact(desk.editor, transcript)
    with pytest.raises(leases.Fenced):
        runs.advance(lease, stage="reading", done=0, total=1, claims_found=0)
    assert ExtractionRun.objects.get(pk=run.pk).status == "cancelled"


def test_the_desk_still_opens_for_the_editor(
    desk: Desk, transcript: Transcript, worked_on: Claim, client: Client
) -> None:
    redact(desk.editor, transcript)
    client.force_login(desk.editor)
    for page, pk in (
        ("desk_claim", worked_on.pk),
        ("desk_transcript", transcript.pk),
        ("transcripts_transcript_change", transcript.pk),
    ):
        assert client.get(reverse(f"admin:{page}", args=[pk])).status_code == 200, page
    http = APIClient()
    http.force_authenticate(User.objects.get(pk=desk.editor.pk))
    of_transcript = ("", "segments/", "sentences/")
    of_claim = ("", "ratings/", "verdicts/", "citations/", "history/")
    for path in (
        *(f"transcripts/{transcript.pk}/{one}" for one in of_transcript),
        *(f"claims/{worked_on.pk}/{one}" for one in of_claim),
    ):
        answer = http.get(f"/api/v1/{path}")
        assert answer.status_code == 200, path


def test_who_may_and_what_is_refused(desk: Desk, transcript: Transcript) -> None:
    def do(actor: User, **fields: Any) -> Any:
        values = {"transcript_id": transcript.pk, "reason": REASON} | fields
        return redact_transcript(actor=actor, **values)

    with pytest.raises(Forbidden):
        do(desk.one)
    with pytest.raises(NotVisible):
        do(desk.editor, transcript_id=0)
    with pytest.raises(InvalidInput):
        do(desk.editor, reason="")
    with pytest.raises(InvalidInput):
        do(desk.editor, reason=f"They asked that we remove: {FIRST}")
    with pytest.raises(CommandError, match="no active account"):
        call_command("redact_transcript", str(transcript.pk), reason=REASON, by="nobody")
    with pytest.raises(CommandError, match="Only an editor"):
        redact(desk.one, transcript)
    do(UserFactory(role=Role.ADMINISTRATOR))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("nothing of it", "nothing of it"),
        ("one two three four", "one two three four"),  # four words: too few to be a quotation
        ("a one, two\nTHREE four - five b", f"a {REDACTED} b"),
        ("one two three four five six seven", f"{REDACTED}"),
        ("he lied often.", f"{REDACTED}."),  # a known wording
        ("one two three four five. he lied often!", f"{REDACTED}!"),
        ("", ""),
    ],
)
def test_passages_are_found_as_words_go(text: str, masked: str) -> None:
    passages = Passages("One two three four five six seven.", ["He lied often", "Mayor"])
    assert passages.masked(text) == masked


def test_a_repeated_upload_at_the_same_time_brings_no_bytes_back(committed_db: str) -> None:
    desk = new_desk()
    said = [f"Ada Penhallow: {FIRST} And {number}.\n".encode() for number in range(5)]
    for data in said:
        transcript = ingest(actor=desk.one, data=data).transcript
        redacted, answer = at_once(
            lambda pk=transcript.pk: redact_transcript(
                actor=desk.editor, transcript_id=pk, reason=REASON
            ),
            lambda data=data: ingest(actor=desk.two, data=data),
        )
        assert redacted.transcript.redacted_at is not None
        assert isinstance(answer, Conflict) or not answer.created
    assert not columns_with(STEM)
