"""The round on a claim: who holds a place, my own, and the ratings once they are open to me."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from claims.history import Entry
from claims.models import Citation, Claim, Rating, RatingLevel, RatingScale, Review

SOON = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Places:
    """Who holds a place and how many there are. That somebody rated is no secret; how, is."""

    open: list[Review]
    stale: list[Review]
    rated: int
    required: int | None


@dataclass(frozen=True, slots=True)
class Mine:
    """My place in the round: how it stands, and what was left in it."""

    review: Review
    state: str  # open, soon, rated, expired, freed, released, revealed
    freed_by: User | None = None


@dataclass(slots=True)
class Judgement:
    """What one person found in one round: their ratings, and the sources they cited then."""

    reviewer: User
    round: int
    ratings: list[Rating] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)


def reviews_of(claim: Claim) -> list[Any]:
    """The round's places. Drafts stay out: they are their writers' own.

    `counts` where a rating of the current wording stands behind one.
    """
    counting = Rating.objects.counting(claim).filter(review=OuterRef("pk"))
    in_round = Review.objects.filter(claim=claim, round=claim.round)
    in_round = in_round.annotate(counts=Exists(counting)).order_by("id")
    return list(in_round.select_related("reviewer", "assigned_by").defer("draft"))


def places_of(claim: Claim, reviews: Sequence[Any]) -> Places:
    return Places(
        open=[review for review in reviews if review.outcome == "open"],
        stale=[one for one in reviews if one.outcome == "rated" and not one.counts],
        rated=sum(review.outcome == "rated" for review in reviews),
        required=claim.scale.ratings_required if claim.scale else None,
    )


def mine_of(actor: User, reviews: Sequence[Review], entries: Sequence[Entry]) -> Mine | None:
    """An open or rated place of mine before one that ended otherwise."""
    own = [review for review in reviews if review.reviewer_id == actor.pk]
    holding = [review for review in own if review.outcome in ("open", "rated")]
    review = next(reversed(holding or own), None)
    if review is None:
        return None
    if review.revealed_at is not None:
        return Mine(review, "revealed")
    if review.outcome == "open":
        left = review.lease_expires_at - now()
        state = "expired" if left <= timedelta(0) else "soon" if left < SOON else "open"
        return Mine(review, state)
    if review.outcome == "released":
        freed = [e for e in entries if e.action == "take_over" and _is_on(e, review)]
        return Mine(review, "freed", freed[-1].actor) if freed else Mine(review, "released")
    return Mine(review, str(review.outcome))


def _is_on(entry: Entry, review: Review) -> bool:
    return bool(entry.values.get("review") == review.pk)


def levels_of(claim: Claim) -> list[RatingLevel]:
    """The levels of the round's scale, as they stand on it."""
    scale = claim.scale or RatingScale.objects.usable().filter(is_default=True).first()
    return with_bounds(list(scale.levels.order_by("position"))) if scale else []


def with_bounds(levels: list[RatingLevel]) -> list[RatingLevel]:
    """Tells each level the ends of its scale, for its circle. One query."""
    ends = RatingLevel.objects.filter(scale__in={level.scale_id for level in levels})
    rows = ends.order_by().values_list("scale").annotate(Min("number"), Max("number"))
    bounds = {scale: (low, high) for scale, low, high in rows}
    for level in levels:
        level.worst, level.best = bounds[level.scale_id]  # type: ignore[attr-defined]
    return levels


def ratings_of(actor: User, claim: Claim) -> list[Rating]:
    """Every rating that is open to me, also those replaced since: the history tells of them."""
    seen = Rating.objects.visible_to(actor).filter(claim=claim)
    found = list(seen.select_related("level", "reviewer").order_by("id"))
    with_bounds([rating.level for rating in found])
    return found


def current(ratings: Sequence[Rating], claim: Claim, reviewer: User) -> Rating | None:
    """The last of somebody's ratings that stand in this round."""
    own = (r for r in ratings if r.reviewer_id == reviewer.pk and r.round == claim.round)
    return next((r for r in sorted(own, key=lambda r: -r.pk) if r.superseded_at is None), None)


def judgements(
    ratings: Sequence[Rating], citations: Sequence[Citation], *rounds: int
) -> list[Judgement]:
    """Who found what in those rounds, the latest round first; each with their own sources."""
    found: dict[tuple[int, Any], Judgement] = {}
    for rating in ratings:
        if rating.superseded_at is None and rating.round in rounds:
            key = (rating.round, rating.reviewer_id)
            found.setdefault(key, Judgement(rating.reviewer, rating.round)).ratings.append(rating)
    for citation in citations:
        if judged := found.get((citation.round, citation.added_by_id)):
            judged.citations.append(citation)
    return sorted(found.values(), key=lambda one: -one.round)


def question(claim: Claim, actions: Sequence[str], decided: bool) -> tuple[str, str]:
    """What the page asks in this state, and what to do about it."""
    may_decide = "adjudicate" in actions
    match claim.status:
        case "disputed" if may_decide:
            said = _("The ratings differ by more than one step. Read both, then decide.")
            return _("Who is right?"), said
        case "disputed":
            return _("Disputed"), _("The ratings differ by more than one step. An editor decides.")
        case "published":
            said = _("Everybody reads it. A change goes through a correction.")
            return _("Published"), said
        case "dismissed":
            return _("Dismissed"), _("It is not being checked. It can be opened again.")
        case "resolved" if decided:
            said = _("Read it once more, then publish.") if may_decide else ""
            return _("Decided"), said
        case "resolved":
            said = _("The reviewers agree; the verdict is yours.") if may_decide else ""
            return _("Agreed"), said or _("The reviewers agree; an editor decides.")
    return _("Does it hold?"), ""
