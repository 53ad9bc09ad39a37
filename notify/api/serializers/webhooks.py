"""Endpoints, their deliveries, and what is sent to make and change them."""

import json
from typing import Any

from rest_framework import serializers

from api.fields import Changes, Etag, Strict, Text, Whole
from notify import limits
from notify.models import (
    Attempt,
    Delivery,
    DeliveryStatus,
    Endpoint,
    EndpointState,
    PausedBecause,
)
from notify.webhooks.addresses import shown_address
from notify.webhooks.events import BY_NAME, CHOICES
from notify.webhooks.services import allowed_actions

REASONS = [choice for choice in PausedBecause.choices if choice[0]]
KINDS = [(name, str(kind.label)) for name, kind in BY_NAME.items()]


class EndpointSerializer(serializers.ModelSerializer[Endpoint]):
    """Where you are told, and how it fares. The secret is shown once, when it is made.

    The tag covers what is decided about it; `failures`, `failing_since` and `last_success_at`
    move with each delivery. An administrator reads of others' `url` the host only.
    """

    owner = serializers.CharField(source="owner.username", read_only=True)
    url = serializers.SerializerMethodField()
    kinds = serializers.ListField(child=serializers.ChoiceField(choices=CHOICES), read_only=True)
    state = serializers.ChoiceField(choices=EndpointState.choices, read_only=True)
    because = serializers.ChoiceField(
        source="resting_because", choices=REASONS, read_only=True, allow_null=True
    )
    old_secret_until = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="both secrets sign until then"
    )
    allowed_actions = serializers.SerializerMethodField()
    etag = Etag()

    class Meta:
        model = Endpoint
        fields = [
            "id", "owner", "url", "description", "kinds", "state", "because", "failures",
            "failing_since", "last_success_at", "old_secret_until", "created_at",
            "allowed_actions", "version", "etag",
        ]  # fmt: skip
        read_only_fields = fields

    def get_url(self, endpoint: Endpoint) -> str:
        return shown_address(endpoint, self.context["request"].user)

    def get_allowed_actions(self, endpoint: Endpoint) -> list[str]:
        mine = endpoint.owner_id == self.context["request"].user.pk
        return allowed_actions(endpoint) if mine else []


class EndpointSecretSerializer(EndpointSerializer):
    """With the secret, this once; the view gives it as context `secret`."""

    secret = serializers.SerializerMethodField(help_text="whsec_ and 32 bytes in base64")

    class Meta(EndpointSerializer.Meta):
        fields = [*EndpointSerializer.Meta.fields, "secret"]
        read_only_fields = fields

    def get_secret(self, endpoint: Endpoint) -> str:
        return str(self.context["secret"])


class AttemptSerializer(serializers.ModelSerializer[Attempt]):
    """`code` is the status that was answered; without an answer `error` says why."""

    class Meta:
        model = Attempt
        fields = ["number", "at", "duration_ms", "code", "excerpt", "error"]
        read_only_fields = fields


class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    """One message to one endpoint. `message_id` is its webhook-id, the same at each attempt."""

    webhook = serializers.IntegerField(source="endpoint_id", read_only=True)
    kind = serializers.ChoiceField(choices=KINDS, read_only=True)
    status = serializers.ChoiceField(choices=DeliveryStatus.choices, read_only=True)
    message = serializers.SerializerMethodField(help_text="what is sent")
    attempts = AttemptSerializer(many=True, read_only=True)

    class Meta:
        model = Delivery
        fields = [
            "id", "webhook", "kind", "message_id", "status", "message", "attempt", "not_before",
            "give_up_at", "created_at", "finished_at", "attempts",
        ]  # fmt: skip
        read_only_fields = fields

    def get_message(self, delivery: Delivery) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(delivery.body)
        return message


# Input ----------------------------------------------------------------------------------------


def _kinds() -> serializers.ListField:
    child = serializers.ChoiceField(choices=CHOICES)
    return serializers.ListField(child=child, required=False, max_length=len(CHOICES))


class NewEndpointSerializer(Strict):
    """An https address; `kinds` may be empty, for an endpoint of saved searches alone."""

    url = Text(max_length=limits.URL)
    description = Text(required=False, allow_blank=True, max_length=limits.DESCRIPTION)
    kinds = _kinds()


class EndpointPatchSerializer(Changes):
    url = Text(required=False, max_length=limits.URL)
    description = Text(required=False, allow_blank=True, max_length=limits.DESCRIPTION)
    kinds = _kinds()


class RotateSerializer(Strict):
    """For how long the secret until now signs, too; 0: it ends at once."""

    grace_hours = Whole(required=False, min_value=0, max_value=limits.GRACE_HOURS, default=24)
