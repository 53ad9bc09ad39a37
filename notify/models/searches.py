"""Saved searches: filters of the claims list whose new matches somebody is told of."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from audit.models import AuditEvent
from claims.models import Claim
from notify import limits
from notify.models.webhooks import Endpoint
from notify.searches.querysets import DigestQuerySet, SavedSearchQuerySet


class SavedSearch(models.Model):
    """`query` is that of GET claims/, as it stands in a URL. Its owner's own, and nobody else's.

    New are claims found or added after `since`, which an edit of the query moves to now.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_searches"
    )
    name = models.CharField(max_length=limits.NAME)
    query = models.CharField(max_length=limits.QUERY)
    by_inbox = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=False)
    endpoint = models.ForeignKey(
        Endpoint, null=True, blank=True, on_delete=models.SET_NULL, related_name="searches"
    )
    paused = models.BooleanField(default=False)
    since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(F("owner"), F("id").desc(), name="search_by_owner")]

    def __str__(self) -> str:
        return self.name


class Digest(models.Model):
    """One mail with the matches of a person's searches: a row, so that it is sent once.

    Claimed by compare-and-swap on the attempt, like a webhook's delivery.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="digests"
    )
    attempt = models.PositiveIntegerField(default=1)
    not_before = models.DateTimeField()
    give_up_at = models.DateTimeField()
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=limits.ERROR, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(failed_at__isnull=True),
                name="digest_sent_or_failed",
            )
        ]
        indexes = [
            # DigestQuerySet.due()
            models.Index(
                fields=["not_before"],
                condition=Q(sent_at__isnull=True, failed_at__isnull=True),
                name="digest_due",
            )
        ]

    def __str__(self) -> str:
        return f"digest {self.pk}"


class SearchMatch(models.Model):
    """A claim that a search was told of: once, whatever becomes of either."""

    search = models.ForeignKey(
        SavedSearch, on_delete=models.CASCADE, related_name="matches", db_index=False
    )
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(
        AuditEvent, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="the pass that found it, which inbox and webhooks read",
    )  # fmt: skip
    digest = models.ForeignKey(
        Digest, null=True, blank=True, on_delete=models.SET_NULL, related_name="matches"
    )
    to_mail = models.BooleanField(default=False, help_text="waits for the next digest")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["search", "claim"], name="match_once"),
        ]
        indexes = [
            models.Index(fields=["search", "-id"], name="match_by_search"),
            models.Index(fields=["id"], condition=Q(to_mail=True), name="match_to_mail"),
        ]

    def __str__(self) -> str:
        return f"match {self.pk} of search {self.search_id}"
