"""AuditEvent: one act on one object. Rows are only ever added; a trigger refuses all else.

The events of an object form a chain: each holds the hash of the one before and a SHA-256
over its own content, so that a change, insertion or removal shows (audit.verify).
"""

import hashlib
import json
from datetime import UTC
from typing import Any

from django.db import models
from django.utils import timezone

from audit.querysets import AuditEventQuerySet


def canonical_json(value: Any) -> bytes:
    """Sorted keys, no white space, UTF-8, and one spelling for a number.

    PostgreSQL's jsonb keeps numbers as decimals: 1e3 comes back as 1000. A float without a
    fraction is therefore written as the integer it equals.
    """
    return json.dumps(
        _plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


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

    def computed_hash(self) -> str:
        """SHA-256 over everything the event says, in hex."""
        content = {
            "actor": str(self.actor) if self.actor else None,
            "action": self.action,
            "target": [self.target_type, self.target_id],
            "digests": self.digests,
            "values": self.values,
            "reason": self.reason,
            "request_id": self.request_id,
            "created_at": self.created_at.astimezone(UTC).isoformat(),
            "seq": self.seq,
            "previous_hash": self.previous_hash,
        }
        return hashlib.sha256(canonical_json(content)).hexdigest()
