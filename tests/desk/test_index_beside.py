"""Beside the queue: what I hold, what waits for an editor, what came out; and news as it comes."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.roles import Role
from claims import services
from claims.models import Claim, Review, Verdict
from tests.desk.conftest import Blind, cite, rate, take
from tests.factories import ClaimFactory, TranscriptFactory, UserFactory, VerdictFactory, level
from transcripts.models import Heartbeat

INDEX = "admin:index"


def beneath(page: Any, title: str) -> str:
    """What the section with this heading says."""
    section = page.content.decode().split(f'aria-labelledby="{title}"')[1].split("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", section).split())


def test_what_i_hold_comes_by_the_end_of_its_lease(sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.REVIEWER)
    person = client.person
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
    assert "1 h 59 min left" in row[:600]


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
    editor = client.person
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


def test_only_what_came_back_says_why_beside_and_in_its_row(sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.EDITOR)
    back = VerdictFactory(due_at=now(), due_because=[{"code": "gone", "citation": 1}])
    stands = VerdictFactory()
    page = client.get(reverse(INDEX))
    beside = {title: beneath(page, f"{title}-title") for title in ("due", "published")}
    assert "a source is gone · " in beside["due"]
    assert "a source is gone" not in beside["published"]
    assert "·  ·" not in beside["published"]
    assert "· ·" not in beside["published"]
    due = client.get(reverse(INDEX), {"due": "yes"})
    assert [one.pk for one in due.context["queue"]] == [back.claim_id]
    assert "published a source is gone" in beneath(due, "queue-title")
    assert '<option value="any" selected>' in due.content.decode()
    assert "a source is gone" not in beneath(
        client.get(reverse(INDEX), {"status": "published"}), "queue-title"
    )
    assert stands.claim_id != back.claim_id


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
