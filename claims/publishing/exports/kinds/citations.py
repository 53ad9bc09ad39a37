"""Citations: which source was brought to which claim; the stance as far as it is open."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from claims.models import Citation, Claim
from claims.publishing.exports.kinds.base import NEWSROOM, Kind


def _rows(user: User) -> QuerySet[Any]:
    of_claims = Citation.objects.filter(claim__in=Claim.objects.visible_to(user).values("pk"))
    rows: QuerySet[Any] = of_claims.with_stance_for(user).select_related(
        "claim", "source", "added_by", "withdrawn_by"
    )
    return rows.defer("stance", "claim__search")


def _withdrawn_reason(citation: Any) -> str | None:
    """Blind with the stance: it may argue about it."""
    return None if citation.shown_stance is None else citation.withdrawn_reason


KIND = Kind(
    label=_("Citations"),
    roles=NEWSROOM,
    rows=_rows,
    judgements=True,
    columns={
        "id": "pk",
        "claim": "claim_id",
        "transcript": "claim.transcript_id",
        "round": "round",
        "source": "source_id",
        "url": "source.url",
        "title": "source.title",
        "publisher": "source.publisher",
        "kind": "source.kind",
        "excerpt": "excerpt",
        "stance": "shown_stance",
        "added_by": "added_by.username",
        "created_at": "created_at",
        "withdrawn_at": "withdrawn_at",
        "withdrawn_by": "withdrawn_by.username",
        "withdrawn_reason": _withdrawn_reason,
    },
)
