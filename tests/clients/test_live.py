"""The client and its command line against the running stack: upload to published check."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from accounts.roles import Role
from accounts.services import create_user
from onrecord_client import (
    Client,
    Forbidden,
    GateRefused,
    NotFound,
    NotSignedIn,
    Run,
    StaleVersion,
)

PASSWORD = "a-long-password-for-tests-1"
ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples" / "interview.txt"
SOURCE = ROOT / "clients" / "python" / "src"
PEOPLE = {
    "wire": Role.INTEGRATOR,
    "one": Role.REVIEWER,
    "two": Role.REVIEWER,
    "ed": Role.EDITOR,
}


def command(url: str, token: str, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """``onrecord`` as an integrator's shell runs it."""
    return subprocess.run(
        [sys.executable, "-m", "onrecord_client", *words],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(SOURCE),
            "ONRECORD_URL": url,
            "ONRECORD_TOKEN": token,
        },
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


class LosesFirstAnswer(httpx.HTTPTransport):
    """The server does what it is asked; the first answer never arrives."""

    lost = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = super().handle_request(request)
        if self.lost:
            return answer
        self.lost = True
        answer.read()
        raise httpx.ReadError("the answer was lost")


@pytest.fixture
def people(live_stack: Any) -> Any:
    for name, role in PEOPLE.items():
        create_user(username=name, password=PASSWORD, roles=[role])
    clients = {name: Client.login(live_stack.url, name, PASSWORD) for name in PEOPLE}
    yield clients
    for client in clients.values():
        client.close()


@pytest.mark.faults
def test_upload_follow_rate_publish_and_the_command_line(live_stack: Any, people: Any) -> None:
    wire, reviewers, editor = people["wire"], [people["one"], people["two"]], people["ed"]
    transcript_id = upload_and_follow(wire)
    claim = next(wire.claims(transcript=transcript_id))
    for number, reviewer in enumerate(reviewers):
        judge(reviewer, claim.id, number)
    with pytest.raises(Forbidden):
        wire.take(claim)
    decide(editor, claim.id)

    check = next(wire.checks())
    assert (check.claim.id, check.verdict.summary) == (claim.id, "The table has it.")
    assert len(check.verdict.citations) == 2
    assert Client(live_stack.url).claim_review(claim.id)["@type"] == "ClaimReview"
    signed = Client(live_stack.url).receipt(claim.id)["receipt"]["key_id"]
    assert [one["kid"] for one in Client(live_stack.url).receipt_keys()["keys"]] == [signed]
    shell(live_stack.url, wire.token, transcript_id, claim.id)

    wire.logout()
    with pytest.raises(NotSignedIn):
        wire.claim(claim.id)


def upload_and_follow(wire: Client) -> int:
    upload = wire.upload(SAMPLE, title="Interview", language="en")
    assert upload.created
    assert upload.run is not None
    assert not wire.upload(SAMPLE).created
    told: list[Run] = []
    run = wire.follow(upload.run, told.append, timeout=120)
    assert run.claims_found > 0
    assert told[-1] == run
    assert told[0].worker is not None
    assert told[0].worker.alive
    found = list(wire.claims(transcript=upload.transcript, page_size=2))
    assert len({one.id for one in found}) == len(found) == run.claims_found
    assert [one.rank for one in found] == sorted((one.rank for one in found), reverse=True)
    text = wire.transcript(upload.transcript).text
    assert text is not None
    assert text[found[0].start : found[0].end] == found[0].text
    return upload.transcript.id


def judge(reviewer: Client, claim_id: int, number: int) -> None:
    claim = reviewer.claim(claim_id)
    assert claim.context is not None
    taken = reviewer.take(claim)
    assert taken.etag != claim.etag
    assert "rate" in reviewer.allowed_actions(claim)
    kind = "primary" if number == 0 else "secondary"
    unlucky = Client(reviewer.base_url, reviewer.token, transport=LosesFirstAnswer())
    citation = unlucky.cite(
        claim,
        url=f"https://statistics.example/{number}",
        title=f"Table {number}",
        kind=kind,
        stance="supports",
        excerpt="The figure is in the table.",
    )
    unlucky.close()
    assert citation.source.kind == kind
    assert len(list(reviewer.citations(claim))) == number + 1  # sent twice, added once
    level = reviewer.default_scale().levels[3]
    assert reviewer.rate(taken, level, "It is in the table.").level == level
    assert len(list(reviewer.ratings(claim))) == number + 1  # blind until the round is full


def decide(editor: Client, claim_id: int) -> None:
    claim = editor.claim(claim_id)
    assert claim.status == "resolved"
    with pytest.raises(GateRefused) as gate:
        editor.publish(claim)
    assert gate.value.missing
    editor.adjudicate(claim, editor.default_scale().levels[3], summary="The table has it.")
    with pytest.raises(StaleVersion):
        editor.publish(claim, etag=claim.etag)
    assert editor.publish(claim).public
    with pytest.raises(NotFound):
        editor.claim(claim_id + 100_000)


def shell(url: str, token: str, transcript_id: int, claim_id: int) -> None:
    sent = command(url, token, "send", "-", "--follow", "--json", given="The rate rose by 4%.\n")
    assert sent.returncode == 0, sent.stderr
    assert json.loads(sent.stdout)["run"]["status"] == "succeeded"
    assert "succeeded" in sent.stderr

    listed = command(url, token, "claims", "--transcript", str(transcript_id))
    rows = [line.split("\t") for line in listed.stdout.splitlines()]
    assert rows[0][0] == str(claim_id)
    assert {len(row) for row in rows} == {5}
    only = command(url, token, "claims", "--status", "published", "--json")
    assert [json.loads(line)["id"] for line in only.stdout.splitlines()] == [claim_id]

    checks = command(url, token, "checks")
    assert checks.stdout.rstrip().endswith(f"\t{url}/checks/{claim_id}/")

    made = command(url, "", "token", "wire", given=f"{PASSWORD}\n")
    assert command(url, made.stdout.strip(), "checks").returncode == 0

    refused = command(url, "no-such-token", "claims")
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "401" in refused.stderr
