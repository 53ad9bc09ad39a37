"""Webhooks and saved searches over REST."""

from typing import Any

import pytest

from notify.models import Attempt, Delivery, Endpoint
from tests.api.conftest import Client

URL = "https://receiver.example/hooks/abc?key=1"


@pytest.fixture(autouse=True)
def _no_broker(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"


def make(client: Client, **fields: Any) -> Any:
    answer = client.post("webhooks/", {"url": URL, "kinds": ["run.finished"], **fields})
    assert answer.status_code == 201, answer.json()
    return answer


def test_the_secret_is_shown_once(integrator: Client) -> None:
    made = make(integrator)
    body = made.json()
    assert body["secret"].startswith("whsec_")
    assert made["Location"] == f"/api/v1/webhooks/{body['id']}/"
    read = integrator.get(made["Location"])
    assert read["ETag"] == body["etag"] == made["ETag"]
    assert "secret" not in read.json()
    assert body["secret"].encode() not in integrator.get("webhooks/").content


def test_a_key_does_not_keep_the_secret(integrator: Client) -> None:
    """An answer with a secret is stored nowhere, so a repeated request makes another endpoint."""
    from api.models import IdempotencyRecord

    headers = {"Idempotency-Key": "k1"}
    answer = integrator.post("webhooks/", {"url": URL}, headers=headers)
    assert answer.status_code == 201
    assert not IdempotencyRecord.objects.exists()


def test_edit_pause_resume_and_rotate_need_the_version_that_was_read(reviewer: Client) -> None:
    body = make(reviewer).json()
    at, etag = f"webhooks/{body['id']}/", body["etag"]
    assert reviewer.patch(at, {"description": "d"}).status_code == 428
    edited = reviewer.patch(at, {"description": "d", "kinds": []}, etag=etag)
    assert edited.status_code == 200
    assert reviewer.post(f"{at}pause/", {}, etag=etag).status_code == 412
    paused = reviewer.post(f"{at}pause/", {}, etag=edited["ETag"])
    assert (paused.json()["state"], paused.json()["because"]) == ("paused", "owner")
    again = reviewer.post(f"{at}pause/", {}, etag=paused["ETag"])
    assert again.status_code == 409
    assert again.json()["allowed_actions"] == ["resume", "rotate"]
    resumed = reviewer.post(f"{at}resume/", {}, etag=paused["ETag"])
    assert (resumed.json()["state"], resumed.json()["because"]) == ("active", None)
    rotated = reviewer.post(f"{at}rotate/", {"grace_hours": 1}, etag=resumed["ETag"])
    assert rotated.json()["secret"] != body["secret"]
    assert rotated.json()["old_secret_until"] is not None
    assert reviewer.delete(at).status_code == 204
    assert reviewer.get(at).status_code == 404


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"url": "http://receiver.example/"}, "/url"),
        ({"url": "https://192.168.1.1/"}, "/url"),
        ({"url": "https://exa mple/"}, "/url"),
        ({"url": "https://xn--a.example/"}, "/url"),
        ({"url": "https://receiver.example:0/"}, "/url"),
        ({"url": "https://3232235777/"}, "/url"),
        ({"url": URL, "kinds": ["rating.given"]}, "/kinds/0"),
        ({"url": URL, "kinds": ["ping"]}, "/kinds/0"),
        ({"url": URL, "state": "active"}, "/state"),
        ({"url": URL, "description": "x" * 201}, "/description"),
        ({}, "/url"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_stored(
    editor: Client, body: dict[str, Any], pointer: str
) -> None:
    answer = editor.post("webhooks/", body)
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert not Endpoint.objects.exists()


def test_the_eleventh_is_refused(editor: Client) -> None:
    for _ in range(10):
        make(editor)
    answer = editor.post("webhooks/", {"url": URL})
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many")


def test_an_administrator_reads_how_it_fares_without_secret_or_path(
    integrator: Client, administrator: Client, reviewer: Client
) -> None:
    made = make(integrator).json()
    at = f"webhooks/{made['id']}/"
    seen = administrator.get(at).json()
    assert seen["url"] == "https://receiver.example/..."
    assert (seen["state"], seen["failures"], seen["allowed_actions"]) == ("active", 0, [])
    assert b"key=1" not in administrator.get("webhooks/").content
    assert administrator.post(f"{at}ping/", {}).status_code == 403
    assert administrator.get(f"{at}deliveries/").status_code == 403
    assert reviewer.get(at).status_code == 404
    assert reviewer.get("webhooks/").json()["results"] == []


def test_the_log_of_deliveries_and_replay(integrator: Client, stranger: Client) -> None:
    made = make(integrator).json()
    at = f"webhooks/{made['id']}/"
    sent = integrator.post(f"{at}ping/", {})
    assert sent.status_code == 202
    delivery = integrator.get(sent["Location"]).json()
    assert (delivery["status"], delivery["message"]["type"]) == ("queued", "ping")
    assert integrator.post(f"deliveries/{delivery['id']}/replay/", {}).status_code == 409
    row = Delivery.objects.get()
    Attempt.objects.create(
        delivery=row, number=1, at=row.created_at, duration_ms=41, code=500, excerpt="oh no"
    )
    Delivery.objects.update(status="failed", finished_at=row.created_at)
    listed = integrator.get(f"{at}deliveries/?status=failed&kind=ping").json()["results"]
    assert listed[0]["attempts"][0]["code"] == 500
    assert listed[0]["attempts"][0]["excerpt"] == "oh no"
    assert stranger.get(sent["Location"]).status_code == 404
    again = integrator.post(f"deliveries/{row.pk}/replay/", {})
    assert again.status_code == 202
    assert again.json()["message_id"] == delivery["message_id"]


def test_a_saved_search_from_making_to_deleting(reviewer: Client, stranger: Client) -> None:
    hook = make(reviewer).json()["id"]
    wanted = {"name": "Jobs", "query": "type=law&min_score=0.5", "webhook": hook}
    made = reviewer.post("searches/", wanted)
    assert made.status_code == 201, made.json()
    assert made.json()["query"] == "min_score=0.5&type=law"
    at = made["Location"]
    assert stranger.get(at).status_code == 404
    assert reviewer.patch(at, {"paused": True}).status_code == 428
    paused = reviewer.patch(at, {"paused": True}, etag=made["ETag"])
    assert paused.json()["paused"] is True
    none = reviewer.patch(at, {"webhook": None}, etag=paused["ETag"])
    assert (none.status_code, none.json()["code"]) == (400, "no_way")
    assert reviewer.get(f"{at}matches/").json() == {"results": [], "next": None}
    assert reviewer.delete(at).status_code == 204


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": "n", "query": "colour=red", "by_inbox": True}, "/query"),
        ({"name": "n", "query": "status=asleep", "by_inbox": True}, "/query"),
        ({"name": "", "query": "type=law", "by_inbox": True}, "/name"),
        ({"name": "n", "query": "type=law", "webhook": 999_999}, "/webhook"),
        ({"name": "n", "query": "type=law", "by_mail": True}, "/by_mail"),
    ],
)
def test_a_search_that_makes_no_sense_is_refused(
    reviewer: Client, body: dict[str, Any], pointer: str
) -> None:
    answer = reviewer.post("searches/", body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_an_integrator_may_not_filter_by_who_works_on_a_claim(integrator: Client) -> None:
    hook = make(integrator).json()["id"]
    wanted = {"name": "n", "query": "assignee=me", "webhook": hook}
    assert integrator.post("searches/", wanted).status_code == 403
