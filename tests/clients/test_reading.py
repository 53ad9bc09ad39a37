"""Pages, tags, problems, progress, and records that follow the schema."""

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

import onrecord_client
from onrecord_client import (
    Client,
    FollowTimeout,
    GateRefused,
    InvalidRequest,
    ProblemError,
    Run,
    RunFailed,
    StaleVersion,
)
from tests.clients.conftest import Scripted, claim_body, run_body

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"
DETAILS = {"Claim": "ClaimDetail", "Run": "RunDetail", "Transcript": "TranscriptDetail"}
NAMES = ["Citation", "Claim", "Context", "CopiedCitation", "Failure", "HistoryEntry", "Level"]
NAMES += ["Rating", "Run", "Scale", "Segment", "Sentence", "Source", "Speaker", "Transcript"]
NAMES += ["Verdict", "WorkerState"]


def ok(body: Any, etag: str | None = None) -> httpx.Response:
    return httpx.Response(200, json=body, headers={"ETag": etag} if etag else None)


# Lists ------------------------------------------------------------------------------------------


def test_pages_are_asked_for_when_they_are_needed(client: Client, server: Scripted) -> None:
    following = "http://inside:8000/api/v1/claims/?cursor=abc%3D&status=a&status=b"
    server.answers = [
        ok({"results": [claim_body(1), claim_body(2)], "next": following}),
        ok({"results": [claim_body(3)], "next": None}),
    ]
    rows = client.claims(
        transcript=9, status=["a", "b"], superseded=True, date_from=date(2026, 1, 2)
    )
    assert server.requests == []
    assert [next(rows).id, next(rows).id] == [1, 2]
    assert len(server.requests) == 1
    assert [one.id for one in rows] == [3]
    first, second = (request.url for request in server.requests)
    assert first.params.multi_items() == [
        ("transcript", "9"),
        ("status", "a"),
        ("status", "b"),
        ("date_from", "2026-01-02"),
        ("superseded", "true"),
    ]
    assert second.host == "onrecord.example"
    assert second.params.multi_items() == [("cursor", "abc="), ("status", "a"), ("status", "b")]


def test_a_check_is_the_verdict_that_is_public_now(client: Client, server: Scripted) -> None:
    at = "2026-11-20T10:00:00Z"
    verdicts = [
        {"id": 1, "level_label": "False", "published_at": at, "superseded_at": at},
        {"id": 2, "level_label": "Mostly false", "published_at": at},
        {"id": 3, "level_label": "True", "published_at": None},
    ]
    server.answers = [
        ok({"results": [claim_body(7), claim_body(8)], "next": None}),
        ok({"results": verdicts, "next": None}),
        ok({"results": [], "next": None}),
    ]
    found = list(client.checks())
    assert [(one.claim.id, one.verdict.level_label) for one in found] == [(7, "Mostly false")]
    assert found[0].url == "https://onrecord.example/checks/7/"


# If-Match ---------------------------------------------------------------------------------------


def test_an_act_is_guarded_by_the_claim_that_was_read_not_by_a_later_one(
    client: Client, server: Scripted
) -> None:
    server.answers = [ok(claim_body(etag='"1"'), '"1"'), ok(claim_body(etag='"2"'), '"2"')]
    read, _later = client.claim(1), client.claim(1)
    server.answers = [ok(claim_body(etag='"3"'), '"3"')]
    client.take(read)
    assert server.headers("If-Match")[-1] == '"1"'


def test_own_acts_move_the_tag_on(client: Client, server: Scripted) -> None:
    server.answers = [
        ok(claim_body(etag='"1"'), '"1"'),
        ok(claim_body(etag='"2"'), '"2"'),
        ok({"id": 5}, '"3"'),
        ok({"id": 5}, '"3"'),  # changed nothing
        ok({"id": 5}, '"4"'),
    ]
    claim = client.claim(1)
    client.take(claim)
    client.adjudicate(claim, 2, summary="It fell.")
    client.publish(claim)
    client.publish(1)
    assert server.headers("If-Match") == [None, '"1"', '"2"', '"3"', '"3"']
    assert server.requests[2].content == b'{"level":2,"summary":"It fell."}'


def test_a_claim_that_was_never_seen_is_read_first(client: Client, server: Scripted) -> None:
    server.answers = [ok(claim_body(), '"1"'), ok(claim_body(), '"2"')]
    client.take(1)
    assert [request.method for request in server.requests] == ["GET", "POST"]
    assert server.headers("If-Match") == [None, '"1"']


def test_a_stale_tag_is_not_replaced_behind_ones_back(
    client: Client, server: Scripted, problem: Any
) -> None:
    server.answers = [
        ok(claim_body(etag='"1"'), '"1"'),
        problem(412, "stale_version", {"ETag": '"9"'}),
        problem(412, "stale_version", {"ETag": '"9"'}),
    ]
    claim = client.claim(1)
    for one in (claim, 1):
        with pytest.raises(StaleVersion):
            client.take(one)
    assert server.headers("If-Match")[1:] == ['"1"', '"1"']


