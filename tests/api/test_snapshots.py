"""What is kept of sources, over REST: asked for, brought, read, and never run by a browser."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from claims.evidence import store
from claims.models import PassageCheck, Snapshot, Source
from tests.api.conftest import cite
from tests.support.full_disk import full_disk

HOSTILE = b"<!doctype html><script>document.title = 'owned'</script><p>The table says so."


@pytest.fixture
def cited(second, claim):
    return cite(second, claim).json()


@pytest.fixture
def kept(cited):
    """The look that citing asked for, as a network worker leaves it."""
    text = store.put(b"The table says so.")
    Snapshot.objects.update(
        status="kept", finished_at=now(), retrieved_at=now(), media_type="text/html",
        size=len(HOSTILE), sha256=store.put(HOSTILE), text_sha256=text,
    )  # fmt: skip
    return Snapshot.objects.get()


def standing(client, claim):
    return client.get(f"claims/{claim.pk}/citations/").json()["results"][0]["kept"]


def test_a_citation_says_how_it_stands_with_what_is_kept(reviewer, claim, cited, kept):
    assert cited["kept"]["state"] == "waiting"
    check = PassageCheck.objects.create(
        citation_id=cited["id"], snapshot=kept, outcome="approximate", similarity=0.9,
        passage="The revised table says so.",
    )  # fmt: skip
    assert standing(reviewer, claim) == {
        "state": "approximate",
        "similarity": 0.9,
        "passage": "The revised table says so.",
        "snapshot": kept.pk,
        "retrieved_at": kept.retrieved_at.isoformat().replace("+00:00", "Z"),
        "vanished": False,
        "failure": None,
    }
    Snapshot.objects.create(
        source=kept.source, origin="schedule", status="failed", max_attempts=3, not_before=now(),
        finished_at=now(), failure_code="gone", failure_url=kept.source.url, http_status=404,
    )  # fmt: skip
    found = standing(reviewer, claim)
    assert (found["state"], found["vanished"]) == (check.outcome, True)
    assert found["failure"] == {
        "code": "gone",
        "detail": "The site says that the page is not there.",
        "url": kept.source.url,
        "http_status": 404,
    }


def test_a_kept_page_is_never_a_page_of_ours(reviewer, kept):
    for name, body in (("text", b"The table says so."), ("content", HOSTILE)):
        got = reviewer.get(f"snapshots/{kept.pk}/{name}/")
        assert (got.status_code, got.content) == (200, body)
        assert "html" not in got["Content-Type"]
        assert got["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in got["Content-Security-Policy"]
    assert got["Content-Type"] == "application/octet-stream"
    assert got["Content-Disposition"] == f'attachment; filename="snapshot-{kept.pk}.html"'
    assert reviewer.get(f"snapshots/{kept.pk}/warc/").status_code == 404


def test_bytes_that_were_changed_are_refused(reviewer, kept):
    storage = store.storages["evidence"]
    with open(storage.path(store._name(kept.sha256)), "ab") as stream:
        stream.write(b"!")
    got = reviewer.get(f"snapshots/{kept.pk}/content/")
    assert (got.status_code, got.json()["code"]) == (404, "kept_damaged")
    store.drop(kept.sha256)


def test_asked_for_twice_one_look_waits(reviewer, cited, kept):
    path = f"sources/{cited['source']['id']}/snapshots/"
    first, again = reviewer.post(path, {}), reviewer.post(path, {})
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json()["id"] == again.json()["id"]
    assert first["Location"].endswith(f"/snapshots/{first.json()['id']}/")
    assert [one["origin"] for one in reviewer.get(path).json()["results"]] == ["asked", "cited"]


def test_a_document_is_kept_or_refused_with_a_pointer(reviewer, cited):
    path = f"sources/{cited['source']['id']}/documents/"

    def send(data, name="letter.pdf"):
        return reviewer.post(path, {"file": SimpleUploadedFile(name, data)}, format="multipart")

    made = send(b"%PDF-1.7 words")
    assert made.status_code == 201, made.content
    assert (made.json()["media_type"], made.json()["name"]) == ("application/pdf", "letter.pdf")
    assert send(b"%PDF-1.7 words").status_code == 200
    for bad in (b"", b"MZ\x90\0"):
        refused = send(bad)
        assert refused.status_code == 400
        assert refused.json()["errors"][0]["pointer"] == "/file"
    assert reviewer.post(path, {"file": "x"}).status_code == 415


def test_where_there_is_no_room_a_document_is_refused_as_unavailable(reviewer, cited):
    path = f"sources/{cited['source']['id']}/documents/"

    def send():
        file = SimpleUploadedFile("letter.txt", b"The table says so. " * 100)
        return reviewer.post(path, {"file": file}, format="multipart")

    with full_disk():
        refused = send()
    assert (refused.status_code, refused["Retry-After"]) == (503, "60")
    assert refused.json()["code"] == "storage_unavailable"
    assert not Snapshot.objects.filter(origin="upload").exists()
    assert send().status_code == 201


def test_a_source_needs_no_title_of_ours(reviewer):
    made = reviewer.post("sources/", {"url": "https://a.example/", "kind": "primary"})
    assert made.status_code == 201, made.content
    source = Source.objects.get()
    refused = reviewer.patch(f"sources/{source.pk}/", {"title": ""}, etag=made["ETag"])
    assert refused.status_code == 400
