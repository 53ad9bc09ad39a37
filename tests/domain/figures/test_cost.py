"""What figures cost: so many queries whatever there is, and work in proportion to the claims."""

import datetime
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import roles_of
from claims.figures import (
    Scope,
    Step,
    agreement,
    checkable_against_checked_by_party,
    checkable_against_checked_by_speaker,
    claims_by_status,
    claims_now,
    queue_health,
    recall_by_version,
    time_to_verdict,
    verdicts_by_party,
    verdicts_by_speaker,
)
from claims.models import Claim, RatingScale
from tests.domain.figures.newsroom import A_TRANSCRIPT, fill

FEW, MANY = 500, 20_000
QUERIES = {
    "claims_by_status": 1,
    "claims_now": 1,
    "time_to_verdict": 2,
    "agreement": 3,
    "verdicts_by_speaker": 2,
    "verdicts_by_party": 2,
    "balance_by_speaker": 2,
    "balance_by_party": 2,
    "recall_by_version": 1,
    "queue_health": 6,
}
#: Rows that the plan's nodes hand on or throw away, for each claim that is asked about.
#: Measured: 16, and 57 of one transcript (90 when ANALYZE kept one row in three hundred); a
#: nested loop over two tables would be thousands, and one over everybody's segments 280.
WORK, WORK_OF_ONE_TRANSCRIPT = 25, 150


def filled(claims: int) -> User:
    scale = RatingScale.objects.get(is_default=True)
    asks = fill(claims, scale.levels.order_by("position")[0].pk)
    roles_of(asks)  # read once for each request, whatever is asked
    return asks


def figures(asks: User, transcript: int | None = None) -> dict[str, Callable[[], Any]]:
    scope, scale = Scope(asks, transcript_id=transcript), RatingScale.objects.get(is_default=True)
    until = datetime.date.today()
    time = {"since": until - datetime.timedelta(days=365), "until": until}
    return {
        "claims_by_status": lambda: claims_by_status(scope, **time, step=Step.WEEK),
        "claims_now": lambda: claims_now(scope),
        "time_to_verdict": lambda: time_to_verdict(scope, **time),
        "agreement": lambda: agreement(scope, scale),
        "verdicts_by_speaker": lambda: verdicts_by_speaker(scope),
        "verdicts_by_party": lambda: verdicts_by_party(scope),
        "balance_by_speaker": lambda: checkable_against_checked_by_speaker(scope),
        "balance_by_party": lambda: checkable_against_checked_by_party(scope),
        "recall_by_version": lambda: recall_by_version(scope),
        "queue_health": lambda: queue_health(asks),
    }


def queries_of(figure: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert figure()
    return [query["sql"] for query in captured.captured_queries]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def work_of(sql: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}")
        (found,) = cursor.fetchone()
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return sum(
        node["Actual Loops"]
        * (
            node["Actual Rows"]
            + node.get("Rows Removed by Filter", 0)
            + node.get("Rows Removed by Join Filter", 0)
        )
        for node in nodes(plan)
    )


@pytest.mark.parametrize("claims", [FEW, MANY])
@pytest.mark.django_db
def test_a_figure_takes_as_many_queries_of_many_claims_as_of_few(claims: int) -> None:
    asks = filled(claims)
    taken = {name: len(queries_of(figure)) for name, figure in figures(asks).items()}
    assert taken == QUERIES


@pytest.mark.django_db
def test_a_figure_costs_in_proportion_to_the_claims_it_is_about() -> None:
    asks = filled(MANY)
    transcript = Claim.objects.latest("pk").transcript_id
    bounds = ((None, WORK * MANY), (transcript, WORK_OF_ONE_TRANSCRIPT * A_TRANSCRIPT))
    over = {
        f"{name} of {of or 'all'}": work
        for of, bound in bounds
        for name, figure in figures(asks, of).items()
        if (work := sum(work_of(sql) for sql in queries_of(figure))) > bound
    }
    assert not over
