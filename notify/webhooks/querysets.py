"""Who reads which endpoint and delivery, and which deliveries are due."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import Now, RowNumber

from accounts.roles import Role, has_role
from notify import limits
from transcripts.leases import QueuedQuerySet, untold

if TYPE_CHECKING:
    from claims.querysets import AnyUser

#: Who may have endpoints and saved searches.
OWNERS = (Role.INTEGRATOR, Role.REVIEWER, Role.EDITOR)


class EndpointQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: AnyUser) -> EndpointQuerySet:
        """One's own; to administrators all, whose addresses they do not read (shown_url)."""
        if has_role(user, Role.ADMINISTRATOR):
            return self
        return self.of(user)

    def shown(self) -> EndpointQuerySet:
        """What a list of endpoints shows, in one query."""
        ends = models.Max("secrets__expires_at", filter=Q(secrets__expires_at__gt=Now()))
        found: EndpointQuerySet = self.select_related("owner").annotate(old_secret_until=ends)
        return found

    def of(self, user: AnyUser) -> EndpointQuerySet:
        if not has_role(user, *OWNERS):
            return self.none()
        return self.filter(owner_id=user.pk)


class DeliveryQuerySet(QueuedQuerySet):
    def visible_to(self, user: AnyUser) -> DeliveryQuerySet:
        """Those of one's own endpoints: what they hold is for their owner alone."""
        from notify.models import Endpoint

        return self.filter(endpoint__in=Endpoint.objects.all().of(user))

    def due(self) -> DeliveryQuerySet:
        """Queued rows that may be sent now, by the database's clock (index delivery_due)."""
        return super().due().filter(endpoint__state="active")

    def undispatched(self) -> DeliveryQuerySet:
        """Due rows nobody was told about lately: of each endpoint the oldest few, and one of
        those that fail, so that none crowds out the others."""
        turn = Window(RowNumber(), partition_by=F("endpoint"), order_by=F("id").asc())
        few = Q(turn=1) | Q(turn__lte=limits.AT_ONCE, endpoint__failing_since__isnull=True)
        return self.due().filter(
            untold(),
            pk__in=self.due().annotate(turn=turn).filter(few).values("pk"),
        )

    def lapsed(self) -> DeliveryQuerySet:
        """Rows that a worker was sending and whose lease ran out (index delivery_reap)."""
        return self.filter(status="sending", lease_expires_at__lt=Now())

    def old(self) -> DeliveryQuerySet:
        """Past the time they are kept (index delivery_purge)."""
        return self.filter(created_at__lt=Now() - timedelta(seconds=settings.WEBHOOK_KEEP))
