"""Everybody who may ask, and one of everything to ask about."""

from typing import Any

import pytest
from django.utils.timezone import now

from claims.archive.imports import request_import
from claims.discussion.services import post_to_discussion
from claims.evidence import store
from claims.models import (
    Citation,
    Claim,
    FactCheck,
    FactCheckPage,
    Match,
    RatingLevel,
    Snapshot,
    Source,
)
from claims.publishing.exports.life import request_export
from claims.services import supersede
from notify.models import Delivery, Endpoint, SavedSearch
from tests.api.conftest import Client, cite
from tests.factories import SourceFactory
from transcripts.models import Transcript


@pytest.fixture
def people(
    nobody: Client,
    integrator: Client,
    stranger: Client,
    reviewer: Client,
    editor: Client,
    administrator: Client,
) -> dict[str, Client]:
    return {
        "anonymous": nobody,
        "owner": integrator,
        "other integrator": stranger,
        "reviewer": reviewer,
        "editor": editor,
        "administrator": administrator,
    }


@pytest.fixture
def world(
    people: dict[str, Client],
    second: Client,
    transcript: Transcript,
    claim: Claim,
    levels: list[RatingLevel],
) -> dict[str, int]:
    cited = cite(second, claim).json()
    assert second.user is not None
    said = post_to_discussion(actor=second.user, claim=claim, body="Which table?")
    owner = people["owner"].user
    hook = Endpoint.objects.create(owner=owner, url="https://a.example/")
    at = transcript.created_at
    sent = Delivery.objects.create(
        endpoint=hook, kind="ping", message_id="m", body="{}", not_before=at, give_up_at=at
    )
    search = SavedSearch.objects.create(
        owner=owner, name="N", query="type=law", since=at, by_inbox=False, endpoint=hook
    )
    return {
        "transcript": transcript.pk,
        "claim": claim.pk,
        "run": transcript.runs.get().pk,
        "post": said.pk,
        "import": request_import(actor=None, data=b"{}").pk,
        "citation": Citation.objects.get(pk=cited["id"]).pk,
        "source": Source.objects.get(pk=cited["source"]["id"]).pk,
        "marked": marked(second.user).pk,
        "snapshot": kept_snapshot(cited["source"]["id"]).pk,
        "match": matched(claim).pk,
        "scale": levels[0].scale_id,
        "level": levels[0].pk,
        "reviewer": second.user.pk if second.user else 0,
        "webhook": hook.pk,
        "delivery": sent.pk,
        "search": search.pk,
        "export": request_export(actor=second.user, kind="claims", format="csv").pk,
    }


def marked(user: Any) -> Source:
    """A source that this user said was superseded."""
    source: Source = SourceFactory()
    return supersede(actor=user, source_id=source.pk, expected_version=None, reason="R")


def matched(claim: Claim) -> Match:
    """A proposal beside what others found."""
    page = FactCheckPage.objects.create(url="https://facts.example/1", site="facts.example")
    check = FactCheck.objects.create(
        page=page, position=0, claim_key="k", markup={}, url=page.url, site=page.site,
        publisher="Facts", claim_text=claim.text, rating_text="False",
    )  # fmt: skip
    made: Match = Match.objects.create(
        claim=claim, fact_check=check, kind="same_claim", score=0.9, model="m"
    )
    return made


def kept_snapshot(source_id: int) -> Snapshot:
    """A page that was fetched and kept, with all its files."""
    digest = store.put(b"The table says so.")
    made: Snapshot = Snapshot.objects.create(
        source_id=source_id, origin="cited", status="kept", max_attempts=3, not_before=now(),
        finished_at=now(), retrieved_at=now(), media_type="text/plain", size=18,
        sha256=digest, text_sha256=digest, warc_sha256=digest,
    )  # fmt: skip
    return made
