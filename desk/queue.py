"""The queue: what to check next, by rank, filtered by what the URL says.

Keyset pages without counts, by (rank, id) on the matching indexes of Claim.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch, Q

from accounts.models import User
from claims.models import Claim, ClaimStatus, ClaimType, Review
from transcripts.models import Speaker

PAGE = 25
WAITING = (ClaimStatus.EXTRACTED, ClaimStatus.IN_REVIEW)
NAMES = ("status", "speaker", "transcript", "type", "q", "min_score", "assignee")


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a queue, as said in the URL; what makes no sense is left out."""

    said: Mapping[str, str]

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> Filters:
        found = {name: str(query.get(name, "")).strip()[:200] for name in NAMES}
        return cls({name: value for name, value in found.items() if _sensible(name, value)})

    @property
    def query(self) -> str:
        """For links: empty or `status=...&q=...`."""
        return urlencode(self.said)

    def apply(self, user: User) -> Any:
        """The claims that `user` sees through these filters, ordered by rank."""
        claims = Claim.objects.visible_to(user).current()
        said = self.said
        status = said.get("status")
        if status != "any":
            claims = claims.filter(status=status) if status else claims.filter(status__in=WAITING)
        if "transcript" in said:
            claims = claims.filter(transcript_id=int(said["transcript"]))
        if "type" in said:
            claims = claims.of_type(said["type"])
        if "min_score" in said:
            claims = claims.filter(rank__gte=int(said["min_score"]) * 100)
        if "q" in said:
            claims = claims.matching(said["q"])
        if "speaker" in said:
            claims = _spoken_by(claims, said["speaker"])
        if "assignee" in said:
            who = user.pk if said["assignee"] == "me" else int(said["assignee"])
            claims = claims.assigned_to(who)
        return claims.order_by("-rank", "-id")


def _sensible(name: str, value: str) -> bool:
    if not value:
        return False
    if name == "status":
        return value == "any" or value in ClaimStatus.values
    if name == "type":
        return value in ClaimType.values
    if name == "min_score":
        return value.isascii() and value.isdigit() and int(value) <= 100
    if name == "assignee":
        return value == "me" or _is_id(value)
    return name != "transcript" or _is_id(value)


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 18


def _spoken_by(claims: Any, words: str) -> Any:
    """By a speaker's id, or by words of a name."""
    if _is_id(words):
        return claims.said_by(int(words))
    return claims.said_by_any(Speaker.objects.filter(name__icontains=words))


def for_list(claims: Any) -> Any:
    """What a row of the queue shows: the claim's people and who works on it, in two queries."""
    working = Review.objects.filter(outcome="open").select_related("reviewer")
    return claims.with_people().prefetch_related(
        Prefetch("reviews", queryset=working.defer("draft"), to_attr="open_reviews")
    )


def after(claims: Any, rank: int, pk: int) -> Any:
    """What follows (rank, id) in the queue's order."""
    return claims.filter(rank__lte=rank).filter(Q(rank__lt=rank) | Q(pk__lt=pk))


def before(claims: Any, rank: int, pk: int) -> Any:
    """What precedes (rank, id), nearest first."""
    nearer = claims.filter(rank__gte=rank).filter(Q(rank__gt=rank) | Q(pk__gt=pk))
    return nearer.order_by("rank", "id")


def page_of(claims: Any, cursor: str) -> tuple[list[Any], str]:
    """One page of the queue, and the cursor of the next one, empty at the end."""
    rank, _, pk = cursor.partition("-")
    if _is_id(rank) and _is_id(pk):
        claims = after(claims, int(rank), int(pk))
    rows = list(for_list(claims)[: PAGE + 1])
    if len(rows) <= PAGE:
        return rows, ""
    last = rows[PAGE - 1]
    return rows[:PAGE], f"{last.rank}-{last.pk}"


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What the rail beside a claim lists; `previous` and `next` are the keys k and j."""

    above: list[Any]
    below: list[Any]

    @property
    def previous(self) -> Any:
        return self.above[-1] if self.above else None

    @property
    def next(self) -> Any:
        return self.below[0] if self.below else None


def neighbours(claims: Any, claim: Claim) -> Neighbours:
    """The claims around this one in the queue."""
    above = list(before(claims, claim.rank, claim.pk).with_people()[:3])
    below = list(after(claims, claim.rank, claim.pk).with_people()[:9])
    return Neighbours(above[::-1], below)
