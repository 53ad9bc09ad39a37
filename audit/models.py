"""AuditEvent: one act on one object. Rows are only ever added; a trigger refuses all else.

The events of an object form a chain: each holds the hash of the one before and a SHA-256
over its own content, so that a change, insertion or removal shows (audit.verify).
"""

import secrets
from datetime import UTC
from typing import Any

from django.db import models
from django.utils import timezone

from audit import hashing
from audit.querysets import AuditEventQuerySet


def new_salt() -> str:
    """32 random bytes in hex."""
    return secrets.token_hex(32)


class AuditEvent(models.Model):
    """Written by audit.services.record() only."""

    actor = models.UUIDField(null=True, help_text="User.opaque_id; null: the system itself.")
    action = models.CharField(max_length=64)
    target_type = models.CharField(max_length=64, help_text='As in "claims.claim".')
    target_id = models.BigIntegerField()
    digests = models.JSONField(
        default=dict, help_text="Field -> SHA-256 of its text before and after; null: unset."
    )
    values = models.JSONField(default=dict, help_text="Small values that explain the act.")
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    seq = models.PositiveIntegerField(help_text="1, 2, 3, ... within the target.")
    previous_hash = models.CharField(max_length=64, blank=True)
    salt = models.CharField(
        max_length=64,
        default=new_salt,
        blank=True,
        db_default="",
        help_text="Of the fields' digests; empty: recorded before fields had digests.",
    )
    hash = models.CharField(max_length=64)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            # Also the index of for_target().
            models.UniqueConstraint(
                fields=["target_type", "target_id", "seq"], name="audit_target_seq_unique"
            ),
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="audit_seq_from_one"),
        ]
        indexes = [
            # For by_actor() and the admin's filters, newest first.
            models.Index(fields=["actor", "-id"], name="audit_actor_idx"),
            models.Index(fields=["action", "-id"], name="audit_action_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.target_type} {self.target_id} #{self.seq} {self.action}"

    def fields(self) -> dict[str, Any]:
        """What the event says, as it is hashed."""
        return {
            "actor": str(self.actor) if self.actor else None,
            "action": self.action,
            "digests": self.digests,
            "values": self.values,
            "reason": self.reason,
            "request_id": self.request_id,
            "created_at": self.created_at.astimezone(UTC).isoformat(),
        }

    def computed_hash(self) -> str:
        """The hash that fits everything the event says, in hex; see audit.hashing."""
        target = [self.target_type, self.target_id]
        if not self.salt:
            place = {"target": target, "seq": self.seq, "previous_hash": self.previous_hash}
            return hashing.sha256(self.fields() | place)
        digests = {
            name: hashing.field_digest(hashing.field_salt(self.salt, name), name, value)
            for name, value in self.fields().items()
        }
        return hashing.event_hash(
            target=target, seq=self.seq, previous_hash=self.previous_hash, digests=digests
        )
