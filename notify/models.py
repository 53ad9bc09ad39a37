"""Notice: something that concerns one person. Reader and Gap: how far the audit trail was read."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise

from audit.models import AuditEvent
from claims.models import Claim, Post
from notify.querysets import NoticeQuerySet


class Notice(models.Model):
    """One event as one kind of news for one person; notify.kinds says which there are.

    It names the claim and nothing that is on it. Read through `Notice.objects.for_user(user)`.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices", db_index=False
    )
    kind = models.CharField(max_length=20)
    event = models.ForeignKey(
        AuditEvent, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey(
        Post,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="where somebody was mentioned",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "event", "kind"], name="notice_once")
        ]
        indexes = [
            models.Index(F("recipient"), F("id").desc(), name="notice_by_recipient"),
            # NoticeQuerySet.unread_count
            models.Index(
                fields=["recipient"], condition=Q(read_at__isnull=True), name="notice_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} notice {self.pk}"

    @property
    def label(self) -> str | Promise:
        """The kind in words, in the reader's language."""
        from notify.kinds import BY_NAME

        return BY_NAME[self.kind].label


class Reader(models.Model):
    """Somebody who reads the audit trail to its end, and the last id read (notify.outbox)."""

    name = models.CharField(max_length=40, unique=True)
    position = models.BigIntegerField()

    def __str__(self) -> str:
        return self.name


class Gap(models.Model):
    """Ids below a reader's position that were not there yet: their transactions may still run.

    Once every transaction below `xid` has ended, what is not there never will be.
    """

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="gaps")
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    xid = models.BigIntegerField(help_text="the first transaction not begun when it was noticed")
    noticed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="gap_valid"),
            models.UniqueConstraint(fields=["reader", "first"], name="gap_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"
