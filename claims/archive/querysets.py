"""Reading rules of the archive: what is shown of it, and which imports wait."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.roles import Role, has_role


class ImportQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> ImportQuerySet:
        """The newsroom sees all imports, others none."""
        return self if has_role(user, Role.REVIEWER, Role.EDITOR) else self.none()

    def due(self) -> ImportQuerySet:
        """To be read: waiting and due, or left by a process whose lease ran out (import_due)."""
        waiting = Q(status="queued", not_before__lte=Now())
        here = Q(url="") | Q(fetched_at__isnull=False)
        return self.filter(here, waiting | Q(status="running", lease_expires_at__lt=Now()))

    def active(self) -> ImportQuerySet:
        return self.filter(status__in=["queued", "running"])


class PageQuerySet(models.QuerySet[Any]):
    def shown(self) -> PageQuerySet:
        return self.filter(withdrawn_at__isnull=True)


class FactCheckQuerySet(models.QuerySet[Any]):
    def shown(self) -> FactCheckQuerySet:
        """What is on its page still, as far as we know."""
        return self.filter(gone_at__isnull=True)
