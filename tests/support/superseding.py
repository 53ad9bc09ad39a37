"""A source of two published checks was superseded; an editor has answered for one of them."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import User
from claims import services
from claims.models import Claim, Verdict
from tests.support.work import LOOK_AGAIN

OLD = "https://statistics.example/dwellings/2023"
NEW = "https://statistics.example/dwellings/2024"
REASON = "The office counted the dwellings again in March; the first count left out the harbour."


def supersede(reviewer: User, editor: User) -> None:
    """The last two by rank, so that the first pages of lists stay as they are."""
    standing = Verdict.objects.current().filter(review_by__gt=timezone.now())
    last = standing.order_by("claim__rank", "claim_id").select_related("claim")[:2]
    answered, open_ = (verdict.claim for verdict in last)
    for claim in (answered, open_):
        _take_in(reviewer, editor, claim)
    source = Verdict.objects.current().get(claim=answered).citations[-1]["source"]
    services.supersede(
        actor=reviewer, source_id=source, expected_version=None, reason=REASON, replaced_by=NEW
    )
    services.confirm(
        actor=editor,
        claim_id=answered.pk,
        expected_version=None,
        review_by=timezone.now().date() + LOOK_AGAIN,
    )


def _take_in(reviewer: User, editor: User, claim: Claim) -> None:
    """One more source, with a correction."""
    services.cite(
        actor=reviewer,
        claim_id=claim.pk,
        url=OLD,
        title="Dwellings by district, 2023",
        publisher="Office of Statistics",
        kind="primary",
        excerpt="Dwellings at the end of the year: 41,208.",
        stance="context",
    )
    services.correct(
        actor=editor,
        claim_id=claim.pk,
        expected_version=None,
        note="The count of dwellings is given as well.",
    )
