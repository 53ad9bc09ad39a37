"""How long it takes from a transcript to a published verdict."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, DateField, Exists, F, OuterRef
from django.db.models.functions import Trunc

from claims.figures.quantiles import Quantiles
from claims.figures.scope import Scope
from claims.figures.steps import Step, midnight, midnight_after
from claims.models import Verdict


@dataclass(frozen=True, slots=True)
class Quartiles:
    """A quarter of the times are at most `lower`, half `median`, three quarters `upper`."""

    lower: datetime.timedelta
    median: datetime.timedelta
    upper: datetime.timedelta


@dataclass(frozen=True, slots=True)
class VerdictTimes:
    """Of the first verdicts published in the step from `start`; no times where `count` is 0."""

    start: datetime.date
    count: int
    times: Quartiles | None


@dataclass(frozen=True, slots=True)
class TimeToVerdict:
    """`overall`: of all in the time asked for, None where nothing was published."""

    count: int
    overall: Quartiles | None
    points: tuple[VerdictTimes, ...]


def time_to_verdict(
    scope: Scope, *, since: datetime.date, until: datetime.date, step: Step = Step.MONTH
) -> TimeToVerdict:
    """From the transcript's receipt to the claim's first published verdict, by when that was.

    Only claims that got one are in it: a time that is still running is not counted, so a
    backlog does not show here but in claims_by_status. A verdict that was corrected or
    retracted since was published all the same. Days are those of the current time zone.
    Two queries. Raises TooManySteps.
    """
    starts = step.starts(since, until)
    first = _first_verdicts(scope, since, until)
    took = F("published_at") - F("claim__transcript__created_at")
    period = Trunc("published_at", step.value, output_field=DateField())
    rows = (
        first.annotate(period=period)
        .values("period")
        .annotate(n=Count("pk"), times=Quantiles(took, 0.25, 0.5, 0.75))
    )
    found = {row["period"]: row for row in rows}
    total = first.aggregate(n=Count("pk"), times=Quantiles(took, 0.25, 0.5, 0.75))
    return TimeToVerdict(
        count=total["n"],
        overall=_of(total),
        points=tuple(_point(start, found.get(start)) for start in starts),
    )


def _first_verdicts(scope: Scope, since: datetime.date, until: datetime.date) -> Any:
    """A claim's verdicts are published in the order of their ids."""
    earlier = Verdict.objects.public().filter(claim=OuterRef("claim"), pk__lt=OuterRef("pk"))
    return (
        Verdict.objects.public()
        .filter(
            ~Exists(earlier),
            claim__in=scope.claims(),
            published_at__gte=midnight(since),
            published_at__lt=midnight_after(until),
        )
        .order_by()
    )


def _of(row: dict[str, Any]) -> Quartiles | None:
    return Quartiles(*row["times"]) if row["n"] else None


def _point(start: datetime.date, row: dict[str, Any] | None) -> VerdictTimes:
    return VerdictTimes(start, row["n"], _of(row)) if row else VerdictTimes(start, 0, None)
