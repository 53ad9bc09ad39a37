"""Reading exports: whose they are, and which wait for a worker, a reaper or the purge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models.functions import Now

from transcripts.leases import QueuedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class ExportQuerySet(QueuedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ExportQuerySet:
        """One's own: what is in it was chosen by what its requester may see."""
        return self.filter(requested_by_id=user.pk or 0)

    def active(self) -> ExportQuerySet:
        return self.filter(status__in=["queued", "running"])

    def ready(self) -> ExportQuerySet:
        """Those with a file that may still be had."""
        return self.filter(status="succeeded", expires_at__gt=Now())

    def over(self) -> ExportQuerySet:
        """Those whose file is to go."""
        return self.filter(status="succeeded", expires_at__lte=Now())
