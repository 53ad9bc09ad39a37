"""Scores by a real score worker: in order, the extractor's own, and honest when it is gone."""

import time
from typing import Any

import pytest
import redis
from django.conf import settings as django_settings
from rest_framework.test import APIClient

from accounts.roles import Role
from accounts.services import create_user
from accounts.tokens import create_token
from tests.support.waiting import wait_for
from transcripts.broker import SCORE, queue_length
from transcripts.models import Heartbeat
from worker.extraction import Segment, get_extractor

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]

CLAIM = "Crime fell by 12 percent in 2014."
MIXED = [
    CLAIM,
    "  Is that enough?",
    "Good evening, everybody.",
    "",
    "We built 4,120 homes last year.",
]


@pytest.fixture
def patient(settings: Any) -> None:
    """A busy machine scores slowly; what is late is another test's matter."""
    settings.SCORE_SECONDS = 60.0


@pytest.fixture
def client(committed_db: str) -> APIClient:
    http = APIClient()
    http.force_authenticate(
        create_user(username="ingrid", password="a long enough secret", roles=[Role.INTEGRATOR])
    )
    return http


def ask(client: APIClient, *sentences: str) -> Any:
    return client.post("/api/v1/score/", {"sentences": list(sentences)})


def test_sentences_are_scored_in_order_as_the_extractor_scores_them(
    client: APIClient, worker_process: Any, patient: None
) -> None:
    worker = worker_process("score")
    extractor = get_extractor()
    answer = ask(client, *MIXED)
    assert answer.status_code == 200, worker.log()
    body = answer.json()
    assert body["extractor_version"] == extractor.version
    assert body["threshold"] == extractor.scorer.threshold
    assert [one["text"] for one in body["results"]] == MIXED
    assert [one["index"] for one in body["results"]] == list(range(len(MIXED)))
    for one in body["results"]:
        found = extractor.extract(one["text"], [Segment(0, len(one["text"]), "speaker", None)])
        expected = found[0] if found else None
        assert one["score"] == (expected.score if expected else 0.0)
        assert one["rank"] == (round(expected.rank * 10_000) if expected else 0)
        assert one["is_claim"] == bool(expected and expected.is_claim)
    first = body["results"][0]
    assert first["is_claim"]
    named = {reason["name"]: reason for reason in first["reasons"]}
    words = named["percentage"]
    assert CLAIM[words["start"] : words["end"]] == "12 percent"
    (question,) = extractor.extract(MIXED[1], [Segment(0, len(MIXED[1]), "speaker", None)])
    assert question.start == 2
    told = body["results"][1]["reasons"]
    assert [(one["name"], one["start"], one["end"]) for one in told] == [
        (reason.name, reason.start, reason.end) for reason in question.reasons
    ]


def test_five_hundred_sentences_are_answered_at_once(
    client: APIClient, worker_process: Any, patient: None
) -> None:
    worker_process("score")
    sentences = [f"Rents rose by {n} percent in {1500 + n}." for n in range(500)]
    answer = ask(client, *sentences)
    assert answer.status_code == 200
    assert [one["text"] for one in answer.json()["results"]] == sentences


def test_a_killed_worker_is_503_with_retry_after_and_the_next_one_works_through_nothing_old(
    client: APIClient, worker_process: Any, settings: Any
) -> None:
    settings.SCORE_SECONDS = 1.0
    doomed = worker_process("score")
    doomed.sigkill()
    for _ in range(3):  # its sign of life is still fresh
        answer = ask(client, CLAIM)
        assert (answer.status_code, answer["Retry-After"]) == (503, "1"), answer.content
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "scoring_unavailable"
    assert queue_length(SCORE) >= 2  # of the first the dead worker may have taken the message
    Heartbeat.objects.all().delete()
    settings.SCORE_SECONDS = 60.0
    started = time.monotonic()
    late = ask(client, CLAIM)
    assert (late.status_code, late["Retry-After"]) == (503, "60")
    assert time.monotonic() - started < 30, "nobody alive is said at once"
    assert client.get("/health/queue").json()["checks"]["score"]["ok"] is False
    worker = worker_process("score")
    assert ask(client, CLAIM).status_code == 200, worker.log()
    assert queue_length(SCORE) == 0
    assert worker.log().count("nobody waits for it any more") >= 2
    assert client.get("/health/queue").json()["checks"]["score"]["ok"] is True


def test_a_broker_that_is_away_or_hangs_is_503_at_once(
    client: APIClient, worker_process: Any, valkey: Any, patient: None
) -> None:
    worker_process("score")
    for harm, mend in ((valkey.kill, valkey.restart), (valkey.sigstop, valkey.sigcont)):
        harm()
        try:
            started = time.monotonic()
            answer = ask(client, CLAIM)
            took = time.monotonic() - started
        finally:
            mend()
        assert (answer.status_code, answer.json()["code"]) == (503, "scoring_unavailable")
        assert answer["Retry-After"] == "60"
        assert took < 30, "throttles and the question each wait half a second"


def test_nothing_of_a_request_stays_in_the_broker(
    client: APIClient, worker_process: Any, patient: None
) -> None:
    worker_process("score")
    assert ask(client, CLAIM).status_code == 200
    with redis.Redis.from_url(django_settings.REDIS_URL) as broker:
        wait_for(lambda: not broker.hlen("unacked"), 30, "the message to be acknowledged")
        left = [key for key in broker.scan_iter("*score*") if b"throttle" not in key]
        assert left in ([], [b"_kombu.binding.score"])


def test_claimbusters_clients_get_its_shape(
    client: APIClient, worker_process: Any, patient: None
) -> None:
    worker_process("score")
    user = create_user(username="paul", password="a long enough secret", roles=[Role.REVIEWER])
    token = create_token(user=user)[0]
    text = f"Good evening. {CLAIM}\n\nIs that enough?"
    nobody = APIClient()
    for key in (token, token[:15]):
        answer = nobody.post(
            "/api/v2/score/text/sentences/", {"input_text": text}, headers={"x-api-key": key}
        )
        assert answer.status_code == 200, answer.content
        body = answer.json()
        assert (body["version"], body["claim"]) == ("2", text)
        assert [one["text"] for one in body["results"]] == [
            "Good evening.", CLAIM, "Is that enough?",
        ]  # fmt: skip
        assert [one["index"] for one in body["results"]] == [0, 1, 2]
        assert set(body["results"][0]) == {"text", "index", "score"}
    scores = [one["score"] for one in body["results"]]
    middle = len("Good evening. ") + len(CLAIM)
    segments = [
        Segment(0, middle, "speaker", None),
        Segment(middle + 2, len(text), "speaker", None),
    ]
    assert scores == [one.score for one in get_extractor().extract(text, segments)]
    whole = nobody.post(
        "/api/v2/score/text/", {"input_text": text}, headers={"x-api-key": token}
    ).json()
    assert [one["text"] for one in whole["results"]] == [text]
