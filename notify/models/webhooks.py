"""Webhooks: where somebody's program is told (Endpoint), what of, and how each attempt went."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit.models import AuditEvent
from notify import limits
from notify.webhooks.querysets import DeliveryQuerySet, EndpointQuerySet


class EndpointState(models.TextChoices):
    ACTIVE = "active", _("active")
    PAUSED = "paused", _("paused")
    DISABLED = "disabled", _("disabled")


class PausedBecause(models.TextChoices):
    NOTHING = "", ""
    OWNER = "owner", _("by its owner")
    FAILING = "failing", _("it kept failing")
    GONE = "gone", _("it answered 410 Gone")


class Endpoint(models.Model):
    """An address of its owner's that is told of some kinds of events.

    Read through `Endpoint.objects.visible_to(user)`. `version` moves with what people and the
    system decide about it, not with each delivery.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="endpoints"
    )
    url = models.CharField(max_length=limits.URL)
    description = models.CharField(max_length=limits.DESCRIPTION, blank=True)
    kinds = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        help_text="notify.webhooks.events",
    )
    state = models.CharField(max_length=10, choices=EndpointState, default=EndpointState.ACTIVE)
    because = models.CharField(
        max_length=10, choices=PausedBecause, default="", blank=True,
        help_text="why it is not active",
    )  # fmt: skip
    failures = models.PositiveIntegerField(default=0, help_text="since the last success")
    failing_since = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=EndpointState.values), name="endpoint_state_valid"
            ),
            models.CheckConstraint(
                condition=Q(state="active", because="") | (~Q(state="active") & ~Q(because="")),
                name="endpoint_says_why_it_rests",
            ),
            models.CheckConstraint(
                condition=Q(failures=0, failing_since__isnull=True)
                | Q(failures__gt=0, failing_since__isnull=False),
                name="endpoint_failing_since_first_failure",
            ),
        ]
        indexes = [
            # notify.webhooks.announcing: who wants a kind
            GinIndex(fields=["kinds"], name="endpoint_by_kind"),
        ]

    def __str__(self) -> str:
        return f"endpoint {self.pk}"  # never the address: it may hold a key

    @property
    def resting_because(self) -> str | None:
        """Why nothing is sent to it; None while it is active."""
        return self.because or None


class SigningSecret(models.Model):
    """Signs what an endpoint is sent, until `expires_at` (null: the current one).

    Kept sealed (notify.webhooks.sealing) and shown to its owner once, when it is made.
    """

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="secrets")
    sealed = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint"],
                condition=Q(expires_at__isnull=True),
                name="secret_one_current",
            )
        ]

    def __str__(self) -> str:
        return f"secret {self.pk} of endpoint {self.endpoint_id}"


class DeliveryStatus(models.TextChoices):
    QUEUED = "queued", _("waiting")
    SENDING = "sending", _("being sent")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("given up")
    WITHDRAWN = "withdrawn", _("no longer yours to read")


class Delivery(models.Model):
    """One event for one endpoint: the row is the truth, the message to a worker a hint.

    Its life is notify.webhooks.delivering. `body` is what is sent, the same at each attempt,
    and names ids and states only, no words of a transcript.
    """

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=40)
    event = models.ForeignKey(
        AuditEvent, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        db_index=False, help_text="empty: a test that the owner asked for",
    )  # fmt: skip
    subject = models.BigIntegerField(
        null=True, blank=True, help_text="what its owner must still see when it is sent"
    )
    message_id = models.CharField(max_length=40, unique=True, help_text="webhook-id")
    body = models.TextField()
    status = models.CharField(max_length=10, choices=DeliveryStatus, default=DeliveryStatus.QUEUED)
    attempt = models.PositiveIntegerField(default=1, help_text="the fencing token")
    not_before = models.DateTimeField()
    give_up_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True, blank=True)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event", "kind"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(status__in=DeliveryStatus.values), name="delivery_status_valid"
            ),
            models.CheckConstraint(
                condition=Q(status="sending", lease_expires_at__isnull=False)
                | (~Q(status="sending") & Q(lease_expires_at__isnull=True)),
                name="delivery_leased_exactly_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["queued", "sending"], finished_at__isnull=True)
                | (~Q(status__in=["queued", "sending"]) & Q(finished_at__isnull=False)),
                name="delivery_finished_exactly_when_ended",
            ),
        ]
        indexes = [
            models.Index(F("endpoint"), F("id").desc(), name="delivery_by_endpoint"),
            # DeliveryQuerySet.due(), expired(), old()
            models.Index(fields=["not_before"], condition=Q(status="queued"), name="delivery_due"),
            models.Index(
                fields=["lease_expires_at"], condition=Q(status="sending"), name="delivery_reap"
            ),
            models.Index(fields=["created_at"], name="delivery_purge"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk} of {self.kind}"


class Attempt(models.Model):
    """How one attempt went: what the receiver answered, or why there was no answer."""

    delivery = models.ForeignKey(
        Delivery, on_delete=models.CASCADE, related_name="attempts", db_index=False
    )
    number = models.PositiveIntegerField()
    at = models.DateTimeField(help_text="when it began")
    duration_ms = models.PositiveIntegerField()
    code = models.PositiveSmallIntegerField(null=True, blank=True, help_text="of the answer")
    excerpt = models.CharField(max_length=limits.EXCERPT, blank=True)
    error = models.CharField(max_length=limits.ERROR, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "number"], name="attempt_once"),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number} of delivery {self.delivery_id}"
