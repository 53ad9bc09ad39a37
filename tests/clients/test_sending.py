"""What the client sends again, under which key, and after which wait."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest

from onrecord_client import (
    Client,
    Conflict,
    ConnectionFailed,
    ProblemError,
    ServerFailed,
    Throttled,
    UnexpectedAnswer,
)
from tests.clients.conftest import Scripted, claim_body

UPLOADED = {"id": 9, "title": "Interview", "run": {"id": 3, "status": "queued"}, "not_applied": []}


def test_an_addition_keeps_its_key_and_body_through_a_lost_answer(
    client: Client, server: Scripted
) -> None:
    server.answers = [httpx.ReadError("gone"), httpx.Response(201, json=UPLOADED)]
    upload = client.upload(text="The rate rose.")
    assert (upload.created, upload.transcript.id, upload.not_applied) == (True, 9, ())
    first, second = server.headers("Idempotency-Key")
    assert first == second
    assert first
    assert server.requests[0].content == server.requests[1].content
    assert len(server.slept) == 1


def test_a_file_is_sent_whole_the_second_time_too(
    client: Client, server: Scripted, tmp_path: Any
) -> None:
    path = tmp_path / "talk.srt"
    path.write_bytes(b"1\n00:00:00,000 --> 00:00:01,000\nIt rose.\n")
    server.answers = [httpx.ReadTimeout("slow"), httpx.Response(200, json=UPLOADED)]
    with path.open("rb") as stream:
        upload = client.upload(stream, title="Talk")
    assert not upload.created
    for request in server.requests:
        assert b"It rose." in request.content
        assert b'filename="talk.srt"' in request.content
        assert b"Talk" in request.content


def test_each_addition_has_its_own_key(client: Client, server: Scripted) -> None:
    server.answers = [httpx.Response(201, json=UPLOADED) for _ in range(3)]
    client.upload(text="One.")
    client.upload(text="Two.")
    client.upload(text="Three.", idempotency_key="mine")
    keys = server.headers("Idempotency-Key")
    assert len(set(keys)) == 3
    assert keys[2] == "mine"


def test_an_addition_that_is_still_in_progress_is_asked_for_again(
    client: Client, server: Scripted, problem: Any
) -> None:
    busy = problem(409, "idempotency_in_progress", {"Retry-After": "1"})
    server.answers = [httpx.ReadTimeout("slow"), busy, httpx.Response(201, json=UPLOADED)]
    assert client.upload(text="The rate rose.").created
    assert len(set(server.headers("Idempotency-Key"))) == 1
    assert server.slept[1] == 1.0


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_in_seconds_is_waited_for(
    client: Client, server: Scripted, problem: Any, status: int
) -> None:
    wait = problem(status, "later", {"Retry-After": "7"})
    server.answers = [wait, httpx.Response(200, json=claim_body())]
    assert client.claim(1).text == "It rose."
    assert server.slept == [7.0]


def test_retry_after_as_a_date_is_waited_for(
    client: Client, server: Scripted, problem: Any
) -> None:
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    server.answers = [
        problem(503, "away", {"Retry-After": then}),
        httpx.Response(200, json=claim_body()),
    ]
    client.claim(1)
    assert 15 < server.slept[0] <= 20


def test_an_act_is_repeated_only_where_the_server_did_nothing(
    client: Client, server: Scripted, problem: Any
) -> None:
    throttled = problem(429, "throttled", {"Retry-After": "2"})
    taken = httpx.Response(200, json=claim_body(), headers={"ETag": '"b"'})
    server.answers = [throttled, httpx.ConnectError("refused"), taken]
    client.take(1, etag='"a"')
    assert server.headers("If-Match") == ['"a"'] * 3

    server.answers = [httpx.ReadError("gone")]
    with pytest.raises(ConnectionFailed, match="take"):
        client.take(1, etag='"a"')
    server.answers = [httpx.Response(502, text="Bad gateway")]
    with pytest.raises(ServerFailed):
        client.take(1, etag='"a"')


def test_a_wait_longer_than_the_client_may_sleep_is_the_callers(
    client: Client, server: Scripted, problem: Any
) -> None:
    server.answers = [problem(429, "throttled", {"Retry-After": "3000"})]
    with pytest.raises(Throttled) as raised:
        client.claim(1)
    assert raised.value.retry_after == "3000"
    assert server.slept == []


def test_attempts_end(client: Client, server: Scripted, problem: Any) -> None:
    server.answers = [httpx.ConnectError("refused") for _ in range(3)]
    with pytest.raises(ConnectionFailed, match="refused"):
        client.claim(1)
    server.answers = [problem(503, "away") for _ in range(3)]
    with pytest.raises(ServerFailed):
        client.claim(1)
    assert server.answers == []
    assert len(server.slept) == 4


def test_other_errors_are_not_repeated(client: Client, server: Scripted, problem: Any) -> None:
    server.answers = [problem(409, "wrong_state"), problem(500, "internal")]
    with pytest.raises(Conflict):
        client.rate(1, 2, "No.", wording=1)
    with pytest.raises(ServerFailed):
        client.claim(1)


def test_the_token_goes_to_the_base_url_only(client: Client, server: Scripted) -> None:
    elsewhere = httpx.Response(302, headers={"Location": "https://elsewhere.example/"})
    server.answers = [elsewhere]
    with pytest.raises(ProblemError, match=r"redirects to https://elsewhere\.example"):
        client.claim(1)
    assert [request.url.host for request in server.requests] == ["onrecord.example"]
    assert "secret-token" not in repr(client)


def test_a_page_of_a_proxy_is_no_claim(client: Client, server: Scripted) -> None:
    server.answers = [httpx.Response(200, text="<html>"), httpx.Response(200, json={"ok": True})]
    for _ in range(2):
        with pytest.raises(UnexpectedAnswer):
            client.claim(1)
    server.answers = [httpx.Response(200, json=[])]
    with pytest.raises(UnexpectedAnswer):
        list(client.claims())


@pytest.mark.parametrize("url", ["onrecord.example", "ftp://onrecord.example", ""])
def test_a_base_url_without_http_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="http://"):
        Client(url)


@pytest.mark.parametrize("url", ["https://one.example/", "https://one.example/api/v1/"])
def test_the_base_url_may_name_the_api(url: str) -> None:
    assert Client(url).base_url == "https://one.example"
