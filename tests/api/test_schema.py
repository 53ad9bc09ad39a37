"""The committed schema shows an example, the problems and the headers of every operation."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.api.conftest import Client

SCHEMA = yaml.safe_load((Path(__file__).parents[2] / "docs" / "openapi.yaml").read_text())
OPERATIONS = [
    pytest.param(operation, id=f"{method} {path}")
    for path, methods in SCHEMA["paths"].items()
    for method, operation in methods.items()
]
PROBLEM = "application/problem+json"
BUDGET = {"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"}


def shared(described: dict[str, Any]) -> dict[str, Any]:
    """What stands under `components`, where this only points there."""
    if "$ref" not in described:
        return described
    _, _, kind, name = described["$ref"].split("/")
    found: dict[str, Any] = SCHEMA["components"][kind][name]
    return found


def examples(content: dict[str, Any]) -> list[Any]:
    return [shared(example)["value"] for example in content.get("examples", {}).values()]


def check(content: dict[str, Any]) -> None:
    """There is one, and each is what the schema of the content says."""
    assert examples(content)
    schema = {**content["schema"], "components": SCHEMA["components"]}
    for example in examples(content):
        jsonschema.Draft202012Validator(schema).validate(example)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_examples_are_what_the_schema_says(operation: dict[str, Any]) -> None:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        check(content)
    for status, response in operation["responses"].items():
        for content in response.get("content", {}).values():
            check(content)
        assert "content" in response or status == "204"


@pytest.mark.parametrize("operation", OPERATIONS)
def test_problems_and_headers_are_described(operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    assert {"400", "404", "406", "429"} <= set(answers)
    for status, response in answers.items():
        headers = set(response.get("headers", {}))
        if status.startswith("4"):
            assert list(response["content"]) == [PROBLEM]
            (example,) = examples(response["content"][PROBLEM])
            assert str(example["status"]) == status
        else:
            assert headers >= BUDGET
    assert set(answers["429"]["headers"]) >= {*BUDGET, "Retry-After"}
    assert "WWW-Authenticate" in answers["401"]["headers"]
    parameters = {parameter["name"] for parameter in operation.get("parameters", ())}
    if "If-Match" in parameters:
        assert {"412", "428", "409"} <= set(answers)
        assert "ETag" in answers["412"]["headers"]
        assert "ETag" in answers["200"]["headers"]
    if "Idempotency-Key" in parameters:
        assert {"409", "422"} <= set(answers)
        assert "Retry-After" in answers["409"]["headers"]


# The headers themselves -------------------------------------------------------------------


def limited(settings: Any, **rates: str) -> None:
    known = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]
    settings.REST_FRAMEWORK = {
        **settings.REST_FRAMEWORK,
        "DEFAULT_THROTTLE_RATES": {**known, **rates},
    }


def test_answers_say_what_is_left_of_the_budget(reviewer: Client, settings: Any) -> None:
    limited(settings, user="3/hour")
    left = []
    for _ in range(3):
        answer = reviewer.get("speakers/")
        assert answer.status_code == 200
        assert answer["RateLimit-Limit"] == "3"
        assert 1 <= int(answer["RateLimit-Reset"]) <= 3600
        left.append(int(answer["RateLimit-Remaining"]))
    assert left == [2, 1, 0]
    refused = reviewer.get("speakers/")
    assert (refused.status_code, refused["RateLimit-Remaining"]) == (429, "0")
    assert refused["Content-Type"] == PROBLEM
    assert refused.json()["code"] == "throttled"
    assert 1 <= int(refused["Retry-After"]) <= int(refused["RateLimit-Reset"])


def test_the_tightest_budget_is_named(reviewer: Client, settings: Any) -> None:
    limited(settings, user="100/hour", upload="5/hour")
    sent = reviewer.post("transcripts/", {"text": "Ada Penhallow: We planted 900 trees."})
    assert sent.status_code == 201
    assert (sent["RateLimit-Limit"], sent["RateLimit-Remaining"]) == ("5", "4")
    read = reviewer.get("speakers/")
    assert (read["RateLimit-Limit"], read["RateLimit-Remaining"]) == ("100", "98")


def test_a_refused_sign_in_counts_and_says_so(db: None, nobody: Client, settings: Any) -> None:
    limited(settings, login="2/hour")
    wrong = {"username": "anna", "password": "no"}
    first, second, third = (nobody.post("tokens/", wrong) for _ in range(3))
    assert (first.status_code, first["RateLimit-Remaining"]) == (401, "1")
    assert (second.status_code, second["RateLimit-Remaining"]) == (401, "0")
    assert third.status_code == 429
    assert third["Retry-After"]
