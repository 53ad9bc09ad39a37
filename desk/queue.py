"""The queue: what to check next, by rank, filtered by what the URL says.

What is due for review comes by how long it has been. Keyset pages without counts, each order on
an index of its own (desk.ordering).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch

from accounts.models import User
from claims.models import Claim, ClaimStatus, ClaimType, Review
from desk.ordering import BY_RANK, LONGEST_DUE, Order
from desk.parsing import is_id
from transcripts.models import Speaker

PAGE = 25
MOST_NEWER = 100
WAITING = (ClaimStatus.EXTRACTED, ClaimStatus.IN_REVIEW)
NAMES = (
    "q", "status", "speaker", "transcript", "type", "min_score", "max_score",
    "date_from", "date_to", "assignee", "flagged", "due", "superseded",
)  # fmt: skip


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

    @property
    def has_more(self) -> bool:
        """Whether one is set that the form folds away. What is due is asked for by a link."""
        return not set(self.said) <= {"q", "status", "assignee", "due"}

    @property
    def status(self) -> str:
        """`any`, a status, or empty for what waits to be checked; what is due is published."""
        return self.said.get("status", "any" if "due" in self.said else "")

    @property
    def can_be_taken(self) -> bool:
        """Whether there can be a claim with a free place among these."""
        decided = self.status not in ("", "any", *WAITING)
        return not (decided or self.said.keys() & {"due", "superseded"})

    @property
    def order(self) -> Order:
        """By which the claims come."""
        return LONGEST_DUE if "due" in self.said else BY_RANK

    def without(self, *names: str) -> Filters:
        """The same but for these."""
        return Filters({name: value for name, value in self.said.items() if name not in names})

    def apply(self, user: User) -> Any:
        """The claims that `user` sees through these filters, in their order."""
        said = self.said
        claims = Claim.objects.visible_to(user)
        claims = claims.superseded() if "superseded" in said else claims.current()
        status = self.status
        if status != "any":
            claims = claims.filter(status=status) if status else claims.filter(status__in=WAITING)
        for name, value in said.items():
            if name in _FILTERS:
                claims = _FILTERS[name](claims, value)
        if "assignee" in said:
            claims = _with(claims, said["assignee"], user)
        return self.order.arranged(claims)


def _spoken_by(claims: Any, words: str) -> Any:
    """By a speaker's id, or by words of a name."""
    if is_id(words):
        return claims.said_by(int(words))
    return claims.said_by_any(Speaker.objects.filter(name__folded__contains=words))


def _with(claims: Any, who: str, user: User) -> Any:
    if who == "nobody":
        return claims.unassigned()
    return claims.assigned_to(user.pk if who == "me" else int(who))


def _above(score: int) -> int:
    """The first of `Claim.points` that is shown as more than this; 99 is the highest shown."""
    return (score + 1) * 100 if score < 99 else 10_001


_FILTERS: dict[str, Callable[[Any, str], Any]] = {
    "q": lambda claims, said: claims.matching(said),
    "speaker": _spoken_by,
    "transcript": lambda claims, said: claims.filter(transcript_id=int(said)),
    "type": lambda claims, said: claims.of_type(said),
    "min_score": lambda claims, said: claims.with_points().filter(_points__gte=int(said) * 100),
    "max_score": lambda claims, said: claims.with_points().filter(_points__lt=_above(int(said))),
    "date_from": lambda claims, said: claims.filter(transcript__event_date__gte=said),
    "date_to": lambda claims, said: claims.filter(transcript__event_date__lte=said),
    "flagged": lambda claims, said: claims.flagged(),
}


def _sensible(name: str, value: str) -> bool:
    if not value or "\0" in value:
        return False
    if name == "status":
        return value == "any" or value in ClaimStatus.values
    if name == "type":
        return value in ClaimType.values
    if name in ("min_score", "max_score"):
        return is_id(value) and int(value) <= 100
    if name in ("date_from", "date_to"):
        return _is_day(value)
    if name == "assignee":
        return value in ("me", "nobody") or is_id(value)
    if name in ("flagged", "due", "superseded"):
        return value == "yes"
    return name != "transcript" or is_id(value)


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return len(value) == len("2026-11-24")


def for_list(claims: Any) -> Any:
    """What a row of the queue shows: the claim's people and who works on it, in two queries."""
    working = Review.objects.filter(outcome="open").select_related("reviewer")
    return claims.with_people().prefetch_related(
        Prefetch("reviews", queryset=working.defer("draft"), to_attr="open_reviews")
    )


def page_of(filters: Filters, user: User, cursor: str) -> tuple[list[Any], str]:
    """One page of the queue, and the cursor of the next one, empty at the end."""
    claims, order = filters.apply(user), filters.order
    if place := order.at(cursor):
        claims = order.after(claims, place)
    rows = list(for_list(claims)[: PAGE + 1])
    return (rows, "") if len(rows) <= PAGE else (rows[:PAGE], order.cursor(rows[PAGE - 1]))


def newer(claims: Any, since: int) -> int:
    """How many of these claims came in after the one with the id `since`; counted to MOST_NEWER."""
    return len(claims.order_by().filter(pk__gt=since).values_list("pk")[:MOST_NEWER])


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


def neighbours(filters: Filters, user: User, claim: Claim) -> Neighbours:
    """The claims around this one in the queue; its first ones where it is not of it."""
    claims, order = filters.apply(user), filters.order
    place = order.place(claims, claim)
    if place is None:
        return Neighbours([], list(claims.with_people()[:9]))
    above = list(order.before(claims, place).with_people()[:3])
    return Neighbours(above[::-1], list(order.after(claims, place).with_people()[:9]))


def following(filters: Filters, user: User, place: tuple[Any, int] | None) -> int | None:
    """The id of the claim that comes after a place in the queue, or first where there is none."""
    claims = filters.apply(user)
    if place is not None:
        claims = filters.order.after(claims, place)
    found: int | None = claims.values_list("pk", flat=True).first()
    return found
