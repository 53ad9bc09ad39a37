"""Ratings: who rated what, when, and why; as far as they are open to the requester."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from claims.models import Rating
from claims.publishing.exports.kinds.base import Kind


def _rows(user: User) -> QuerySet[Any]:
    rows: QuerySet[Any] = Rating.objects.visible_to(user).select_related(
        "claim", "level", "reviewer"
    )
    return rows.defer("claim__search")


KIND = Kind(
    label=_("Ratings"),
    roles=frozenset({Role.EDITOR}),
    rows=_rows,
    judgements=True,
    columns={
        "id": "pk",
        "claim": "claim_id",
        "transcript": "claim.transcript_id",
        "claim_text": "claim.text",
        "round": "round",
        "wording": "wording",
        "rater": "reviewer.username",
        "level": "level.label",
        "number": "level.number",
        "confidence": "confidence",
        "rationale": "rationale",
        "after_reveal": "after_reveal",
        "created_at": "created_at",
        "superseded_at": "superseded_at",
    },
)
