"""IdempotencyRecord: an answer already given, kept so that a repeated request gets it again."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class IdempotencyRecord(models.Model):
    """Commits with the effect it answers for. Holds no claim or rating of its own."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(
        max_length=64, help_text="SHA-256 over method, path and body, in hex."
    )
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField(help_text="JSON as it was sent; empty for an answer without a body.")
    content_type = models.CharField(max_length=100)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="idempotency_user_key_unique"),
            models.CheckConstraint(
                condition=models.Q(status__gte=200, status__lt=500), name="idempotency_status_kept"
            ),
        ]
        # For purge_expired().
        indexes = [models.Index(fields=["created_at"], name="idempotency_purge_idx")]

    def __str__(self) -> str:
        return f"{self.key} -> {self.status}"
