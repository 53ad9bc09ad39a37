"""transcripts.services: what an upload becomes, and what it is refused for."""

import threading
from datetime import date

import pytest
from django.db import connections

from accounts.models import User
from accounts.roles import Role
from accounts.services import create_user
from api.exceptions import Conflict, Forbidden, InvalidInput, NotVisible, StaleVersion, TooLarge
from audit.models import AuditEvent
from transcripts.models import ExtractionRun, Segment, Speaker, Transcript, Upload
from transcripts.services import edit_transcript, ingest, withdraw_transcript

TEXT = b"Mayor Vera Quill: Rents rose by 4 percent.\n\nQuestion: Really?\n\nVera Quill: Yes."


def user(name: str, role: Role) -> User:
    return create_user(username=name, password="a long enough secret", roles=[role])


@pytest.fixture
def integrator(db: None) -> User:
    return user("ingrid", Role.INTEGRATOR)


@pytest.fixture
def editor(db: None) -> User:
    return user("edith", Role.EDITOR)


def test_an_upload_stores_transcript_segments_speakers_and_a_queued_run(integrator):
    result = ingest(actor=integrator, data=TEXT, name="town.txt")
    transcript = result.transcript
    assert result.created
    assert transcript.text == TEXT.decode()
    assert bytes(transcript.uploads.get().content) == TEXT
    segments = list(transcript.segments.all())
    assert [transcript.text[s.start : s.end] for s in segments] == [
        "Rents rose by 4 percent.",
        "Really?",
        "Yes.",
    ]
    assert [s.role for s in segments] == ["speaker", "questioner", "speaker"]
    speaker = Speaker.objects.get()
    assert (speaker.name, segments[0].speaker, segments[2].speaker) == (
        "Vera Quill",
        speaker,
        speaker,
    )
    assert result.run is not None
    assert (result.run.status, result.run.attempt) == ("queued", 1)
    assert AuditEvent.objects.for_target(transcript).get().action == "ingest"


def test_the_same_document_again_is_the_same_transcript_and_now_also_the_second_uploaders(
    integrator,
):
    first = ingest(actor=integrator, data=TEXT, metadata={"title": "Town hall"})
    other = user("oscar", Role.INTEGRATOR)
    assert not Transcript.objects.visible_to(other)
    again = ingest(actor=other, data=TEXT, metadata={"title": "Mine", "language": "en"})
    assert (again.created, again.transcript.pk) == (False, first.transcript.pk)
    assert again.not_applied == ["title"]
    assert again.transcript.title == "Town hall"
    assert Transcript.objects.visible_to(other).get() == first.transcript
    assert ExtractionRun.objects.count() == 1


def test_two_uploads_of_one_document_at_once_make_one_transcript(committed_db):
    people = [user(name, Role.INTEGRATOR) for name in ("ann", "bob", "cyd", "dan")]
    results, gate = [], threading.Barrier(len(people))

    def upload(actor: User) -> None:
        gate.wait()
        try:
            results.append(ingest(actor=actor, data=TEXT).created)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=upload, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, False, False, True]
    assert (Transcript.objects.count(), Upload.objects.count()) == (1, 4)
    assert ExtractionRun.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "name", "code", "line"),
    [
        (b"", "a.txt", "empty", None),
        (b" \n\n ", "a.txt", "empty", None),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a.png", "binary", 1),
        (b"Good\nbad \x01 sign", "a.txt", "control_character", 2),
        (b"1\n00:00:05,000 --> 00:00:04,000\nBackwards.\n", "a.srt", "timing", 2),
    ],
)
def test_what_cannot_be_read_says_what_and_where_and_stores_nothing(
    integrator, data, name, code, line
):
    with pytest.raises(InvalidInput) as refusal:
        ingest(actor=integrator, data=data, name=name)
    assert refusal.value.code == code
    assert refusal.value.extra.get("line") == line
    assert not Transcript.objects.exists()
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("UPLOAD_MAX_BYTES", 20, "too_large"),
        ("TRANSCRIPT_MAX_SEGMENTS", 2, "too_many_segments"),
        ("TRANSCRIPT_MAX_CHARACTERS", 20, "too_long"),
    ],
)
def test_every_limit_is_enforced(integrator, settings, setting, value, code):
    setattr(settings, setting, value)
    with pytest.raises(TooLarge) as refusal:
        ingest(actor=integrator, data=TEXT, name="a.txt")
    assert refusal.value.code == code
    assert not Transcript.objects.exists()


