"""With broker or database away, or no worker alive: everything still answers, and says so."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils.timezone import now
from rest_framework.test import APIClient

from accounts.models import User
from accounts.roles import Role
from accounts.services import create_user
from api import throttling
from tests.support import databases
from transcripts import heartbeat
from transcripts.models import ExtractionRun, Heartbeat

TEXT = "Mayor Vera Quill: Rents rose by 4 percent in 2024."


@pytest.fixture
def client(committed_db, monkeypatch):
    monkeypatch.setattr(throttling, "_resume_at", 0.0)
    client = APIClient()
    client.force_authenticate(
        create_user(username="edith", password="a long enough secret", roles=[Role.EDITOR])
    )
    return client


def upload(client):
    return client.post("/api/v1/transcripts/", {"text": TEXT, "title": "Town hall"})


def test_with_the_broker_down_an_upload_is_accepted_and_everything_can_be_read(client, valkey):
    valkey.kill()
    try:
        answer = upload(client)
        assert answer.status_code == 201, answer.content
        body = answer.json()
        transcript, run = body["id"], body["run"]["id"]
        assert body["run"]["status"] == "queued"
        for path in (
            "transcripts/",
            f"transcripts/{transcript}/",
            f"transcripts/{transcript}/segments/",
            f"transcripts/{transcript}/sentences/",
            "runs/",
            f"runs/{run}/",
            "claims/",
            "speakers/",
            "sources/",
            "scales/",
        ):
            assert client.get(f"/api/v1/{path}").status_code == 200, path
        alarm = client.get("/health/queue")
        assert alarm.status_code == 503
        assert any("broker does not answer" in reason for reason in alarm.json()["reasons"])
        ready = client.get("/health/ready")
        assert ready.status_code == 200, ready.content
    finally:
        valkey.restart()
    assert ExtractionRun.objects.get().dispatched_at is None


def test_no_worker_alive_is_said_in_the_run_and_by_the_alarm(client):
    run = upload(client).json()["run"]["id"]
    path = f"/api/v1/runs/{run}/"
    assert client.get(path).json()["worker"] == {
        "alive": False,
        "last_seen": None,
        "queue_depth": 0,
    }
    heartbeat.beat(kind="worker", queues=["extraction"], extractor_version="v1")
    assert client.get("/health/queue").json()["checks"]["network"] == {
        "ok": False,
        "reason": "No network worker has ever been seen.",
    }
    queues = ["extraction", "network", "score", "matching"]
    heartbeat.beat(kind="worker", queues=queues, extractor_version="v1")
    heartbeat.beat_periodic("sweep")
    heartbeat.beat_periodic("reap")
    assert client.get(path).json()["worker"]["alive"] is True
    assert client.get("/health/queue").status_code == 200
    Heartbeat.objects.filter(kind="worker").update(last_seen=now() - timedelta(seconds=15))
    assert client.get(path).json()["worker"]["alive"] is False
    alarm = client.get("/health/queue")
    assert alarm.status_code == 503
    for kind in ("extraction", "network", "score", "matching"):
        assert any(f"No {kind} worker has been seen" in r for r in alarm.json()["reasons"])


@pytest.fixture
def pages(client):
    """Somebody signed in at the desk."""
    pages = Client(raise_request_exception=False)
    pages.force_login(User.objects.get(username="edith"))
    return pages


def test_with_the_database_away_all_answer_503_and_go_on_once_it_is_back(client, pages):
    client.raise_request_exception = False
    with databases.away(connection.settings_dict["NAME"]):
        for answer in (
            client.get("/api/v1/transcripts/"),
            upload(client),
            pages.get("/api/v1/claims/"),  # its session cannot be read
            client.post("/api/v1/tokens/", {"username": "edith", "password": "a long secret"}),
        ):
            assert answer.status_code == 503, answer.content
            assert answer["Content-Type"] == "application/problem+json"
            assert answer.json()["code"] == "database_unavailable"
            assert answer["Retry-After"] == "5"
            assert answer.json()["request_id"] == answer["X-Request-ID"]
        google = client.get("/v1alpha1/claims:search", {"query": "rents"})
        assert (google.status_code, google["Retry-After"]) == (503, "5")
        assert google.json()["error"]["status"] == "UNAVAILABLE"
        for path in ("/admin/", "/", "/checks/1/"):
            page = pages.get(path, follow=path == "/")
            assert page.status_code == 503, path
            assert page["Retry-After"] == "5"
            assert "The database does not answer" in page.content.decode()
        assert client.get("/health/live").status_code == 200
        for path in ("/health/ready", "/health/queue"):
            health = client.get(path)
            assert health.status_code == 503
            assert health.json()["reasons"] == ["The database does not answer."]
    assert client.get("/health/ready").status_code == 200
    assert upload(client).status_code == 201
    assert pages.get("/admin/").status_code == 200
