"""The public page lists our published checks of the same claim, from confirmed matches alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Claim, Verdict
from tests.domain.claims.matching.conftest import say
from tests.domain.claims.matching.paired import pair
from tests.factories import VerdictFactory, level

__all__ = ["say"]


@pytest.fixture
def two(say: Callable[..., Claim]) -> tuple[Claim, Claim]:
    made = say("We built two hundred kilometres of road."), say("Two hundred kilometres, built.")
    VerdictFactory(claim=made[0])
    return made


def page(claim: Claim, **headers: str) -> Any:
    return Client().get(reverse("publishing:check", args=[claim.pk]), headers=headers)


def test_a_published_twin_is_listed_on_both_pages(two: tuple[Claim, Claim]) -> None:
    VerdictFactory(claim=two[1], level=level(4), twin_reason="Revised in March.")
    assert "Said at other times" not in page(two[0]).content.decode()
    pair(*two)
    first, second = (page(claim).content.decode() for claim in two)
    assert reverse("publishing:check", args=[two[1].pk]) in first
    assert "Two hundred kilometres, built." in first
    assert "Why that verdict differs: Revised in March." in first
    assert "Why this verdict differs: Revised in March." in second


@pytest.mark.parametrize(
    ("kind", "status"),
    [("same_claim", "proposed"), ("same_claim", "rejected"), ("related", "confirmed")],
)
def test_nothing_else_than_confirmed_twins_is(
    two: tuple[Claim, Claim], kind: str, status: str
) -> None:
    VerdictFactory(claim=two[1])
    pair(*two, kind, status=status)
    assert "Said at other times" not in page(two[0]).content.decode()


def test_a_twin_without_a_standing_verdict_tells_nothing(two: tuple[Claim, Claim]) -> None:
    pair(*two)
    assert "Said at other times" not in page(two[0]).content.decode()
    retracted = VerdictFactory(claim=two[1])
    Verdict.objects.filter(pk=retracted.pk).update(
        retracted_at="2026-03-01T00:00Z", retracted_reason="Wrong table."
    )
    assert "Two hundred kilometres, built." not in page(two[0]).content.decode()


def test_a_cached_page_is_fresh_no_longer_once_a_twin_is_confirmed(
    two: tuple[Claim, Claim],
) -> None:
    VerdictFactory(claim=two[1])
    before = page(two[0])
    since = {"if-modified-since": before.headers["Last-Modified"]}
    assert page(two[0], **{"if-none-match": before.headers["ETag"]}).status_code == 304
    pair(*two)
    assert page(two[0], **{"if-none-match": before.headers["ETag"]}).status_code == 200
    assert page(two[0], **since).status_code == 200
