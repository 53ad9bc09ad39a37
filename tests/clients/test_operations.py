"""Every call of the client is an operation of docs/openapi.yaml, with parameters it knows."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from onrecord_client import Client

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"
ANYTHING = {
    "id": 1,
    "transcript": {"id": 9},
    "level": {"id": 2},
    "source": {"id": 3},
    "status": "succeeded",
    "token": "t",
    "allowed_actions": [],
    "results": [],
    "next": None,
}
SOURCE: dict[str, Any] = {"url": "https://a.example/", "title": "A", "kind": "primary"}
CALLS: dict[str, Callable[[Client], object]] = {
    "upload a file": lambda c: c.upload(b"It rose.", title="A", event_date="2026-01-02"),
    "upload text": lambda c: c.upload(text="It rose.", language="en", publisher="A"),
    "upload segments": lambda c: c.upload(segments=[{"text": "It rose."}]),
    "transcripts": lambda c: list(
        c.transcripts(title="a", language="en", date_from="2026-01-02", page_size=5)
    ),
    "transcript": lambda c: c.transcript(9),
    "segments": lambda c: list(c.segments(9)),
    "sentences": lambda c: list(c.sentences(9, is_claim=False, min_score=0.1, max_score=0.9)),
    "edit_transcript": lambda c: c.edit_transcript(9, title="B"),
    "withdraw_transcript": lambda c: c.withdraw_transcript(9, "a wrong file"),
    "speakers": lambda c: list(c.speakers(name="a")),
    "runs": lambda c: list(c.runs(transcript=9, status="failed")),
    "run": lambda c: c.follow(3),
    "start_run": lambda c: c.start_run(9),
    "cancel": lambda c: c.cancel(3),
    "replay": lambda c: c.replay(3),
    "claims": lambda c: list(
        c.claims(
            transcript=9,
            status="a",
            speaker=1,
            type="state",
            min_score=0.1,
            max_score=0.9,
            assignee="me",
            date_from="2026-01-02",
            date_to="2026-01-03",
            search="a",
            superseded=True,
            ordering="id",
            page_size=5,
        )
    ),
    "claim": lambda c: c.claim(1),
    "allowed_actions": lambda c: c.allowed_actions(1),
    "next_claim": lambda c: c.next_claim(transcript=9),
    "add_claim": lambda c: c.add_claim(9, 0, 5, type="state"),
    "edit_claim": lambda c: c.edit_claim(1, normalised="It rose by 4%."),
    "take": lambda c: c.take(1),
    "keep": lambda c: c.keep(1),
    "renew": lambda c: c.renew(1),
    "release": lambda c: c.release(1),
    "assign": lambda c: c.assign(1, 5),
    "take_over": lambda c: c.take_over(1, 5),
    "reveal": lambda c: c.reveal(1, "late"),
    "dismiss": lambda c: c.dismiss(1, "an opinion"),
    "reopen": lambda c: c.reopen(1, "new figures"),
    "reviews": lambda c: list(c.reviews(1)),
    "verdicts": lambda c: list(c.verdicts(1)),
    "history": lambda c: c.history(1),
    "checks": lambda c: list(c.checks(transcript=9, speaker=1)),
    "scales": lambda c: list(c.scales()),
    "add_scale": lambda c: c.add_scale("A", [{"label": "True"}], ratings_required=2),
    "retire_scale": lambda c: c.retire_scale(1),
    "rate": lambda c: c.rate(1, 2, "Because.", wording=1, confidence="low"),
    "ratings": lambda c: list(c.ratings(1)),
    "draft": lambda c: c.draft(1),
    "save_draft": lambda c: c.save_draft(1, rationale="So far"),
    "cite": lambda c: c.cite(1, **SOURCE, stance="supports", publisher="A", excerpt="It rose."),
    "citations": lambda c: list(c.citations(1)),
    "withdraw_citation": lambda c: c.withdraw_citation(4, "wrong table"),
    "sources": lambda c: list(c.sources(title="a", publisher="a", superseded=True)),
    "add_source": lambda c: c.add_source(**SOURCE, publisher="A"),
    "edit_source": lambda c: c.edit_source(3, title="B"),
    "supersede": lambda c: c.supersede(3, "Revised.", replaced_by="https://a.example/new"),
    "reinstate": lambda c: c.reinstate(3, "Another table."),
    "supersessions": lambda c: list(c.supersessions(3)),
    "adjudicate": lambda c: c.adjudicate(
        1, 2, summary="A", reason="B", as_of="2026-01-02", twin_reason="C", acknowledged=[1]
    ),
    "publish": lambda c: c.publish(1),
    "correct": lambda c: c.correct(
        1,
        "A slip.",
        level=2,
        summary="A",
        as_of="2026-01-02",
        normalised="B",
        type="state",
        speaker=1,
        withdraw_citations=[4],
    ),
    "confirm": lambda c: c.confirm(1, review_by="2027-01-01"),
    "retract": lambda c: c.retract(1, "the wrong person"),
    "logout": lambda c: c.logout(),
}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(SCHEMA.read_text())
    return found


@pytest.mark.parametrize("name", CALLS)
def test_each_call_is_an_operation_of_the_schema(name: str, schema: dict[str, Any]) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        request.read()
        asked.append(request)
        return httpx.Response(200, json=ANYTHING, headers={"ETag": '"1"'})

    with Client("https://onrecord.example", "t", transport=httpx.MockTransport(answer)) as client:
        CALLS[name](client)
    for request in asked:
        check(request, schema)


def test_every_public_call_is_tried_here() -> None:
    plumbing = {"send", "get", "pages", "add", "change", "newest", "close", "act", "use_token"}
    elsewhere = {"login", "claim_review", "check_url", "claim_path", "default_scale"}
    elsewhere |= {"receipt", "receipt_keys"}
    elsewhere |= {"upload", "follow", "progress"}
    public = {name for name in dir(Client) if not name.startswith("_")}
    assert public - plumbing - elsewhere <= set(CALLS)


def check(request: httpx.Request, schema: dict[str, Any]) -> None:
    path = next(
        one
        for one in sorted(schema["paths"], key=lambda one: one.count("{"))
        if re.fullmatch(re.sub(r"\{\w+\}", r"\\d+", one), request.url.path)
    )
    operation = schema["paths"][path][request.method.lower()]
    known = {one["name"] for one in operation.get("parameters", [])}
    assert set(request.url.params) <= known
    assert ("Idempotency-Key" in request.headers) <= ("Idempotency-Key" in known)
    assert ("If-Match" in request.headers) == ("If-Match" in known)
    body = operation.get("requestBody")
    if body is None or (not request.content and not body.get("required")):
        assert request.content == b""
        return
    media = request.headers["Content-Type"].partition(";")[0]
    reference = body["content"][media]["schema"]["$ref"]
    fields = schema["components"]["schemas"][reference.rpartition("/")[2]]["properties"]
    if media == "application/json":
        assert set(json.loads(request.content)) <= set(fields)
    else:
        assert set(re.findall(r' name="(\w+)"', request.content.decode())) <= set(fields)
