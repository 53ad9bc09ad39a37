"""Reading rules of matches: who sees which, and what still stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Prefetch, Q
from django.db.models.functions import Coalesce

from transcripts.leases import QueuedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


_COMPARED = (
    *(f"fact_check__{name}" for name in ("claim_text", "claimant", "claimed_at", "gone_at")),
    *(
        f"claim__{name}"
        for name in (
            "text", "normalised", "suggested_normalised", "quantities", "dates", "scale",
            "superseded_at", "transcript__event_date", "transcript__withdrawn_at",
            "speaker__name", "suggested_speaker__name",
        )
    ),
)  # fmt: skip


class LookupQuerySet(QueuedQuerySet):
    def outdated(self, model: str) -> LookupQuerySet:
        """Done by another model than this one (index lookup_by_model)."""
        return self.filter(status="done").filter(Q(model__lt=model) | Q(model__gt=model))

    def with_texts(self) -> LookupQuerySet:
        """What a comparison reads of the claim or fact-check and no more, in one query."""
        people = [f"claim__{name}" for name in ("transcript", "speaker", "suggested_speaker")]
        own = [field.name for field in self.model._meta.concrete_fields]
        return self.select_related("fact_check", *people).only(*own, *_COMPARED)


class MatchQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> MatchQuerySet:
        """Who sees both claims sees the match; the fact-checks of others are everybody's."""
        from claims.models import Claim

        claims = Claim.objects.visible_to(user).values("pk")
        return self.filter(Q(earlier__isnull=True) | Q(earlier__in=claims), claim__in=claims)

    def of_claims(self, claim_ids: Iterable[int]) -> MatchQuerySet:
        """Whichever of the two these claims are."""
        ids = list(claim_ids)
        return self.filter(Q(claim__in=ids) | Q(earlier__in=ids))

    def of_claim(self, claim: Any) -> MatchQuerySet:
        return self.of_claims([claim.pk])

    def proposed(self) -> MatchQuerySet:
        return self.filter(status="proposed")

    def confirmed(self) -> MatchQuerySet:
        return self.filter(status="confirmed")

    def of_kind(self, kind: str) -> MatchQuerySet:
        """By the kind that readers see: `Match.shown_kind` in SQL."""
        shown: MatchQuerySet = self.alias(_kind=Coalesce("decided_kind", F("kind")))
        return shown.filter(_kind=kind)

    def same(self) -> MatchQuerySet:
        return self.of_kind("same_claim")

    def standing(self) -> MatchQuerySet:
        """Whose both ends are still there: neither superseded, withdrawn nor gone from its page."""
        return self.filter(
            Q(earlier__isnull=True)
            | Q(
                earlier__superseded_at__isnull=True, earlier__transcript__withdrawn_at__isnull=True
            ),
            Q(fact_check__isnull=True) | Q(fact_check__gone_at__isnull=True),
            claim__superseded_at__isnull=True,
            claim__transcript__withdrawn_at__isnull=True,
        )

    def with_ends(self) -> MatchQuerySet:
        """What a match's body shows of both ends, in one query, and one a side for verdicts."""
        from claims.models import Verdict

        ends = [
            f"{end}__{name}"
            for end in ("claim", "earlier")
            for name in ("transcript", "speaker", "suggested_speaker")
        ]
        texts = [f"{end}__{name}" for end in ("claim", "earlier") for name in ("search",)]
        long = [f"{end}__transcript__text" for end in ("claim", "earlier")]
        published = [
            Prefetch(f"{end}__verdicts", Verdict.objects.current(), to_attr="published")
            for end in ("claim", "earlier")
        ]
        shown = self.select_related("fact_check", "decided_by", *ends).prefetch_related(*published)
        return shown.defer("fact_check__markup", "fact_check__search", *texts, *long)
