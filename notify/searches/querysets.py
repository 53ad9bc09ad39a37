"""Saved searches are read by their owner alone; which digests are due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.roles import has_role
from notify.webhooks.querysets import OWNERS

if TYPE_CHECKING:
    from claims.querysets import AnyUser


class SavedSearchQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: AnyUser) -> SavedSearchQuerySet:
        """One's own."""
        return self.filter(owner_id=user.pk) if has_role(user, *OWNERS) else self.none()

    def running(self) -> SavedSearchQuerySet:
        """Those that look for new matches."""
        return self.filter(paused=False, owner__is_active=True)


class DigestQuerySet(models.QuerySet[Any]):
    def due(self) -> DigestQuerySet:
        """Not yet sent, and nobody is sending them (index digest_due)."""
        free = Q(lease_expires_at__isnull=True) | Q(lease_expires_at__lt=Now())
        return self.filter(
            free, sent_at__isnull=True, failed_at__isnull=True, not_before__lte=Now()
        )
