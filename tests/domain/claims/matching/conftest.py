"""Claims and fact-checks that say something, and a worker's turn over them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from claims.archive.models import FactCheck, FactCheckPage
from claims.matching import life
from claims.models import Claim
from tests.factories import ClaimFactory, TranscriptFactory

Say = Callable[..., Claim]


@pytest.fixture
def say(db: None) -> Say:
    """A claim of a transcript of its own, waiting to be looked up."""

    def made(text: str, **fields: Any) -> Claim:
        transcript = TranscriptFactory(
            text=f"{text}\n", event_date=fields.pop("event_date", datetime.date(2026, 3, 1))
        )
        fields.setdefault("suggested_normalised", "")
        claim = ClaimFactory(transcript=transcript, start=0, end=len(text), **fields)
        life.queue_claims(Claim.objects.filter(pk=claim.pk))
        return claim

    return made


@pytest.fixture
def checked(db: None) -> Callable[..., FactCheck]:
    """A fact-check by others, waiting to be looked up."""

    def made(text: str, **fields: Any) -> FactCheck:
        number = FactCheckPage.objects.count()
        page = FactCheckPage.objects.create(
            url=f"https://facts.example/{number}", site="facts.example"
        )
        values = {
            "position": 0,
            "claim_key": "k",
            "markup": {},
            "url": page.url,
            "site": page.site,
            "publisher": "Facts",
            "rating_text": "False",
            **fields,
        }
        check: FactCheck = FactCheck.objects.create(page=page, claim_text=text, **values)
        life.queue_fact_checks([check.pk])
        return check

    return made
