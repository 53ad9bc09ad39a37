"""The desk's first page: the queue, its filters and chips, and what the page costs."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.roles import Role
from claims.models import Claim, Review
from desk.queue import Filters
from tests.desk.conftest import take, words
from tests.factories import ClaimFactory, TranscriptFactory, UserFactory, VerdictFactory
from transcripts.models import ExtractionRun, Transcript

INDEX = "admin:index"


def shown(client: Client, **query: object) -> set[int]:
    return {claim.pk for claim in client.get(reverse(INDEX), query).context["queue"]}


def test_the_queue_reads_what_waits_however_much_of_the_top_is_decided(
    sign_in: Callable[..., Client],
) -> None:
    person = sign_in(Role.REVIEWER).person
    first = ClaimFactory(rank=10)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO claims_claim (transcript_id, start, "end", text, role, first_segment_id,
                last_segment_id, context_start, context_end, score, rank, reasons, entities,
                quantities, dates, suggested_normalised, suggested_type, wording, status, round,
                version, created_at)
            SELECT transcript_id, "end" + n, "end" + n + 1, text, role, first_segment_id,
                last_segment_id, "end" + n, "end" + n + 1, score, 9000, reasons, entities,
                quantities, dates, '', 'quantity', 1, 'dismissed', 1, 1, now()
            FROM claims_claim, generate_series(1, 20000) n WHERE id = %s
            """,
            [first.pk],
        )
        cursor.execute("ANALYZE claims_claim")
    queue = Filters.of({}).apply(person)[:26]
    plan = queue.explain(analyze=True)
    assert [claim.pk for claim in queue] == [first.pk]
    assert "claim_waiting" in plan
    assert not re.search(r"Rows Removed by Filter: \d{3,}", plan), plan


# Filters ------------------------------------------------------------------------------------------


def test_the_queue_is_filtered_by_who_works_on_it(sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.REVIEWER)
    mine, theirs, free = ClaimFactory(), ClaimFactory(), ClaimFactory()
    other = UserFactory()
    take(client.person, mine)
    take(other, theirs)
    assert shown(client, assignee="me") == {mine.pk}
    assert shown(client, assignee=other.pk) == {theirs.pk}
    assert shown(client, assignee="nobody") == {free.pk}
    assert shown(client, assignee="somebody") == {mine.pk, theirs.pk, free.pk}


def test_the_queue_is_filtered_by_date_and_score(sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.REVIEWER)
    early = ClaimFactory(transcript=TranscriptFactory(event_date="2026-01-05"), rank=10_000)
    late = ClaimFactory(transcript=TranscriptFactory(event_date="2026-03-05"), score=0.405)
    assert shown(client, date_from="2026-02-01") == {late.pk}
    assert shown(client, date_to="2026-02-01") == {early.pk}
    assert shown(client, date_from="2026-01-05", date_to="2026-01-05") == {early.pk}
    assert shown(client, date_from="yesterday", date_to="20260201") == {early.pk, late.pk}
    assert shown(client, max_score=40) == {late.pk}
    assert shown(client, max_score=99) == {early.pk, late.pk}
    assert shown(client, min_score=40, max_score=40) == {late.pk}
    by_hand = ClaimFactory(score=None, rank=10_000)
    assert shown(client, min_score=99) == {early.pk, by_hand.pk}


def test_each_filter_is_a_chip_with_a_way_to_be_rid_of_it(sign_in: Callable[..., Client]) -> None:
    transcript = TranscriptFactory(title="Budget debate")
    other = UserFactory(first_name="Bela", last_name="Moor")
    query = {"q": "bridge", "transcript": transcript.pk, "assignee": other.pk, "status": "any"}
    page = sign_in(Role.REVIEWER).get(reverse(INDEX), query)
    chips = {chip.name: chip for chip in page.context["chips"]}
    assert {name: chip.value for name, chip in chips.items()} == {
        "Words": "bridge",
        "Transcript": "Budget debate",
        "With": "Bela Moor",
        "Status": "any",
    }
    assert chips["Words"].without == f"status=any&transcript={transcript.pk}&assignee={other.pk}"
    for chip in chips.values():
        assert chip.without.replace("&", "&amp;") in page.content.decode()


