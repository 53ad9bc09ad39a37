"""The list of transcripts: what was read, what waits, what failed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.roles import Role
from tests.factories import TranscriptFactory
from transcripts.models import ExtractionRun, Transcript

SignIn = Callable[..., Client]


def shown(client: Client, **query: Any) -> str:
    answer = client.get(reverse("admin:desk_transcripts"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def read(transcript: Transcript, **fields: Any) -> None:
    fields = {"status": "succeeded", "finished_at": now(), **fields}
    ExtractionRun.objects.create(transcript=transcript, max_attempts=3, not_before=now(), **fields)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (None, "never read"),
        ({"claims_found": 1}, "1 claim found"),
        ({"claims_found": 12}, "12 claims found"),
        ({"status": "queued", "finished_at": None}, "waiting for a worker"),
        ({"status": "failed", "failure_code": "internal"}, "reading failed"),
        ({"status": "cancelled"}, "reading was cancelled"),
        (
            {
                "status": "running",
                "finished_at": None,
                "lease_expires_at": now(),
                "done": 1,
                "total": 4,
            },
            "being read, 25 %",
        ),
    ],
)
def test_each_says_how_its_latest_reading_went(
    sign_in: SignIn, fields: dict[str, Any] | None, words: str
) -> None:
    transcript = TranscriptFactory()
    if fields is not None:
        read(transcript, status="failed", failure_code="internal")
        read(transcript, **fields)
    assert words in shown(sign_in(Role.REVIEWER))


def test_withdrawn_ones_are_listed_for_editors_only(sign_in: SignIn) -> None:
    TranscriptFactory(title="Taken back", withdrawn_at=now())
    assert "Taken back" not in shown(sign_in(Role.REVIEWER))
    page = shown(sign_in(Role.EDITOR))
    assert "Taken back" in page
    assert "withdrawn" in page


def test_a_search_by_title_that_finds_nothing_says_for_what(sign_in: SignIn) -> None:
    TranscriptFactory(title="Harbour committee")
    client = sign_in(Role.REVIEWER)
    assert "Harbour committee" in shown(client, q="harbour")
    page = shown(client, q="zeppelin <b>")
    assert "No title has “zeppelin &lt;b&gt;” in it." in page
    assert "Harbour committee" not in page


def test_the_first_day_says_what_to_do(sign_in: SignIn) -> None:
    assert "No transcript yet. Upload one" in shown(sign_in(Role.REVIEWER))


def test_older_ones_follow_page_by_page(sign_in: SignIn) -> None:
    client = sign_in(Role.REVIEWER)
    made = [TranscriptFactory(title=f"No. {number}.") for number in range(60)]
    first = shown(client)
    assert made[-1].title in first
    assert made[9].title not in first
    older = shown(client, before=made[10].pk)
    assert all(one.title in older for one in made[:10])
    assert made[10].title not in older


def test_fifty_cost_as_many_queries_as_two(sign_in: SignIn) -> None:
    client = sign_in(Role.EDITOR)

    def add(count: int) -> None:
        for _ in range(count):
            transcript = TranscriptFactory()
            read(transcript)
            read(transcript, status="cancelled")

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            shown(client)
        return len(caught)

    add(2)
    queries()
    few = queries()
    add(48)
    assert queries() == few <= 8
