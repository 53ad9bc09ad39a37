"""Probes: the process, the database, and what apps register."""

import pytest
from django.db import connection
from django.test import Client

from api import health


@pytest.fixture(autouse=True)
def _own_probes(monkeypatch):
    monkeypatch.setattr(health, "_probes", dict(health._probes))


def test_live_asks_nothing_of_the_database():
    assert Client().get("/health/live").status_code == 200


def test_ready_is_the_database_and_its_migrations(db):
    answer = Client().get("/health/ready")
    assert answer.status_code == 200
    assert set(answer.json()["checks"]) == {"database", "migrations"}


def test_not_migrated_is_not_ready(db):
    health._assert_migrated.cache_clear()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'api'")
    answer = Client().get("/health/ready")
    assert answer.status_code == 503
    assert "migrations have not been applied" in answer.json()["reasons"][0]


def test_a_failing_probe_of_the_queue_gives_its_reason_and_leaves_ready_alone(db):
    def broken():
        raise ConnectionError

    health.register_probe(
        "worker", "queue", lambda: health.ProbeResult(False, "No worker.", {"n": 0})
    )
    health.register_probe("broker", "queue", broken)
    answer = Client().get("/health/queue")
    assert answer.status_code == 503
    assert {"No worker.", "broker: ConnectionError"} <= set(answer.json()["reasons"])
    assert answer.json()["checks"]["worker"] == {"ok": False, "reason": "No worker.", "n": 0}
    assert Client().get("/health/ready").status_code == 200
