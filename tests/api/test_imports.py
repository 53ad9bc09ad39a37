"""Files of fact-checks over REST, and a real maintenance worker that reads them."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from accounts.roles import Role
from accounts.services import create_user
from claims.archive import imports
from claims.models import FactCheck
from tests.api.conftest import Client
from tests.domain.archive.conftest import claim_review, feed
from tests.support.site import Site
from tests.support.site import answer as page
from tests.support.waiting import wait_for

DOCUMENT = feed(claim_review(1), claim_review(2, claimReviewed=""))


def sent(who: Client, content: bytes, **extra: Any) -> Any:
    file = SimpleUploadedFile("checkers.json", content, "application/json")
    return who.post("imports/", {"file": file}, format="multipart", **extra)


def test_an_import_is_accepted_followed_and_told(editor: Client, reviewer: Client) -> None:
    answer = sent(editor, json.dumps(DOCUMENT).encode())
    assert answer.status_code == 202, answer.content
    assert (answer.json()["status"], answer.json()["name"]) == ("queued", "checkers.json")
    where = answer["Location"]
    imports.work()
    told = reviewer.get(where).json()
    assert (told["status"], told["created"], told["refused"]) == ("succeeded", 1, 1)
    assert told["report"] == [
        {
            "at": "/dataFeedElement/1/item/0 claimReviewed",
            "code": "missing",
            "detail": "claimReviewed is missing.",
            "refused": True,
        }
    ]
    (row,) = reviewer.get("imports/").json()["results"]
    assert "report" not in row
    assert row["requested_by"] == "edda"


def test_the_same_request_again_is_one_import(editor: Client) -> None:
    first, again = (sent(editor, b"{}", headers={"Idempotency-Key": "feed-1"}) for _ in range(2))
    assert first.json()["id"] == again.json()["id"]
    assert again["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(("content", "status"), [(b"", 400), (b"x" * 101, 413)])
def test_sizes_are_bounded(content: bytes, status: int, editor: Client, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    refused = sent(editor, content)
    assert refused.status_code == status
    assert refused.json()["errors"][0]["pointer"] == "/file"


@pytest.mark.faults
def test_the_maintenance_worker_reads_what_was_sent(committed_db: str, worker_process: Any) -> None:
    worker_process("maintenance")
    user = create_user(username="edda", password="a long enough secret", roles=[Role.EDITOR])
    http = APIClient()
    http.force_authenticate(user)
    many = [claim_review(number) for number in range(1, 301)]
    assert sent(Client(user, http), json.dumps(many).encode()).status_code == 202
    wait_for(lambda: FactCheck.objects.count() == 300, 60, "300 fact-checks")


def test_an_address_is_accepted_and_told_and_a_bad_one_refused(editor: Client) -> None:
    answer = editor.post("imports/", {"url": "https://checkers.example/feed.json"})
    assert answer.status_code == 202, answer.content
    body = answer.json()
    assert (body["url"], body["fetched_at"], body["size"], body["status"]) == (
        "https://checkers.example/feed.json", None, 0, "queued",
    )  # fmt: skip
    odd = ("http://exa mple/", "http://[", "http://a.example:0/", "http:///feed")
    for url in ("ftp://a.example/", "https://u:p@a.example/", 5, *odd):
        refused = editor.post("imports/", {"url": url})
        assert refused.status_code == 400, url
        assert refused.json()["errors"][0]["pointer"] == "/url"
    assert editor.post("imports/", {"address": "x"}).status_code == 400


@pytest.mark.faults
def test_the_network_worker_fetches_and_the_maintenance_worker_reads(
    committed_db: str, worker_process: Any, settings: Any
) -> None:
    site = Site()
    site.pages["/feed"] = page(json.dumps(DOCUMENT).encode(), type="application/json")
    settings.OUTBOUND_ALLOW, settings.OUTBOUND_PORTS = ["127.0.0.1"], [site.port]
    env = {"OUTBOUND_ALLOW": "127.0.0.1", "OUTBOUND_PORTS": str(site.port)}
    worker_process("network,maintenance", env=env)
    http = APIClient()
    http.force_authenticate(
        create_user(username="edda", password="a long enough secret", roles=[Role.EDITOR])
    )
    asked = http.post("/api/v1/imports/", {"url": site.url("/feed")})
    assert asked.status_code == 202, asked.content
    where = asked["Location"]
    wait_for(lambda: http.get(where).json()["status"] == "succeeded", 90, "the feed to be read")
    told = http.get(where).json()
    assert (told["created"], told["refused"]) == (1, 1)
    site.close()
