"""POST, GET, PATCH and withdraw of transcripts, their segments and speakers."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from transcripts.models import Transcript, Upload

TEXT = "Anna Berg: We built 4,120 homes in 2014.\n\nQuestion: Is that so?\n"
SEGMENTS = [
    {"speaker": "Anna Berg", "text": "We built 4,120 homes.", "start": 0, "end": 2.5},
    {"label": "Question", "text": "Is that so?", "start": 2.5, "end": 4},
]


def file(text: str = TEXT, name: str = "talk.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), "text/plain")


def pointers(answer: Any) -> list[str]:
    assert answer["Content-Type"] == "application/problem+json"
    return [error["pointer"] for error in answer.json()["errors"]]


def test_a_file_is_stored_with_a_queued_run(integrator: Any) -> None:
    answer = integrator.post(
        "transcripts/", {"file": file(), "title": "A talk"}, format="multipart"
    )
    body = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == f"/api/v1/transcripts/{body['id']}/"
    assert body["title"] == "A talk"
    assert body["run"]["status"] == "queued"
    assert body["not_applied"] == []
    assert "text" not in body
    assert integrator.get(answer["Location"]).json()["text"].startswith("Anna Berg:")


def test_a_json_body_brings_plain_text(integrator: Any) -> None:
    answer = integrator.post("transcripts/", {"text": TEXT, "language": "en-GB"})
    assert answer.status_code == 201
    assert (answer.json()["format"], answer.json()["language"]) == ("text", "en-GB")


def test_a_json_body_brings_segments_and_is_kept_as_received(integrator: Any) -> None:
    sent = json.dumps({"segments": SEGMENTS, "title": "Talk", "event_date": "2014-05-01"})
    answer = integrator.post("transcripts/", sent, content_type="application/json")
    assert answer.status_code == 201
    body = answer.json()
    assert (body["format"], body["title"], body["event_date"]) == ("json", "Talk", "2014-05-01")
    assert bytes(Upload.objects.get().content) == sent.encode()
    rows = integrator.get(f"transcripts/{body['id']}/segments/").json()["results"]
    assert [(row["text"], row["start_ms"], row["role"]) for row in rows] == [
        ("We built 4,120 homes.", 0, "speaker"),
        ("Is that so?", 2500, "questioner"),
    ]
    assert rows[0]["speaker"]["name"] == "Anna Berg"
    assert rows[1]["speaker"] is None


def test_the_same_document_again_is_200_and_names_what_was_not_taken(
    integrator: Any, stranger: Any
) -> None:
    first = integrator.post("transcripts/", {"text": TEXT, "title": "Secret title"}).json()
    again = stranger.post("transcripts/", {"text": TEXT, "title": "Other", "language": "en"})
    assert again.status_code == 200
    assert again.json()["id"] == first["id"]
    assert again.json()["not_applied"] == ["title"]
    assert [row["id"] for row in stranger.get("transcripts/").json()["results"]] == [first["id"]]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/text"),
        ({"text": TEXT, "segments": SEGMENTS}, "/text"),
        ({"text": ""}, "/text"),
        ({"text": 5}, "/text"),
        ({"text": "a\u0000b"}, "/text"),
        ({"text": "a\u0001b"}, "/text"),
        ({"text": TEXT, "colour": "red"}, "/colour"),
        ({"text": TEXT, "title": "a\u0000b"}, "/title"),
        ({"text": TEXT, "title": 7}, "/title"),
        ({"text": TEXT, "title": "x" * 301}, "/title"),
        ({"text": TEXT, "language": "not a tag"}, "/language"),
        ({"text": TEXT, "source_url": "ftp://example.org"}, "/source_url"),
        ({"text": TEXT, "event_date": "1.5.2014"}, "/event_date"),
        ({"segments": []}, "/segments"),
        ({"segments": [{"text": ""}]}, "/segments/0/text"),
        ({"segments": [{"text": "a", "start": 2, "end": 1}]}, "/segments/0/end"),
        ({"segments": [{"text": "a", "mood": "good"}]}, "/segments/0/mood"),
        ({"segments": "a"}, "/segments"),
    ],
)
def test_a_wrong_field_is_400_with_its_pointer(integrator: Any, body: Any, pointer: str) -> None:
    answer = integrator.post("transcripts/", body)
    assert answer.status_code == 400
    assert pointers(answer)[0] == pointer
    assert not Transcript.objects.exists()


def test_a_file_that_cannot_be_read_says_where(integrator: Any) -> None:
    bad = file("1\n00:00:05,000 --> 00:00:02,000\nHello there.\n", "talk.srt")
    answer = integrator.post("transcripts/", {"file": bad}, format="multipart")
    assert answer.status_code == 400
    assert pointers(answer) == ["/file"]
    assert answer.json()["line"] == 2
    assert integrator.post("transcripts/", {}, format="multipart").status_code == 400
    assert not Upload.objects.exists()


def test_too_large_is_413_and_an_unknown_media_type_415(integrator: Any, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 50
    assert integrator.post("transcripts/", {"text": "word " * 20}).status_code == 413
    raw = integrator.post("transcripts/", TEXT, content_type="text/plain")
    assert raw.status_code == 415
    assert integrator.post("transcripts/", "{", content_type="application/json").status_code == 400


def test_one_idempotency_key_uploads_once(integrator: Any) -> None:
    def send(text: str = TEXT) -> Any:
        body = {"file": file(text)}
        headers = {"Idempotency-Key": "k1"}
        return integrator.post("transcripts/", body, format="multipart", headers=headers)

    first, again, other = send(), send(), send(TEXT + "More.\n")
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert again.json() == first.json()
    assert again["Location"] == first["Location"]
    assert Upload.objects.count() == 1


def test_metadata_change_needs_the_current_etag(integrator: Any, transcript: Transcript) -> None:
    url = f"transcripts/{transcript.pk}/"
    shown = integrator.get(url)
    assert shown["Cache-Control"] == "private, no-store"
    assert shown["ETag"] == shown.json()["etag"]
    assert integrator.patch(url, {"title": "New"}).status_code == 428
    changed = integrator.patch(url, {"title": "New"}, etag=shown["ETag"])
    assert changed.status_code == 200
    assert (changed.json()["title"], changed.json()["version"]) == ("New", 2)
    stale = integrator.patch(url, {"title": "Newer"}, etag=shown["ETag"])
    assert stale.status_code == 412
    assert stale["ETag"] == changed["ETag"]
    for body in ({}, {"text": "other"}, {"title": ""}, {"language": ""}, {"version": 9}):
        assert integrator.patch(url, body, etag=changed["ETag"]).status_code == 400


def test_only_the_editor_withdraws_and_then_nobody_else_sees_it(
    integrator: Any, reviewer: Any, editor: Any, transcript: Transcript
) -> None:
    url = f"transcripts/{transcript.pk}/"
    tag = editor.get(url)["ETag"]
    assert reviewer.post(url + "withdraw/", {"reason": "x"}, etag=tag).status_code == 403
    assert editor.post(url + "withdraw/", {}, etag=tag).status_code == 400
    done = editor.post(url + "withdraw/", {"reason": "A mistake."}, etag=tag)
    assert done.status_code == 200
    assert done.json()["withdrawn_reason"] == "A mistake."
    twice = editor.post(url + "withdraw/", {"reason": "Again."}, etag=done["ETag"])
    assert (twice.status_code, twice.json()["allowed_actions"]) == (409, [])
    assert integrator.get(url).status_code == 404
    assert reviewer.get(url).status_code == 404


def test_lists_hold_no_text_and_filter(integrator: Any, transcript: Transcript) -> None:
    rows = integrator.get("transcripts/").json()["results"]
    assert [row["id"] for row in rows] == [transcript.pk]
    assert "text" not in rows[0]
    assert integrator.get("transcripts/?title=cit").json()["results"] == rows
    assert integrator.get("transcripts/?date_from=2014-01-01").json()["results"] == []


@pytest.mark.parametrize(
    "query",
    ["date_from=yesterday", "colour=red", "page_size=0", "cursor=zzz", "title=%00", "language="],
)
def test_wrong_and_unknown_parameters_are_400(integrator: Any, query: str) -> None:
    answer = integrator.get(f"transcripts/?{query}")
    assert pointers(answer) == [f"/{query.partition('=')[0]}"]


def test_ids_out_of_range_are_404(integrator: Any, transcript: Transcript) -> None:
    for pk in ("0", "9223372036854775808", "9" * 30, "9" * 5000):
        assert integrator.get(f"transcripts/{pk}/").status_code == 404
        assert integrator.get(f"transcripts/{pk}/segments/").status_code == 404
        assert integrator.post(f"transcripts/{pk}/runs/").status_code == 404
        assert integrator.get(f"runs/{pk}/").status_code == 404


def test_segments_come_in_pages_by_position(integrator: Any, transcript: Transcript) -> None:
    seen, url = [], f"transcripts/{transcript.pk}/segments/?page_size=2"
    while url:
        page = integrator.get(url).json()
        seen += page["results"]
        url = page["next"]
    assert [row["position"] for row in seen] == list(range(transcript.segments.count()))
    for row in seen:
        assert row["text"] == transcript.text[row["start"] : row["end"]]


def test_speakers_of_own_transcripts(
    integrator: Any, stranger: Any, reviewer: Any, transcript: Transcript
) -> None:
    assert [s["name"] for s in integrator.get("speakers/").json()["results"]] == ["Ada Penhallow"]
    assert stranger.get("speakers/").json()["results"] == []
    assert len(reviewer.get("speakers/?name=penh").json()["results"]) == 1


def test_nobody_is_401_everywhere(nobody: Any, transcript: Transcript) -> None:
    for path in ("transcripts/", f"transcripts/{transcript.pk}/", "runs/", "speakers/"):
        answer = nobody.get(path)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
