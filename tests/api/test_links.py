"""The schema's links: where an answer leads, and that each leads somewhere real."""

from pathlib import Path
from typing import Any

import pytest
import yaml

SCHEMA = yaml.safe_load((Path(__file__).parents[2] / "docs" / "openapi.yaml").read_text())
BY_ID = {
    operation["operationId"]: operation
    for methods in SCHEMA["paths"].values()
    for operation in methods.values()
}
LINKS = SCHEMA["components"]["links"]


def leads(operation: str, status: str) -> dict[str, dict[str, Any]]:
    """The links of an answer by the operation that they lead to."""
    found = {}
    for name, ref in BY_ID[operation]["responses"][status].get("links", {}).items():
        link = LINKS[ref["$ref"].rpartition("/")[2]]
        assert link["operationId"] == name
        found[name] = link["parameters"]
    return found


def test_a_transcript_leads_to_its_run_its_segments_and_its_claims() -> None:
    sent = leads("transcripts_create", "201")
    assert sent["transcripts_retrieve"] == {"id": "$response.body#/id"}
    assert sent["runs_retrieve"] == {"id": "$response.body#/run/id"}
    assert sent["transcripts_segments_list"] == {"transcript_id": "$response.body#/id"}
    assert sent["transcripts_sentences_list"] == {"transcript_id": "$response.body#/id"}
    assert sent["claims_list"] == {"transcript": "$response.body#/id"}
    assert sent["transcripts_withdraw_create"]["If-Match"] == "$response.header.ETag"


def test_lists_lead_to_their_rows_and_claims_to_all_that_hangs_on_them() -> None:
    assert leads("claims_list", "200")["claims_retrieve"] == {"id": "$response.body#/results/0/id"}
    claim = leads("claims_retrieve", "200")
    below = [name for name in BY_ID if name.startswith("claims_")]
    assert set(below) - set(claim) == {"claims_list", "claims_next_create", "claims_retrieve"} - (
        set(claim)
    )
    assert claim["claims_ratings_create"] == {"claim_id": "$response.body#/id"}
    assert claim["scales_retrieve"] == {"id": "$response.body#/scale"}


def test_an_act_leads_to_the_next_act_with_the_new_etag() -> None:
    tag = "$response.header.ETag"
    taken = leads("claims_take_create", "200")
    assert taken["claims_release_create"] == {"id": "$response.body#/id", "If-Match": tag}
    decided = leads("claims_adjudicate_create", "200")
    assert decided["claims_publish_create"] == {"id": "$request.path.id", "If-Match": tag}
    rated = leads("claims_ratings_create", "201")
    assert rated["claims_retrieve"] == {"id": "$request.path.claim_id"}
    assert "claims_adjudicate_create" not in rated  # it brings no ETag
    assert leads("claims_citations_create", "201")["citations_withdraw_create"]


def test_a_replay_leads_to_the_new_run() -> None:
    assert leads("runs_replay_create", "202")["runs_cancel_create"] == {"id": "$response.body#/id"}


@pytest.mark.parametrize("name", sorted(LINKS))
def test_a_link_gives_parameters_that_its_operation_has(name: str) -> None:
    link = LINKS[name]
    known = {one["name"]: one for one in BY_ID[link["operationId"]]["parameters"]}
    assert set(link["parameters"]) <= set(known)
    needed = {one for one in known if known[one].get("required")}
    assert needed <= set(link["parameters"])


def test_every_pointer_finds_something_in_the_example() -> None:
    for operation in BY_ID.values():
        for answer in operation["responses"].values():
            for ref in answer.get("links", {}).values():
                link = LINKS[ref["$ref"].rpartition("/")[2]]
                for expression in link["parameters"].values():
                    assert resolve(expression, operation, answer) is not None


def resolve(expression: str, operation: dict[str, Any], answer: dict[str, Any]) -> Any:
    """What a link's expression finds in the answer's example, or among what was asked."""
    if expression.startswith("$request.path."):
        names = [one["name"] for one in operation["parameters"] if one["in"] == "path"]
        return expression.rpartition(".")[2] in names or None
    if expression.startswith("$response.header."):
        return answer["headers"].get(expression.rpartition(".")[2])
    example = answer["content"]["application/json"]["examples"]["example"]["$ref"]
    value = SCHEMA["components"]["examples"][example.rpartition("/")[2]]["value"]
    for key in expression.partition("#/")[2].split("/"):
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value
