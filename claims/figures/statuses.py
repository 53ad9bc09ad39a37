"""How many claims stood where, at the end of each day, week or month.

A claim keeps its status, not the statuses it had: those follow from what people did, which is
on record (`_INTERVALS`). A round, from its beginning to the next one's, goes through

    extracted | in review  ->  decided  ->  published
                any of the first three  ->  dismissed

- It begins when the claim was found, reopened or retracted.
- In review: while somebody holds a place, and from the first rating on.
- Decided: from the rating that filled the round, or the editor's decision before that.
- Published: from the first verdict of the round. Dismissed: from that act.

What this cannot say, it does not: whether an earlier round ended in dispute may be blind
again once the claim is reopened, so resolved and disputed are one stage here. Claims that a
later run no longer finds are left out at all times, those of withdrawn transcripts too.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, models
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from claims.figures.scope import Scope
from claims.figures.steps import Step, midnight_after
from claims.models import ClaimStatus


class Stage(models.TextChoices):
    """Statuses that can be told for any time; see the module."""

    EXTRACTED = "extracted", _("waiting")
    IN_REVIEW = "in_review", _("in review")
    DECIDED = "decided", _("rated, not published")
    PUBLISHED = "published", _("published")
    DISMISSED = "dismissed", _("dismissed")


@dataclass(frozen=True, slots=True)
class StatusPoint:
    """Counts at the end of the step from `start` to `end`, by stage; every stage is there."""

    start: datetime.date
    end: datetime.date
    counts: dict[Stage, int]


@dataclass(frozen=True, slots=True)
class StatusSeries:
    """`stages` in the order of a claim's life; points, first first."""

    stages: tuple[Stage, ...]
    points: tuple[StatusPoint, ...]


def claims_now(scope: Scope) -> dict[ClaimStatus, int]:
    """Claims by their status as it is; every status is there. One query."""
    found = dict(scope.claims().current().values_list("status").annotate(n=Count("pk")))
    return {status: found.get(status, 0) for status in ClaimStatus}


def claims_by_status(
    scope: Scope, *, since: datetime.date, until: datetime.date, step: Step
) -> StatusSeries:
    """Claims by stage at the end of each step from `since` to `until`, today at the latest.

    Days are those of the current time zone. One query. Raises TooManySteps.
    """
    until = min(until, timezone.localdate())
    starts = step.starts(since, until)
    ends = [min(step.after(start) - datetime.timedelta(days=1), until) for start in starts]
    changes = _changes(scope, [midnight_after(day) for day in ends]) if starts else {}
    stages = tuple(Stage)
    counts = dict.fromkeys(stages, 0)
    points = []
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        counts = {stage: counts[stage] + changes.get((stage, index), 0) for stage in stages}
        points.append(StatusPoint(start, end, counts))
    return StatusSeries(stages, tuple(points))


def _changes(scope: Scope, moments: Sequence[datetime.datetime]) -> dict[tuple[Stage, int], int]:
    """By how much a stage grew up to the moment of that index, since the one before."""
    claims, params = (
        scope.claims().current().values("pk", "created_at", "worked_on_at").query.sql_with_params()
    )
    with connection.cursor() as cursor:
        cursor.execute(_INTERVALS.replace("<claims>", claims), [*params, list(moments)])
        return {(Stage(stage), index): grown for stage, index, grown in cursor.fetchall()}


#: Spans of time in which a claim was at a stage; then how many begin and end between moments.
#: What nobody has ever worked on, most of it, has one span and needs no more looking up.
_INTERVALS = """
WITH counted (id, created_at, worked_on_at) AS MATERIALIZED (<claims>),
claim AS (SELECT id, created_at FROM counted WHERE worked_on_at IS NOT NULL),
begun AS (
    SELECT id AS claim_id, 1 AS round, created_at AS began FROM claim
    UNION ALL
    SELECT target_id, (values ->> 'round')::int, e.created_at
    FROM audit_auditevent e JOIN claim ON claim.id = target_id
    WHERE target_type = 'claims.claim' AND action IN ('reopen', 'retract')
),
blind AS (
    SELECT r.claim_id, r.round, r.reviewer_id, r.wording, r.created_at, s.ratings_required,
        max(r.wording) OVER (PARTITION BY r.claim_id, r.round) AS last_wording
    FROM claims_rating r JOIN claim ON claim.id = r.claim_id
    JOIN claims_ratinglevel l ON l.id = r.level_id JOIN claims_ratingscale s ON s.id = l.scale_id
    WHERE NOT r.after_reveal
),
filled AS (
    SELECT claim_id, round, max(created_at) AS at FROM blind GROUP BY claim_id, round
    HAVING count(DISTINCT reviewer_id) FILTER (WHERE wording = last_wording)
        >= max(ratings_required)
),
verdict AS (
    SELECT v.claim_id, v.round, min(decided_at) AS decided, min(published_at) AS published
    FROM claims_verdict v JOIN claim ON claim.id = v.claim_id GROUP BY v.claim_id, v.round
),
dismissed AS (
    SELECT target_id AS claim_id, (values ->> 'round')::int AS round, min(e.created_at) AS at
    FROM audit_auditevent e JOIN claim ON claim.id = target_id
    WHERE target_type = 'claims.claim' AND action = 'dismiss' GROUP BY 1, 2
),
held AS (
    SELECT v.claim_id, v.round, range_agg(tstzrange(v.created_at, greatest(v.created_at,
        CASE WHEN EXISTS (SELECT FROM claims_rating r WHERE r.review_id = v.id)
        THEN 'infinity' ELSE coalesce(v.ended_at, 'infinity') END))) AS times
    FROM claims_review v JOIN claim ON claim.id = v.claim_id GROUP BY v.claim_id, v.round
),
marks AS (
    SELECT b.claim_id, b.round, b.began, d.at AS dismissed, v.published,
        least(f.at, v.decided) AS decided, coalesce(h.times, '{}') AS held,
        coalesce(lead(b.began) OVER (PARTITION BY b.claim_id ORDER BY b.round), 'infinity')
            AS ended
    FROM begun b
    LEFT JOIN held h USING (claim_id, round) LEFT JOIN filled f USING (claim_id, round)
    LEFT JOIN verdict v USING (claim_id, round) LEFT JOIN dismissed d USING (claim_id, round)
),
rounds AS (
    SELECT *, tstzmultirange(tstzrange(
        began, greatest(began, least(decided, published, dismissed, ended)))) AS undecided
    FROM marks
),
spans (stage, began, ended) AS (
    SELECT 'extracted', created_at, 'infinity' FROM counted WHERE worked_on_at IS NULL
    UNION ALL
    SELECT 'extracted', lower(span), upper(span) FROM rounds, unnest(undecided - held) span
    UNION ALL
    SELECT 'in_review', lower(span), upper(span) FROM rounds, unnest(undecided * held) span
    UNION ALL
    SELECT 'decided', decided, least(published, dismissed, ended) FROM rounds
    WHERE decided IS NOT NULL
    UNION ALL
    SELECT 'published', published, ended FROM rounds WHERE published IS NOT NULL
    UNION ALL
    SELECT 'dismissed', dismissed, ended FROM rounds WHERE dismissed IS NOT NULL
)
SELECT stage, width_bucket(at, moments), sum(grown)::int
FROM (SELECT %s::timestamptz[] AS moments) asked CROSS JOIN spans
CROSS JOIN LATERAL (VALUES (began, 1), (ended, -1)) change (at, grown)
WHERE at < moments[cardinality(moments)] GROUP BY 1, 2
"""
