"""When else a checked claim was said: our published checks of what people confirmed to be the same.

Verdict rows alone, as the page itself: nothing of a claim that is not published.
"""

from __future__ import annotations

import datetime
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max, Q

from claims.matching.groups import group_of
from claims.matching.models import Match
from claims.models import Verdict


@dataclass(frozen=True, slots=True)
class Repeats:
    """Newest said first; `decided_at` is when people last decided on a match of this claim."""

    verdicts: tuple[Verdict, ...]
    decided_at: datetime.datetime | None

    @property
    def tag(self) -> str:
        """Changes with what is listed."""
        return f"{zlib.crc32(repr([one.pk for one in self.verdicts]).encode()):08x}"

    def changed_at(self, own: datetime.datetime) -> datetime.datetime:
        """When readers last saw the page change, the list with it."""
        moments: Sequence[datetime.datetime | None] = (
            own,
            self.decided_at,
            *(one.changed_at for one in self.verdicts),
        )
        return max(moment for moment in moments if moment is not None)


def repeats_of(claim_id: int) -> Repeats:
    """What is published of its confirmed twins and stands. Three queries at most."""
    of_claim = Q(claim=claim_id) | Q(earlier=claim_id)
    decided_at = Match.objects.filter(of_claim).aggregate(at=Max("decided_at"))["at"]
    others = [pk for pk in group_of(claim_id).claims if pk != claim_id]
    if not others:
        return Repeats((), decided_at)
    found = Verdict.objects.current().filter(claim__in=others)
    return Repeats(tuple(found.order_by("-claim_date", "-pk")), decided_at)
