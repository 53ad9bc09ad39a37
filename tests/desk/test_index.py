"""The desk's first page: filters and chips, what is beside the queue, news that waits, queries."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.roles import Role
from claims import services
from claims.models import Claim, Review, Verdict
from desk.queue import Filters
from tests.desk.conftest import Blind, cite, rate, version
from tests.factories import ClaimFactory, TranscriptFactory, UserFactory, level
from transcripts.models import ExtractionRun, Heartbeat, Transcript

INDEX = "admin:index"


def shown(client: Client, **query: object) -> set[int]:
    return {claim.pk for claim in client.get(reverse(INDEX), query).context["queue"]}


def take(person: Any, claim: Claim) -> None:
    services.take(actor=person, claim_id=claim.pk, expected_version=version(claim))


def test_the_queue_reads_what_waits_however_much_of_the_top_is_decided(
    sign_in: Callable[..., Client],
) -> None:
    person = sign_in(Role.REVIEWER).person  # type: ignore[attr-defined]
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
    take(client.person, mine)  # type: ignore[attr-defined]
    take(other, theirs)
    assert shown(client, assignee="me") == {mine.pk}
    assert shown(client, assignee=other.pk) == {theirs.pk}
    assert shown(client, assignee="nobody") == {free.pk}
    assert shown(client, assignee="somebody") == {mine.pk, theirs.pk, free.pk}


def test_the_queue_is_filtered_by_date_and_score(sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.REVIEWER)
    early = ClaimFactory(transcript=TranscriptFactory(event_date="2026-01-05"), rank=10_000)
    late = ClaimFactory(transcript=TranscriptFactory(event_date="2026-03-05"), rank=4_050)
    assert shown(client, date_from="2026-02-01") == {late.pk}
    assert shown(client, date_to="2026-02-01") == {early.pk}
    assert shown(client, date_from="2026-01-05", date_to="2026-01-05") == {early.pk}
    assert shown(client, date_from="yesterday", date_to="20260201") == {early.pk, late.pk}
    assert shown(client, max_score=40) == {late.pk}
    assert shown(client, max_score=99) == {early.pk, late.pk}
    assert shown(client, min_score=40, max_score=40) == {late.pk}


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


# Beside the queue ---------------------------------------------------------------------------------


def test_what_i_hold_comes_by_the_end_of_its_lease(sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.REVIEWER)
    person = client.person  # type: ignore[attr-defined]
    assigned, soon, later = ClaimFactory(), ClaimFactory(), ClaimFactory()
    editor = UserFactory(role=Role.EDITOR)
    services.assign(actor=editor, claim_id=assigned.pk, expected_version=None, reviewer=person)
    for claim in (later, soon):
        take(person, claim)
    Review.objects.filter(claim=soon).update(lease_expires_at=now() + timedelta(minutes=5))
    page = client.get(reverse(INDEX))
    assert [review.claim_id for review in page.context["mine"]] == [soon.pk, later.pk, assigned.pk]
    assert f"assigned by {editor}" in page.content.decode()
    assert page.content.decode().count('class="soon"') == 2  # here and on its row


def test_a_row_says_who_is_at_work_and_for_how_long(sign_in: Callable[..., Client]) -> None:
    claim, other = ClaimFactory(), UserFactory(first_name="Bela", last_name="Moor")
    take(other, claim)
    page = sign_in(Role.REVIEWER).get(reverse(INDEX)).content.decode()
    row = page[page.index('class="meta at-work"') :]
    assert "Bela Moor" in row[:200]
    assert "1 h left" in row[:600]


def decided(blind: Blind, number: int) -> Claim:
    rate(blind.two, blind.claim, number)
    blind.claim.refresh_from_db()
    return blind.claim


def test_disputes_wait_for_editors_and_for_nobody_else(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    editor, reviewer = sign_in(Role.EDITOR), sign_in(Role.REVIEWER)
    assert editor.get(reverse(INDEX)).context["disputes"] == []
    claim = decided(blind, 5)
    assert claim.status == "disputed"
    assert [one.pk for one in editor.get(reverse(INDEX)).context["disputes"]] == [claim.pk]
    assert "Disputes" not in reviewer.get(reverse(INDEX)).content.decode()


def publish(blind: Blind, editor: Any, settings: Any) -> Claim:
    settings.PUBLIC_URL, settings.PUBLISHER_NAME = "https://checks.example", "The Gazette"
    cite(blind.two, blind.claim, 2)
    claim = decided(blind, 2)
    services.adjudicate(
        actor=editor,
        claim_id=claim.pk,
        expected_version=None,
        level=level(2),
        summary="The table says otherwise.",
    )
    services.publish(actor=editor, claim_id=claim.pk, expected_version=None)
    return claim


def test_corrections_and_retractions_stand_apart_with_their_note(
    sign_in: Callable[..., Client], blind: Blind, settings: Any
) -> None:
    client = sign_in(Role.EDITOR)
    editor = client.person  # type: ignore[attr-defined]
    claim = publish(blind, editor, settings)
    page = client.get(reverse(INDEX))
    assert [one.claim_id for one in page.context["published"]] == [claim.pk]
    assert page.context["corrections"] == []
    services.correct(
        actor=editor, claim_id=claim.pk, expected_version=None, note="Named the wrong table."
    )
    page = client.get(reverse(INDEX))
    assert page.context["published"] == []
    assert "Named the wrong table." in page.content.decode()
    services.retract(
        actor=editor, claim_id=claim.pk, expected_version=None, reason="Said by somebody else."
    )
    page = client.get(reverse(INDEX))
    assert [one.claim_id for one in page.context["corrections"]] == [claim.pk]
    assert "Said by somebody else." in page.content.decode()
    assert Verdict.objects.filter(claim=claim).count() == 2


# What changes by itself ---------------------------------------------------------------------------


def test_new_claims_are_announced_and_wait_to_be_let_in(sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.REVIEWER)
    old = ClaimFactory(rank=9_000)
    page = client.get(reverse(INDEX), {"min_score": 50}).content.decode()
    poll = re.search(r'hx-get="([^"]+)"', page)
    assert poll is not None
    url = poll[1].replace("&amp;", "&")
    assert "new claim" not in client.get(url, headers={"HX-Request": "true"}).content.decode()
    ClaimFactory(transcript=old.transcript, end=20, rank=9_000)
    ClaimFactory(transcript=old.transcript, end=21, rank=8_000)
    ClaimFactory(transcript=old.transcript, end=22, rank=100)  # filtered away
    answer = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "2 new claims: show" in " ".join(answer.split())
    assert f'href="{reverse(INDEX)}?min_score=50"' in answer
    assert 'class="row"' not in answer


def test_new_claims_of_a_withdrawn_transcript_are_no_news(sign_in: Callable[..., Client]) -> None:
    client, claim = sign_in(Role.REVIEWER), ClaimFactory()
    ClaimFactory(transcript=TranscriptFactory(withdrawn_at=now()))
    answer = client.get(reverse("admin:desk_running"), {"since": claim.pk})
    assert answer.context["new"] == 0
    assert client.get(reverse("admin:desk_running"), {"since": "x"}).context["new"] == 0


def beat(kind: str, queues: list[str] | None = None) -> None:
    Heartbeat.objects.update_or_create(
        process="h:1", kind=kind, defaults={"queues": queues or [], "last_seen": now()}
    )


def test_the_banner_turns_to_good_news_once_a_worker_is_back(
    sign_in: Callable[..., Client],
) -> None:
    client, url = sign_in(Role.REVIEWER), reverse("admin:desk_running")
    assert "No worker has ever been seen." in client.get(reverse(INDEX)).content.decode()
    beat("worker", ["extraction"])
    answer = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "The sweep job has never run" in answer
    for kind in ("sweep", "reap"):
        beat(kind)
    answer = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "A worker is at work again." in answer
    assert 'id="banner"' not in client.get(reverse(INDEX)).content.decode()


def test_live_parts_carry_what_their_script_pauses(sign_in: Callable[..., Client]) -> None:
    for name in (INDEX, "admin:desk_runs"):
        page = sign_in(Role.REVIEWER).get(reverse(name)).content.decode()
        polled = re.findall(r"<div[^>]*hx-trigger=\"every[^>]*>", page)
        assert polled
        for tag in polled:
            assert "data-live" in tag
            assert ", look" in tag
        assert 'id="live-notice"' in page


# Administrators -----------------------------------------------------------------------------------


def test_administrators_see_accounts_roles_and_health_and_no_claim(
    sign_in: Callable[..., Client],
) -> None:
    claim = ClaimFactory()
    UserFactory(role=Role.EDITOR)
    UserFactory(role=None)
    page = sign_in(Role.ADMINISTRATOR).get(reverse(INDEX))
    text = page.content.decode()
    assert {role: n for role, _, n in page.context["roles"]} == {
        "editor": 1,
        "reviewer": 0,
        "integrator": 0,
        "administrator": 1,
    }
    assert "1 account has no role and cannot work." in text
    assert {check.name: check.ok for check in page.context["checks"]}["Workers"] is False
    assert claim.text not in text


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
            Verdict.objects.create(
                claim=done, round=1, level=level(2), decided_by=UserFactory(), ratings_count=2,
                ratings_required=2, published_at=now(), correction_note=note,
                claim_text=done.text, claim_normalised=done.text,
            )  # fmt: skip
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
    person = client.person  # type: ignore[attr-defined]

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


def test_the_administrators_page_costs_the_same_for_many(sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.ADMINISTRATOR)

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse(INDEX)).status_code == 200
        return len(caught)

    for _ in range(2):
        UserFactory()
    cost()
    few = cost()
    for _ in range(48):
        UserFactory(role=Role.EDITOR)
    assert cost() == few