def test_an_edit_may_empty_a_field(client: Client, server: Scripted) -> None:
    server.answers = [ok({"id": 9, "event_date": None}, '"2"')]
    assert client.edit_transcript(9, event_date=None, etag="*").event_date is None
    assert server.requests[0].content == b'{"event_date":null}'


def test_a_rating_names_the_wording_that_was_read(client: Client, server: Scripted) -> None:
    server.answers = [ok({"results": [claim_body(wording=4)], "next": None})]
    claim = next(client.claims())
    server.answers = [httpx.Response(201, json={"id": 1, "level": {"id": 2, "label": "False"}})]
    assert client.rate(claim, 2, "Because.").level.label == "False"
    assert b'"wording":4' in server.requests[-1].content
    with pytest.raises(TypeError, match="wording"):
        client.rate(1, 2, "Because.")


# Problems ---------------------------------------------------------------------------------------


def test_a_problem_says_all_the_server_said(client: Client, server: Scripted, problem: Any) -> None:
    errors = [{"pointer": "/level", "detail": "No such level.", "code": "does_not_exist"}]
    server.answers = [
        problem(400, "invalid", errors=errors, request_id="abc"),
        problem(409, "gate_refused", missing=[{"rule": "sources"}], allowed_actions=["cite"]),
        problem(418, "new_one"),
    ]
    with pytest.raises(InvalidRequest) as invalid:
        client.rate(1, 99, "Because.", wording=1)
    found = invalid.value
    assert (found.status, found.code, found.detail) == (400, "invalid", "No.")
    assert (found.request_id, found.errors[0].pointer) == ("abc", "/level")
    with pytest.raises(GateRefused) as gate:
        client.publish(1, etag="*")
    assert gate.value.missing == [{"rule": "sources"}]
    assert gate.value.allowed_actions == ("cite",)
    with pytest.raises(ProblemError, match=r"No\. \(418 new_one\)"):
        client.claim(1)


def test_an_error_that_is_no_problem_document_keeps_its_status(
    client: Client, server: Scripted
) -> None:
    server.answers = [httpx.Response(404, text="<h1>nginx</h1>"), httpx.Response(400, json=["x"])]
    for status in (404, 400):
        with pytest.raises(ProblemError) as raised:
            client.claim(1)
        assert (raised.value.status, raised.value.code) == (status, f"http_{status}")


# Runs -------------------------------------------------------------------------------------------


def test_following_tells_each_new_state_and_asks_ever_more_rarely(
    client: Client, server: Scripted
) -> None:
    idle = {"alive": False, "last_seen": None, "queue_depth": 2}
    waits = [run_body("queued", worker=idle) for _ in range(3)]
    states = [*waits, run_body(done=2), run_body("succeeded", done=4, claims_found=5)]
    server.answers = [ok(one) for one in states]
    told: list[Run] = []
    run = client.follow(3, told.append)
    assert (run.status, run.claims_found) == ("succeeded", 5)
    alive = [one.worker is not None and one.worker.alive for one in told]
    assert alive == [False, True, True]
    assert [one.done for one in told] == [0, 2, 4]
    assert server.slept == [0.5, 0.75, 1.125, 0.5]


def test_a_run_that_failed_is_an_exception_with_the_reason(
    client: Client, server: Scripted
) -> None:
    failure = {"code": "worker_lost", "detail": "The worker was lost."}
    server.answers = [ok(run_body("failed", failure=failure)) for _ in range(2)]
    with pytest.raises(RunFailed, match="The worker was lost") as raised:
        client.follow(3)
    assert raised.value.run.failure is not None
    assert client.follow(3, check=False).status == "failed"


def test_following_ends_in_time_and_says_that_nobody_works(
    client: Client, server: Scripted
) -> None:
    idle = {"alive": False, "last_seen": None, "queue_depth": 2}
    server.answers = [ok(run_body("queued", worker=idle))]
    with pytest.raises(FollowTimeout, match="No worker is alive"):
        client.follow(3, timeout=0)


# Records ----------------------------------------------------------------------------------------


def test_unknown_fields_are_kept_and_missing_ones_forgiven(
    client: Client, server: Scripted
) -> None:
    server.answers = [ok(claim_body(mood="calm", reasons=None, speaker={"id": 1, "shoe": 44}))]
    claim = client.claim(1)
    assert (claim.raw["mood"], claim.reasons, claim.score) == ("calm", (), None)
    assert claim.speaker is not None
    assert claim.speaker.name == ""
    with pytest.raises(dataclasses.FrozenInstanceError):
        claim.text = "Other"  # type: ignore[misc]


@pytest.mark.parametrize("name", NAMES)
def test_records_have_no_field_that_the_schema_lacks(name: str) -> None:
    schemas = yaml.safe_load(SCHEMA.read_text())["components"]["schemas"]
    kind = getattr(onrecord_client, name)
    own = {one.name for one in dataclasses.fields(kind)} - {"raw"}
    served = set(schemas[DETAILS.get(name, name)]["properties"])
    assert own <= served  # what is new in the schema is in `raw` meanwhile