def test_superseded_claims_are_listed_apart_and_marked(sign_in: Callable[..., Client]) -> None:
    gone = ClaimFactory(superseded_at=now())
    stays = ClaimFactory(transcript=gone.transcript, start=0, end=5)
    client = sign_in(Role.REVIEWER)
    query = {"transcript": gone.transcript_id, "status": "any", "superseded": "yes"}
    page = client.get(reverse("admin:desk_transcript", args=[gone.transcript_id]))
    assert f"/admin/?{urlencode(query)}".replace("&", "&amp;") in page.content.decode()
    assert shown(client, status="any") == {stays.pk}
    assert shown(client, **query) == {gone.pk}
    listed = words(client.get(reverse(INDEX), query))
    assert "Superseded: by a later reading" in listed
    assert "superseded waiting" in listed
    claim_page = words(client.get(reverse("admin:desk_claim", args=[gone.pk])))
    assert "a later reading proposes other claims here" in claim_page


def test_a_chip_names_no_transcript_that_is_not_visible(sign_in: Callable[..., Client]) -> None:
    gone = TranscriptFactory(title="Taken back", withdrawn_at=now())
    page = sign_in(Role.REVIEWER).get(reverse(INDEX), {"transcript": gone.pk})
    assert "Taken back" not in page.content.decode()
    assert [chip.value for chip in page.context["chips"]] == [f"#{gone.pk}"]


def test_an_empty_queue_says_why_and_what_to_do(sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.REVIEWER)
    assert "Nothing waits to be checked." in client.get(reverse(INDEX)).content.decode()
    page = client.get(reverse(INDEX), {"q": "zeppelin"}).content.decode()
    assert "No claim matches these filters." in page
    assert "Show the whole queue" in page


def test_the_next_page_keeps_the_filters(sign_in: Callable[..., Client]) -> None:
    transcript = TranscriptFactory()
    for end in range(10, 40):
        ClaimFactory(transcript=transcript, end=end)
    client = sign_in(Role.REVIEWER)
    page = client.get(reverse(INDEX), {"transcript": transcript.pk})
    after = page.context["cursor"]
    assert f"?transcript={transcript.pk}&amp;after={after}" in page.content.decode()


# Queries ------------------------------------------------------------------------------------------


def fill(count: int, person: Any, transcript: Transcript) -> None:
    """Rows of every kind that the page shows, each with people of its own."""
    start = Claim.objects.count()
    for number in range(start, start + count):
        ends = {"transcript": transcript, "start": number, "end": number + 60}
        claim = ClaimFactory(**ends, status="in_review")
        for who in (person, UserFactory()):
            Review.objects.create(
                claim=claim, reviewer=who, round=1, lease_expires_at=now() + timedelta(hours=1)
            )
        for length, status in ((70, "disputed"), (80, "resolved")):
            ClaimFactory(transcript=transcript, status=status, start=number, end=number + length)
        for note in ("", "Mended."):
            done = ClaimFactory(
                transcript=TranscriptFactory(), status="published", end=len(note) + 20
            )
            VerdictFactory(claim=done, published_at=now(), correction_note=note)
        for status in ("queued", "failed"):
            failed = status == "failed"
            ExtractionRun.objects.create(
                transcript=TranscriptFactory(),
                status=status,
                max_attempts=3,
                not_before=now(),
                finished_at=now() if failed else None,
                failure_code="internal" if failed else "",
            )


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.EDITOR])
@pytest.mark.parametrize("name", [INDEX, "admin:desk_running"])
def test_fifty_of_everything_cost_what_two_do(
    sign_in: Callable[..., Client], name: str, role: Role
) -> None:
    client, transcript = sign_in(role), TranscriptFactory(text="x" * 400 + "\n")
    person = client.person

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse(name), {"since": "1", "status": "any"}).status_code == 200
        return len(caught)

    fill(2, person, transcript)
    cost()
    few = cost()
    fill(48, person, transcript)
    assert cost() == few
    assert few <= 27