@pytest.mark.parametrize(
    ("metadata", "pointer"),
    [
        ({"language": "english!"}, "/language"),
        ({"title": "x" * 301}, "/title"),
        ({"title": "a\x00b"}, "/title"),
        ({"title": "a\u2028b"}, "/title"),
        ({"source_url": "javascript:alert(1)"}, "/source_url"),
        ({"source_url": "https://anna:secret@a.example/"}, "/source_url"),
        ({"source_url": "https://a.example:0/"}, "/source_url"),
    ],
)
def test_wrong_metadata_is_refused_by_field(integrator, metadata, pointer):
    with pytest.raises(InvalidInput) as refusal:
        ingest(actor=integrator, data=TEXT, metadata=metadata)
    assert [problem.pointer for problem in refusal.value.errors] == [pointer]


@pytest.mark.parametrize(
    "title", ["می\u200cخواهم", "\N{WOMAN}\u200d\N{PERSONAL COMPUTER}", "שלום\u200f!"]
)
def test_a_title_in_any_script_is_kept_as_it_is_written(integrator, title):
    assert ingest(actor=integrator, data=TEXT, metadata={"title": title}).transcript.title == title


def test_only_those_with_a_role_upload(db):
    with pytest.raises(Forbidden):
        ingest(actor=user("adam", Role.ADMINISTRATOR), data=TEXT)


def test_speakers_join_across_transcripts_on_a_full_name_without_a_conflicting_role(integrator):
    ingest(actor=integrator, data=b"Mayor Vera Quill: One.\n\nVera Quill: Two.")
    ingest(actor=integrator, data=b"Vera Quill: Three is more.\n\nVera Quill: Yes.")
    assert Speaker.objects.filter(name="Vera Quill").count() == 1
    ingest(actor=integrator, data=b"Senator Vera Quill: Four.\n\nVera Quill: Five.")
    assert set(Speaker.objects.filter(name="Vera Quill").values_list("role", flat=True)) == {
        "Mayor",
        "Senator",
    }


def test_a_withdrawn_transcript_is_hidden_kept_and_may_be_loaded_again(integrator, editor):
    transcript = ingest(actor=integrator, data=TEXT).transcript
    with pytest.raises(InvalidInput):
        withdraw_transcript(
            actor=editor, transcript_id=transcript.pk, expected_version=1, reason=" "
        )
    withdraw_transcript(
        actor=editor, transcript_id=transcript.pk, expected_version=1, reason="Wrong meeting."
    )
    assert not Transcript.objects.visible_to(integrator)
    assert Segment.objects.filter(transcript=transcript).count() == 3
    assert ingest(actor=integrator, data=TEXT).created


def test_a_redacted_document_cannot_come_back(integrator):
    transcript = ingest(actor=integrator, data=TEXT).transcript
    Transcript.objects.filter(pk=transcript.pk).update(redacted_at="2026-01-01T00:00:00Z", text="")
    with pytest.raises(Conflict):
        ingest(actor=integrator, data=TEXT)


def test_metadata_change_by_version_and_never_the_text(integrator, editor):
    transcript = ingest(actor=integrator, data=TEXT).transcript
    changed = edit_transcript(
        actor=integrator,
        transcript_id=transcript.pk,
        expected_version=1,
        changes={"event_date": date(2026, 3, 4), "text": "forged"},
    )
    assert (changed.event_date, changed.version) == (date(2026, 3, 4), 2)
    changed.refresh_from_db()
    assert changed.text == TEXT.decode()
    with pytest.raises(StaleVersion):
        edit_transcript(
            actor=editor, transcript_id=transcript.pk, expected_version=1, changes={"title": "x"}
        )
    stranger = user("oscar", Role.INTEGRATOR)
    with pytest.raises(NotVisible):
        edit_transcript(actor=stranger, transcript_id=transcript.pk, expected_version=2, changes={})
