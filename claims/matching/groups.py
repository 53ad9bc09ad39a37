"""Which claims and fact-checks people have confirmed to be one claim, over any number of steps."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

MOST = 500

# Claims by their number, fact-checks by their number below zero. Each step is two index look-ups.
_GROUP = """
    with recursive confirmed_same as (
        select claim_id, earlier_id, fact_check_id from claims_match
        where status = 'confirmed' and decided_kind = 'same_claim'
    ), grouped(node) as (
        select %(start)s::bigint
        union
        select found.node from grouped, lateral (
            select coalesce(earlier_id, -fact_check_id) from confirmed_same
            where claim_id = grouped.node
            union all
            select claim_id from confirmed_same where earlier_id = grouped.node
            union all
            select claim_id from confirmed_same where fact_check_id = -grouped.node
        ) as found(node)
    )
    select node from grouped limit %(most)s
"""


@dataclass(frozen=True, slots=True)
class Group:
    """Ids of what says one thing; the claim asked about is among the claims."""

    claims: tuple[int, ...]
    fact_checks: tuple[int, ...]


def group_of(claim_id: int) -> Group:
    """Everything that is the same claim by confirmed matches, at most MOST. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_GROUP, {"start": claim_id, "most": MOST})
        nodes = sorted(row[0] for row in cursor.fetchall())
    return Group(
        tuple(node for node in nodes if node > 0), tuple(-node for node in nodes if node < 0)
    )
