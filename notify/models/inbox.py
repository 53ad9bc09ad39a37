"""Notice: something that concerns one person."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise

from audit.models import AuditEvent
from claims.models import Claim, Post
from notify.models.searches import SavedSearch
from notify.models.webhooks import Endpoint
from notify.querysets import NoticeQuerySet


class Notice(models.Model):
    """One event as one kind of news for one person; notify.kinds says which there are.

    It names the claim, endpoint or search it is about, and nothing that is on it. Read through
    `Notice.objects.for_user(user)`.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices", db_index=False
    )
    kind = models.CharField(max_length=20)
    event = models.ForeignKey(
        AuditEvent, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    claim = models.ForeignKey(
        Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    post = models.ForeignKey(
        Post,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="where somebody was mentioned",
    )
    endpoint = models.ForeignKey(
        Endpoint, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    search = models.ForeignKey(
        SavedSearch, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "event", "kind"], name="notice_once"),
            models.CheckConstraint(
                condition=Q(claim__isnull=False, endpoint__isnull=True, search__isnull=True)
                | Q(claim__isnull=True, endpoint__isnull=False, search__isnull=True)
                | Q(claim__isnull=True, endpoint__isnull=True, search__isnull=False),
                name="notice_about_one_thing",
            ),
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
