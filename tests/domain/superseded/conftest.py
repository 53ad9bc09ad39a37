"""The newsroom of tests/domain/claims, and short ways to mark a source and take that back."""

from typing import Any

import pytest

from accounts.models import User
from claims import services
from claims.models import Claim, Source, Verdict
from tests.domain.claims.conftest import SOURCES, claim, desk, publisher

__all__ = ["claim", "desk", "first_source", "mark", "published", "publisher", "take_back"]

REVISED = "The office revised the table in March."
NEW = "https://statistics.example/labour-revised"


def first_source() -> Source:
    """The source that each claim of these tests cites first."""
    found: Source = Source.objects.get(url=SOURCES[0][0])
    return found


def mark(actor: User, source: Source | None = None, **fields: Any) -> Source:
    source = source or first_source()
    values = {"expected_version": None, "reason": REVISED} | fields
    return services.supersede(actor=actor, source_id=source.pk, **values)


def take_back(actor: User, source: Source | None = None, **fields: Any) -> Source:
    source = source or first_source()
    values = {"expected_version": None, "reason": "It was another table."} | fields
    return services.reinstate(actor=actor, source_id=source.pk, **values)


def standing(claim: Claim) -> Verdict:
    """The published verdict as the database has it."""
    found: Verdict = Verdict.objects.current().get(claim=claim)
    return found


@pytest.fixture
def published(desk: Any, claim: Claim) -> Claim:
    desk.publish(claim)
    fresh: Claim = desk.fresh(claim)
    return fresh
