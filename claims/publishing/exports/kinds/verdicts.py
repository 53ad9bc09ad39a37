"""Verdicts: published ones with all they rest on, and drafts that are open to the requester."""

from typing import Any

from django.db.models import BooleanField, Case, QuerySet, When
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from claims.models import Claim, Verdict
from claims.publishing.exports.kinds.base import NEWSROOM, Kind
from claims.publishing.jsonld import check_url
from claims.querysets import open_to


def _rows(user: User) -> QuerySet[Any]:
    seen = Verdict.objects.visible_to(user)
    of_claims = seen.filter(claim__in=Claim.objects.visible_to(user).values("pk"))
    arguable = Case(When(open_to(user), then=True), default=False, output_field=BooleanField())
    rows: QuerySet[Any] = of_claims.annotate(open=arguable).select_related(
        "claim", "decided_by", "published_by"
    )
    return rows.defer("claim__search")


KIND = Kind(
    label=_("Verdicts"),
    roles=NEWSROOM | {Role.INTEGRATOR},
    rows=_rows,
    judgements=True,
    columns={
        "id": "pk",
        "claim": "claim_id",
        "transcript": "claim.transcript_id",
        "url": lambda verdict: check_url(verdict.claim_id) if verdict.published_at else None,
        "round": "round",
        "level": "level_label",
        "number": "number",
        "worst": "worst",
        "best": "best",
        "claim_text": "claim_text",
        "claim_normalised": "claim_normalised",
        "wording": "wording",
        "speaker": "speaker_name",
        "speaker_role": "speaker_role",
        "speaker_wikidata_id": "speaker_wikidata_id",
        "claim_date": "claim_date",
        "appearance_url": "appearance_url",
        "summary": "summary",
        # It argues about ratings.
        "reason": lambda verdict: verdict.reason if verdict.open else None,
        "twin_reason": "twin_reason",
        "citations": "citations",
        "superseded_sources": "superseded_sources",
        "decided_by": "decided_by.username",
        "decided_at": "decided_at",
        "ratings_count": "ratings_count",
        "ratings_required": "ratings_required",
        "as_of": "as_of",
        "review_by": "review_by",
        "confirmed_at": "confirmed_at",
        "correction_note": "correction_note",
        "published_by": "published_by.username",
        "published_at": "published_at",
        "superseded_at": "superseded_at",
        "retracted_at": "retracted_at",
        "retracted_reason": "retracted_reason",
    },
)
