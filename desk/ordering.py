"""The orders of the queue: where a claim stands in it, and what stands around that place.

A place is a pair of keys, the second of them the claim's id, so that no two claims share one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q

from claims.models import Claim
from desk.parsing import is_id

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LAST = 10**17  # microseconds: the year 5138, which a moment can still be


@dataclass(frozen=True, slots=True)
class Order:
    """One of them: the field it goes by, which way, and how its keys are written in a URL."""

    field: str
    descending: bool
    arranged: Callable[[Any], Any]
    written: Callable[[Any], int]
    read: Callable[[int], Any]

    def place(self, claims: Any, claim: Claim) -> tuple[Any, int] | None:
        """Where the claim stands; None where it is not of these. One query if need be."""
        if hasattr(claim, self.field):
            return getattr(claim, self.field), claim.pk
        key = claims.filter(pk=claim.pk).values_list(self.field, flat=True).first()
        return None if key is None else (key, claim.pk)

    def cursor(self, claim: Any) -> str:
        """The place of a row of this order, for a URL."""
        return f"{self.written(getattr(claim, self.field))}-{claim.pk}"

    def at(self, cursor: str) -> tuple[Any, int] | None:
        """The place that a cursor names; None for what is none."""
        key, _, pk = cursor.partition("-")
        if not (is_id(key) and is_id(pk) and int(key) < _LAST):
            return None
        return self.read(int(key)), int(pk)

    def after(self, claims: Any, place: tuple[Any, int]) -> Any:
        """What follows a place, nearest first."""
        return self._beyond(claims, place, "lt" if self.descending else "gt")

    def before(self, claims: Any, place: tuple[Any, int]) -> Any:
        """What precedes a place, nearest first."""
        return self._beyond(claims, place, "gt" if self.descending else "lt").reverse()

    def _beyond(self, claims: Any, place: tuple[Any, int], side: str) -> Any:
        key, pk = place
        # The first condition alone bounds the index; the second parts equal keys by id.
        near = claims.filter(**{f"{self.field}__{side}e": key})
        return near.filter(Q(**{f"{self.field}__{side}": key}) | Q(**{f"pk__{side}": pk}))


BY_RANK = Order(
    field="rank",
    descending=True,
    arranged=lambda claims: claims.order_by("-rank", "-id"),
    written=int,
    read=int,
)
LONGEST_DUE = Order(
    field="due_at",
    descending=False,
    arranged=lambda claims: claims.longest_due(),
    written=lambda moment: (moment - _EPOCH) // _MICROSECOND,
    read=lambda number: _EPOCH + number * _MICROSECOND,
)
