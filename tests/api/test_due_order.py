"""What is due for review is listed by how long it has been due, as it is at the desk."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils.timezone import now

from claims.models import Claim, Verdict
from tests.api.conftest import Client
from tests.factories import ClaimFactory, TranscriptFactory, VerdictFactory, level
from transcripts.models import Transcript


def back(since: datetime, **more: Any) -> Claim:
    """A published claim whose verdict came back to the desk then."""
    claim: Claim = ClaimFactory(status="published", scale=level(2).scale, **more)
    VerdictFactory(claim=claim, due_at=since, due_because=[{"code": "date"}])
    return claim


def of_one_sweep(transcript: Transcript, moment: datetime, count: int) -> list[int]:
    return [
        back(moment, transcript=transcript, end=end, rank=end * 37 % 100).pk
        for end in range(10, 10 + count)
    ]


def listed(client: Client, query: str = "") -> list[int]:
    found = client.get(f"claims/?due=true{query}")
    assert found.status_code == 200, found.json()
    return [row["id"] for row in found.json()["results"]]


def test_the_longest_due_comes_first_unless_another_order_is_asked_for(editor: Client) -> None:
    today = now()
    lately = back(today, rank=9_000).pk
    long = back(today - timedelta(days=9), rank=100).pk
    between = back(today - timedelta(days=5), rank=500).pk
    VerdictFactory()  # stands
    assert listed(editor) == [long, between, lately]
    assert listed(editor, "&ordering=rank") == [lately, between, long]
    assert listed(editor, "&ordering=id") == sorted([lately, long, between])
    assert listed(editor, "&min_score=0") == [long, between, lately]


def test_a_correction_counts_once(editor: Client) -> None:
    """The verdict before it stays due in its row, for the record."""
    claim = back(now() - timedelta(days=2))
    Verdict.objects.filter(claim=claim).update(superseded_at=now())
    VerdictFactory(claim=claim, due_at=now(), due_because=[{"code": "date"}])
    assert listed(editor) == [claim.pk]


@pytest.mark.parametrize("size", [1, 2, 5])
def test_pages_hold_each_once_while_some_are_confirmed_and_others_come(
    editor: Client, size: int
) -> None:
    sweep, transcript = now() - timedelta(days=3), TranscriptFactory()
    same = of_one_sweep(transcript, sweep, 9)
    later = back(now() - timedelta(days=1)).pk
    url, found = f"claims/?due=true&page_size={size}", []
    while url:
        page = editor.get(url).json()
        found += [row["id"] for row in page["results"]]
        url = page["next"]
        if len(found) == size:  # after the first page
            Verdict.objects.filter(claim=found[0]).update(due_at=None, due_because=[])
            back(sweep - timedelta(days=1))  # due for longer: stands on a page that was read
            last = back(now()).pk
    assert found == [*same, later, last]


def test_a_cursor_keeps_to_its_order(editor: Client) -> None:
    of_one_sweep(TranscriptFactory(), now(), 3)
    following = editor.get("claims/?due=true&page_size=1").json()["next"]
    other = editor.get(f"{following}&ordering=rank")
    assert (other.status_code, other.json()["errors"][0]["code"]) == (400, "cursor")


def test_a_list_of_what_is_not_due_alone_stays_by_rank(editor: Client) -> None:
    low, high = back(now() - timedelta(days=9), rank=1).pk, back(now(), rank=2).pk
    found = editor.get("claims/?due=false").json()["results"]
    assert [row["id"] for row in found] == [high, low]
