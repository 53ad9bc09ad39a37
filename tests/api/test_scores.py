"""What is refused before a worker is asked for scores; with one: tests/worker/test_scoring.py."""

import time
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from accounts.roles import Role
from accounts.tokens import create_token
from claims import limits
from claims.scoring import exchange
from claims.scoring.exchange import Asked
from tests.api.conftest import Client
from transcripts import heartbeat

LINE = "Rents rose by 4 percent."


def refused(answer: Any) -> tuple[int, str, str]:
    body = answer.json()
    return answer.status_code, body["errors"][0]["pointer"], body["errors"][0]["code"]


@pytest.mark.parametrize(
    ("sentences", "pointer", "code"),
    [
        ([LINE] * 501, "/sentences", "max_length"),
        ([], "/sentences", "min_length"),
        ([LINE, "a" * 2_001], "/sentences/1", "max_length"),
        ([LINE, 5], "/sentences/1", "invalid"),
        ([LINE, "a\x00b"], "/sentences/1", "null_characters_not_allowed"),
        (["a" * 2_000] * 51, "/sentences", "max_length"),
    ],
    ids=["501", "none", "long", "number", "nul", "together"],
)
def test_what_is_out_of_bounds_is_refused_with_its_pointer(
    integrator: Client, sentences: list[Any], pointer: str, code: str
) -> None:
    answer = integrator.post("score/", {"sentences": sentences})
    assert refused(answer) == (400, pointer, code)


def test_a_body_past_its_bound_is_413_and_other_fields_are_refused(integrator: Client) -> None:
    long = integrator.post("score/", {"sentences": [" " * limits.SCORED_BODY]})
    assert (long.status_code, long.json()["code"]) == (413, "too_large")
    odd = integrator.post("score/", {"sentences": [LINE], "context": "x"})
    assert refused(odd) == (400, "/context", "unknown")


def test_where_nobody_works_it_is_503_and_nothing_is_queued(integrator: Client) -> None:
    answer = integrator.post("score/", {"sentences": [LINE]})
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    body = answer.json()
    assert (body["code"], body["detail"]) == (
        "scoring_unavailable", "No score worker has ever been seen.",
    )  # fmt: skip
    heartbeat.beat(kind="worker", queues=["extraction"])  # of another queue
    assert integrator.post("score/", {"sentences": [LINE]}).status_code == 503


def test_a_request_is_had_once_and_only_while_somebody_waits(db: None, settings: Any) -> None:
    settings.SCORE_SECONDS = 0.4
    heartbeat.beat(kind="worker", queues=["score"])
    sent: list[str] = []

    def send_task(name: str, args: list[str], **options: Any) -> None:
        assert (name, options["queue"], options["retry"]) == ("worker.score", "score", False)
        sent.extend(args)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(exchange.current_app, "send_task", send_task)
        with pytest.raises(exchange.Unavailable):
            exchange.ask(Asked(sentences=(LINE,)))
        assert exchange.take(sent[0]) is None, "nobody waits any more"
        settings.SCORE_SECONDS = 5.0

        def take_twice(name: str, args: list[str], **options: Any) -> None:
            first, second = exchange.take(args[0]), exchange.take(args[0])
            assert first is not None
            assert second is None
            assert first.asked == Asked(sentences=(LINE,))
            assert 3 < first.until - time.monotonic() <= 5
            scored = exchange.Scored(0, LINE, 0.5, 5000, True, [])
            exchange.answer(args[0], "v1", 0.3, [scored])

        patched.setattr(exchange.current_app, "send_task", take_twice)
        found = exchange.ask(Asked(sentences=(LINE,)))
    assert (found.extractor_version, found.threshold) == ("v1", 0.3)
    assert found.results == [exchange.Scored(0, LINE, 0.5, 5000, True, [])]


def test_scores_have_a_budget_of_their_own(integrator: Client, settings: Any) -> None:
    rates = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]
    settings.REST_FRAMEWORK = {
        **settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {**rates, "score": "1/hour"},
    }  # fmt: skip
    assert integrator.post("score/", {"sentences": [LINE]}).status_code == 503
    spent = integrator.post("score/", {"sentences": [LINE]})
    assert (spent.status_code, spent["RateLimit-Limit"]) == (429, "1")
    assert integrator.get("scales/").status_code == 200


# ClaimBuster's routes -------------------------------------------------------------------------


@pytest.fixture
def key(person: Any) -> str:
    user: User = person("ingrid", Role.INTEGRATOR)
    return str(create_token(user=user)[0])


def post(path: str, body: Any, key: str = "") -> Any:
    headers = {"x-api-key": key} if key else {}
    return APIClient().post(f"/api/v2/score/{path}", body, headers=headers)


def test_claimbusters_routes_need_a_key_of_somebody_who_may(person: Any, key: str) -> None:
    body = {"input_text": LINE}
    for wrong in ("", "x" * 15, "0" * 64, "ä"):
        answer = post("text/", body, wrong)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "ApiKey"
        assert set(answer.json()) == {"version", "message"}
    olga = create_token(user=person("olga", Role.ADMINISTRATOR))[0]
    assert post("text/", body, olga).status_code == 403
    for right in (key, key[:15]):
        answer = post("text/", body, right)
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert answer.json() == {"version": "2", "message": "No score worker has ever been seen."}
    assert APIClient().get("/api/v2/score/text/", headers={"x-api-key": key}).status_code == 405


def test_a_key_of_somebody_who_left_opens_nothing(person: Any) -> None:
    user = person("stig", Role.INTEGRATOR)
    token = create_token(user=user)[0]
    user.is_active = False
    user.save()
    for key in (token, token[:15]):
        assert post("text/", {"input_text": LINE}, key).status_code == 401


@pytest.mark.parametrize(
    ("path", "body", "status", "says"),
    [
        ("text/", {}, 400, "input_text"),
        ("text/", [LINE], 400, "input_text"),
        ("text/", {"input_text": 5}, 400, "input_text"),
        ("text/", {"input_text": " "}, 400, "input_text"),
        ("text/", {"input_text": "a" * 2_001}, 400, "2,000"),
        ("text/sentences/", {"input_text": "a" * 50_001}, 400, "50,000"),
        ("text/sentences/", {"input_text": "a" * limits.SCORED_BODY}, 413, "1,500,000"),
    ],
)
def test_claimbusters_bounds_are_told_in_its_shape(
    key: str, path: str, body: Any, status: int, says: str
) -> None:
    answer = post(path, body, key)
    assert answer.status_code == status
    assert says in answer.json()["message"]


@pytest.mark.parametrize("path", ["text/", "text/sentences/"])
@pytest.mark.parametrize("odd", ["\\ud800", "\\u0000"])
def test_claimbusters_text_holds_characters_only(key: str, path: str, odd: str) -> None:
    answer = APIClient().post(
        f"/api/v2/score/{path}",
        f'{{"input_text": "Rents {odd} rose."}}',
        content_type="application/json",
        headers={"x-api-key": key},
    )
    assert answer.status_code == 400
    assert "input_text" in answer.json()["message"]
