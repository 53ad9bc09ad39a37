"""Matches over REST: what is listed, decided under If-Match, and refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now

from claims.matching import life
from claims.matching.models import LookupFailure
from claims.models import Claim, Lookup, Match
from tests.api.conftest import Client
from tests.factories import ClaimFactory, TranscriptFactory, UploadFactory, VerdictFactory
from worker.matching import match_claims

WORDS = "We built two hundred kilometres of road in the north last year."


@pytest.fixture
def pair(db: None) -> tuple[Claim, Claim]:
    """The same words in two transcripts, the first of them checked and published."""
    made = []
    for _ in range(2):
        transcript = TranscriptFactory(text=f"{WORDS}\n", event_date="2026-03-01")
        made.append(ClaimFactory(transcript=transcript, suggested_normalised=""))
    VerdictFactory(claim=made[0], level_label="Half true")
    life.queue_claims(Claim.objects.all())
    assert match_claims() == 2
    return made[0], made[1]


def test_a_match_is_listed_at_both_claims_with_what_was_published(
    pair: tuple[Claim, Claim], reviewer: Client
) -> None:
    first, again = pair
    (row,) = reviewer.get(f"claims/{again.pk}/matches/").json()["results"]
    assert reviewer.get(f"claims/{first.pk}/matches/").json()["results"] == [row]
    assert row["claim"]["id"] == again.pk
    assert row["claim"]["verdict"] is None
    assert row["earlier"]["text"] == WORDS
    assert row["earlier"]["said_on"] == "2026-03-01"
    assert row["earlier"]["verdict"]["level"] == "Half true"
    assert row["fact_check"] is None
    assert (row["kind"], row["status"], row["decided_by"]) == ("same_claim", "proposed", None)
    assert row["reasons"]
    assert row["score"] > 0.5


def test_deciding_needs_the_version_that_was_read(
    pair: tuple[Claim, Claim], reviewer: Client
) -> None:
    match = Match.objects.get()
    path = f"matches/{match.pk}/confirm/"
    assert reviewer.post(path, {}).status_code == 428
    assert reviewer.post(path, {}, etag=f'"match-{match.pk}-v9"').status_code == 412
    (row,) = reviewer.get(f"claims/{pair[1].pk}/matches/").json()["results"]
    done = reviewer.post(path, {"kind": "related"}, etag=row["etag"])
    assert done.status_code == 200, done.json()
    assert done.headers["ETag"] == done.json()["etag"] == f'"match-{match.pk}-v2"'
    assert (done.json()["kind"], done.json()["decided_kind"]) == ("same_claim", "related")
    assert reviewer.user is not None
    assert done.json()["decided_by"] == reviewer.user.username
    again = reviewer.post(path, {"kind": "related"}, etag="*")
    assert again.status_code == 409
    assert again.json()["allowed_actions"] == ["confirm", "reject"]
    turned = reviewer.post(f"matches/{match.pk}/reject/", {"reason": "No."}, etag="*")
    assert turned.json()["status"] == "rejected"
    assert reviewer.post(path, {"kind": "alike"}, etag="*").status_code == 400


def test_an_integrator_sees_matches_of_own_claims_and_not_who_decided(
    pair: tuple[Claim, Claim], reviewer: Client, integrator: Client
) -> None:
    first, again = pair
    UploadFactory(transcript=again.transcript, user=integrator.user)
    path = f"claims/{again.pk}/matches/"
    assert integrator.get(path).json()["results"] == []  # the other claim is not theirs
    UploadFactory(transcript=first.transcript, user=integrator.user)
    match = Match.objects.get()
    reviewer.post(f"matches/{match.pk}/confirm/", {}, etag="*")
    (row,) = integrator.get(path).json()["results"]
    assert (row["status"], row["decided_by"]) == ("confirmed", None)
    assert integrator.post(f"matches/{match.pk}/reject/", {}, etag="*").status_code == 403


def test_what_is_gone_is_not_listed(pair: tuple[Claim, Claim], reviewer: Client) -> None:
    first, again = pair
    Claim.objects.filter(pk=first.pk).update(superseded_at="2026-01-01T00:00Z")
    assert reviewer.get(f"claims/{again.pk}/matches/").json()["results"] == []


def test_the_detail_says_how_far_the_lookup_is(reviewer: Client, integrator: Client) -> None:
    transcript = TranscriptFactory(text=f"{WORDS}\n")
    UploadFactory(user=integrator.user, transcript=transcript)
    claim = ClaimFactory(transcript=transcript)

    def shown() -> Any:
        found = [person.get(f"claims/{claim.pk}/") for person in (reviewer, integrator)]
        assert [answer.status_code for answer in found] == [200, 200]
        assert found[0].json()["lookup"] == found[1].json()["lookup"]
        return found[0].json()["lookup"]

    assert shown() is None
    life.queue_claims(Claim.objects.all())
    queued = {"status": "queued", "attempt": 1, "max_attempts": 3}
    assert shown() == {**queued, "failure": None, "done_at": None}
    tag = reviewer.get(f"claims/{claim.pk}/").headers["ETag"]
    (row,) = life.take("a model")
    assert shown()["status"] == "running"
    for attempt in range(1, 4):
        Lookup.objects.update(status="running", lease_expires_at=Now() - timedelta(seconds=1))
        life.reap()
        now = shown()
        assert now["failure"]["code"] == "worker_lost"
        assert now["failure"]["detail"]
        assert (now["status"], now["attempt"]) == (
            ("queued", attempt + 1) if attempt < 3 else ("failed", 3)
        )
    assert life.again() == 1
    assert shown() == {**queued, "failure": None, "done_at": None}
    assert match_claims() == 1
    done = shown()
    assert (done["status"], done["failure"]) == ("done", None)
    assert done["done_at"] is not None
    (row,) = life.take("another model")
    assert not life.retry_or_fail(row, LookupFailure.DATABASE, "The database was away.")
    assert shown()["failure"]["code"] == "database"
    Lookup.objects.update(not_before=Now())
    (row,) = life.take("another model")
    assert not life.retry_or_fail(row, LookupFailure.INTERNAL, "It stopped with ValueError.")
    late = shown()
    assert late["status"] == "queued"
    assert late["failure"] == {"code": "internal", "detail": "It stopped with ValueError."}
    assert late["done_at"] == done["done_at"], "its matches are from then"
    assert reviewer.get(f"claims/{claim.pk}/").headers["ETag"] == tag, "it is the machine's"
