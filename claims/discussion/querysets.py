"""Who reads which post: the rule of ratings, for those that could tell a judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

from claims.querysets import blindly, open_to

if TYPE_CHECKING:
    from claims.querysets import AnyUser


class PostQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: AnyUser) -> PostQuerySet:
        """Own posts and those that tell nothing; the others once `open_to` says so.

        Who has a place in the claim's round is not heard on it, whenever they spoke.

        With `shown_reason`: why it was withdrawn, or null where that could tell a judgement.
        """
        open_to_all = Q(blind=False) & ~Q(_by_a_member())
        seen: PostQuerySet = blindly(self, user, Q(author_id=user.pk) | open_to_all)
        told = Q(withdrawn_by_id=user.pk) | Q(withdrawn_blind=False)
        reason = models.Case(
            models.When(told | open_to(user), then=F("withdrawn_reason")),
            default=None,
            output_field=models.TextField(null=True),
        )
        annotated: PostQuerySet = seen.annotate(shown_reason=reason)
        return annotated

    def with_people(self) -> PostQuerySet:
        """What a post shows, in two queries."""
        return self.select_related("author", "withdrawn_by").prefetch_related("mentions")

    def standing(self) -> PostQuerySet:
        return self.filter(withdrawn_at__isnull=True)


def _by_a_member() -> models.Exists:
    """Written by somebody who rates the claim in its current round, or is about to."""
    from claims.models import Review

    return models.Exists(
        Review.objects.filter(
            claim=models.OuterRef("claim"),
            round=models.OuterRef("claim__round"),
            reviewer=models.OuterRef("author"),
            outcome__in=["open", "rated"],
            revealed_at__isnull=True,
        )
    )
