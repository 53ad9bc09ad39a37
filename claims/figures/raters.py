"""How far reviewers agree, from ratings that are open to all of them.

What counts is decided claims only (`claims.querysets.DECIDED`), since only there may
everybody read everybody's ratings: no figure moves while a round goes on. A claim that is
reopened leaves until it is decided again, with its earlier rounds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from accounts.models import User
from claims.figures.reliability import (
    Interval,
    Pattern,
    alpha,
    alpha_interval,
    weighted_kappa,
)
from claims.figures.scope import Scope
from claims.models import Rating, RatingScale
from claims.querysets import DECIDED

#: The newest ratings looked at. A round cut in two by it counts as not full, so not at all.
MAX_RATINGS = 20_000
MAX_PAIRS = 50
#: Fixed, so that the interval stays the same while the ratings do.
SEED = 1


@dataclass(frozen=True, slots=True)
class Rater:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Of two raters: rounds both rated on a numbered level, in how many alike, and kappa.

    Kappa is weighted by the squared distance; None where chance alone would agree.
    """

    first: Rater
    second: Rater
    common: int
    alike: int
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Krippendorff's ordinal alpha with its 95% interval, and each pair's kappa.

    `rounds` have at least two ratings on numbered levels, `ratings` are those; `unnumbered`
    ones ("Unproven") have no place in an order and are left out. `alpha` is None where
    nothing can be said, `interval` also of too few rounds. Pairs with the most rounds in
    common first, `more_pairs` are not shown. `complete` is False where there were more than
    the newest ratings looked at.
    """

    scale_id: int
    rounds: int
    ratings: int
    unnumbered: int
    raters: int
    alpha: float | None
    interval: Interval | None
    pairs: tuple[PairAgreement, ...]
    more_pairs: int
    complete: bool


@dataclass(frozen=True, slots=True)
class _Rated:
    round: tuple[int, int]  # claim, round
    reviewer: int
    wording: int
    level: int


def agreement(scope: Scope, scale: RatingScale, *, limit: int = MAX_PAIRS) -> Agreement:
    """Of the rounds on `scale` that were rated in full, blind, in their last wording.

    Three queries, whatever is found. An unfinished round that an editor decided is left out:
    which those are was chosen with the ratings in view.
    """
    places = _places(scale)
    rows = _blind_ratings(scope, scale)
    full = _full_rounds((_Rated((c, n), r, w, level) for c, n, r, w, level in rows), scale)
    numbered = {
        unit: {reviewer: places[level] for reviewer, level in given.items() if level in places}
        for unit, given in full.items()
    }
    compared = {unit: given for unit, given in numbered.items() if len(given) > 1}
    patterns = Counter(_pattern(given.values(), len(places)) for given in compared.values())
    pairs = _pairs(compared.values(), len(places))
    return Agreement(
        scale_id=scale.pk,
        rounds=len(compared),
        ratings=sum(len(given) for given in compared.values()),
        unnumbered=sum(len(full[unit]) - len(given) for unit, given in numbered.items()),
        raters=len({reviewer for given in compared.values() for reviewer in given}),
        alpha=alpha(patterns, len(places)),
        interval=alpha_interval(patterns, len(places), seed=SEED),
        pairs=_named(pairs[:limit]),
        more_pairs=max(0, len(pairs) - limit),
        complete=len(rows) < MAX_RATINGS,
    )


def _places(scale: RatingScale) -> dict[int, int]:
    """Numbered levels by their order on the scale: 0, 1, 2, ..."""
    numbered = scale.levels.filter(number__isnull=False).order_by("position")
    return {pk: place for place, pk in enumerate(numbered.values_list("pk", flat=True))}


def _blind_ratings(scope: Scope, scale: RatingScale) -> list[Any]:
    return list(
        Rating.objects.visible_to(scope.user)
        .filter(
            claim__in=scope.claims().filter(status__in=DECIDED),
            level__scale=scale,
            after_reveal=False,
            superseded_at__isnull=True,
        )
        .order_by("-id")
        .values_list("claim_id", "round", "reviewer_id", "wording", "level_id")[:MAX_RATINGS]
    )


def _full_rounds(
    ratings: Iterable[_Rated], scale: RatingScale
) -> dict[tuple[int, int], dict[int, int]]:
    """Reviewer -> level of each round in which enough rated the last wording that was rated."""
    rounds: defaultdict[tuple[int, int], list[_Rated]] = defaultdict(list)
    for rated in ratings:
        rounds[rated.round].append(rated)
    full = {}
    for unit, given in rounds.items():
        last = max(rated.wording for rated in given)
        counting = {rated.reviewer: rated.level for rated in given if rated.wording == last}
        if len(counting) >= scale.ratings_required:
            full[unit] = counting
    return full


def _pattern(places: Iterable[int], size: int) -> Pattern:
    counts = Counter(places)
    return tuple(counts[place] for place in range(size))


@dataclass(frozen=True, slots=True)
class _Pair:
    first: int
    second: int
    common: int
    alike: int
    kappa: float | None


def _pairs(rounds: Iterable[dict[int, int]], size: int) -> list[_Pair]:
    """Those with the most rounds in common first."""
    tables: defaultdict[tuple[int, int], Counter[tuple[int, int]]] = defaultdict(Counter)
    for given in rounds:
        for first, second in combinations(sorted(given), 2):
            tables[first, second][given[first], given[second]] += 1
    pairs = [
        _Pair(
            first,
            second,
            common=table.total(),
            alike=sum(count for (a, b), count in table.items() if a == b),
            kappa=weighted_kappa(table, size),
        )
        for (first, second), table in tables.items()
    ]
    return sorted(pairs, key=lambda pair: (-pair.common, pair.first, pair.second))


def _named(pairs: list[_Pair]) -> tuple[PairAgreement, ...]:
    people = User.objects.in_bulk({pk for pair in pairs for pk in (pair.first, pair.second)})
    raters = {pk: Rater(pk, str(user)) for pk, user in people.items()}
    return tuple(
        PairAgreement(raters[pair.first], raters[pair.second], pair.common, pair.alike, pair.kappa)
        for pair in pairs
    )
