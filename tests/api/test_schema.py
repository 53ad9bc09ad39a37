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


def answers(operation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Its answers by status, each written out."""
    return {status: shared(answer) for status, answer in operation["responses"].items()}


def parameters(operation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {parameter["name"]: parameter for parameter in operation.get("parameters", ())}


def check(described: dict[str, Any], found: list[Any]) -> None:
    """There is an example, and each is what the schema of the content or header says."""
    assert found
    schema = {**described["schema"], "components": SCHEMA["components"]}
    for example in found:
        jsonschema.Draft202012Validator(schema).validate(example)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_examples_are_what_the_schema_says(operation: dict[str, Any]) -> None:
    assert operation["summary"]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        check(content, examples(content))
    for status, answer in answers(operation).items():
        for content in answer.get("content", {}).values():
            check(content, examples(content))
        assert "content" in answer or status == "204"


@pytest.mark.parametrize("operation", OPERATIONS)
def test_problems_and_headers_are_described(operation: dict[str, Any]) -> None:
    found, asked = answers(operation), parameters(operation)
    expected = {"400", "404", "406", "429"}
    for status, answer in found.items():
        assert set(answer["headers"]) >= {*BUDGET, "X-Request-ID", "Cache-Control"}
        if status.startswith("4"):
            assert list(answer["content"]) == [PROBLEM]
            assert {str(one["status"]) for one in examples(answer["content"][PROBLEM])} == {status}
    if "If-Match" in asked:
        assert asked["If-Match"]["required"]
        expected |= {"412", "428", "409"}
        assert "ETag" in found["412"]["headers"]
        assert "ETag" in found["200"]["headers"]
    if "Idempotency-Key" in asked:
        expected |= {"409", "422"}
        assert "Retry-After" in found["409"]["headers"]
        for status in {"200", "201", "202", "204", "400"} & set(found):
            assert "Idempotency-Replayed" in found[status]["headers"]
    assert set(found) >= expected
    assert "Retry-After" in found["429"]["headers"]
    assert "WWW-Authenticate" in found["401"]["headers"]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_header_has_an_example(operation: dict[str, Any]) -> None:
    for answer in answers(operation).values():
        for header in map(shared, answer["headers"].values()):
            assert header["description"]
            check(header, [header["example"]])
    for parameter in parameters(operation).values():
        if parameter["in"] == "header":
            check(parameter, examples(parameter))


def test_an_answer_with_an_etag_in_its_body_has_it_in_its_header() -> None:
    for path, methods in SCHEMA["paths"].items():
        for method, operation in methods.items():
            for status, answer in answers(operation).items():
                content = answer.get("content", {}).get("application/json", {})
                fields = shared(content.get("schema", {})).get("properties", {})
                if "etag" in fields:
                    assert "ETag" in answer["headers"], f"{method} {path} {status}"


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
