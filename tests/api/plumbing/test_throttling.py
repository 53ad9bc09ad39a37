"""Budgets are counted where Redis answers, and open where it does not."""

import logging
import time

from rest_framework.test import APIClient

from api import throttling

URL = "/api/v1/users/"


def rates(monkeypatch, **changes):
    from rest_framework.settings import api_settings

    monkeypatch.setattr(
        api_settings, "DEFAULT_THROTTLE_RATES", {**api_settings.DEFAULT_THROTTLE_RATES, **changes}
    )


def test_answers_say_what_is_left_and_429_when_to_come_back(api, monkeypatch, valkey):
    rates(monkeypatch, user="2/min")
    answers = [api.get(URL) for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert [a["RateLimit-Remaining"] for a in answers] == ["1", "0", "0"]
    assert answers[0]["RateLimit-Limit"] == "2"
    assert 1 <= int(answers[2]["Retry-After"]) <= 60
    assert answers[2].json()["code"] == "throttled"


def test_without_redis_requests_pass_quickly_and_a_line_is_logged(api, settings, caplog):
    settings.CACHES = {"default": {"LOCATION": "redis://127.0.0.1:1/0"}}
    started = time.monotonic()
    with caplog.at_level(logging.WARNING, logger="api.throttling"):
        answers = [api.get(URL) for _ in range(20)]
    assert {a.status_code for a in answers} == {200}
    assert time.monotonic() - started < 3
    assert len([r for r in caplog.records if "Throttles are open" in r.message]) == 1
    assert not answers[0].has_header("RateLimit-Limit")
    throttling._resume_at = 0.0


def test_a_forged_forwarded_for_buys_no_new_budget(db, monkeypatch, valkey):
    rates(monkeypatch, login="1/hour")
    statuses = [
        APIClient()
        .post("/api/v1/tokens/", {"username": "a", "password": "b"}, HTTP_X_FORWARDED_FOR=ip)
        .status_code
        for ip in ("1.1.1.1", "2.2.2.2")
    ]
    assert statuses == [401, 429]
