"""Who reads which notice: one's own, while one still sees what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.roles import has_role
from notify.webhooks.querysets import OWNERS

if TYPE_CHECKING:
    from claims.querysets import AnyUser

#: The desk says "99+" from here on.
MOST_COUNTED = 100


class NoticeQuerySet(models.QuerySet[Any]):
    def for_user(self, user: AnyUser) -> NoticeQuerySet:
        """The person's own, newest first; not those on a claim or post that is hidden by now."""
        from claims.models import Claim, Post

        if not has_role(user, *OWNERS):
            return self.none()
        readable = Post.objects.visible_to(user).filter(pk=OuterRef("post"))
        return self.filter(
            Q(post__isnull=True) | Exists(readable),
            Q(claim__isnull=True) | Q(claim__in=Claim.objects.visible_to(user)),
            recipient_id=user.pk,
        )

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at__isnull=True)

    def unread_count(self, user: AnyUser) -> int:
        """How many the person has not read, counted to MOST_COUNTED. One query."""
        return int(self.for_user(user).unread().order_by()[:MOST_COUNTED].count())

    def with_subjects(self) -> NoticeQuerySet:
        """What a list of notices shows, in one query."""
        return self.select_related(
            "event", "claim__transcript", "post__author", "endpoint", "search"
        ).defer("claim__search", "claim__transcript__text")
