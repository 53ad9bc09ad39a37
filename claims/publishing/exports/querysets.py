"""Reading exports: whose they are, and which wait for a worker, a reaper or the purge."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class ExportQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> ExportQuerySet:
        """One's own: what is in it was chosen by what its requester may see."""
        return self.filter(requested_by_id=user.pk or 0)

    def active(self) -> ExportQuerySet:
        return self.filter(status__in=["queued", "running"])

    def ready(self) -> ExportQuerySet:
        """Those with a file that may still be had."""
        return self.filter(status="succeeded", expires_at__gt=Now())

    def due(self) -> ExportQuerySet:
        """Queued rows that may go on now, by the database's clock."""
        return self.filter(status="queued", not_before__lte=Now())

    def undispatched(self) -> ExportQuerySet:
        """Due rows nobody was told about lately."""
        stale = Now() - timedelta(seconds=settings.DISPATCH_STALE_AFTER)
        return self.due().filter(Q(dispatched_at__isnull=True) | Q(dispatched_at__lt=stale))

    def lapsed(self) -> ExportQuerySet:
        """Running rows whose lease ran out."""
        return self.filter(status="running", lease_expires_at__lt=Now())

    def over(self) -> ExportQuerySet:
        """Those whose file is to go."""
        return self.filter(status="succeeded", expires_at__lte=Now())
