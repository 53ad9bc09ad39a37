"""How audit events are read."""

import uuid
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from audit.models import AuditEvent  # noqa: F401


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    """Events, by what they are about or by who acted."""

    def for_target(self, target: models.Model) -> "AuditEventQuerySet":
        """The chain of one object, first event first."""
        return self.for_target_id(type(target), target.pk)

    def for_target_id(self, model: type[models.Model], pk: int) -> "AuditEventQuerySet":
        """The chain of one object that need not be loaded."""
        return self.filter(target_type=model._meta.label_lower, target_id=pk).order_by("seq")

    def by_actor(self, opaque_id: uuid.UUID) -> "AuditEventQuerySet":
        """What one person did, newest first."""
        return self.filter(actor=opaque_id).order_by("-id")
