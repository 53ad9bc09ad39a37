"""Matches as people left them."""

from __future__ import annotations

from typing import Any

from django.db.models.functions import Now

from claims.archive.models import FactCheck
from claims.models import Claim, Match
from tests.factories import UserFactory


def pair(a: Claim, b: Claim | FactCheck, kind: str = "same_claim", **fields: Any) -> Match:
    """A confirmed match of the two; `status="proposed"` leaves it to people."""
    ends: dict[str, Any]
    if isinstance(b, FactCheck):
        ends = {"claim": a, "fact_check": b}
    else:
        ends = {"claim": max(a, b, key=_pk), "earlier": min(a, b, key=_pk)}
    values = {"kind": kind, "score": 0.9, "model": "test", **ends, **fields}
    if values.setdefault("status", "confirmed") != "proposed":
        values |= {"decided_by": UserFactory(), "decided_at": Now()}
    if values["status"] == "confirmed":
        values.setdefault("decided_kind", kind)
    match: Match = Match.objects.create(**values)
    return match


def _pk(claim: Claim) -> int:
    return int(claim.pk)
