"""What endpoints are sent, for the `webhooks` section of the OpenAPI document."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, OpenApiWebhook, extend_schema
from rest_framework import serializers

from notify.webhooks.events import EVENTS, EventKind


def _message(kind: EventKind) -> type[serializers.Serializer[Any]]:
    """type, timestamp and data, as the specification asks."""
    words = "".join(word.title() for word in kind.name.split("."))
    fields = {
        "__doc__": "As sent to an endpoint, signed (docs/webhooks.md).",
        "type": serializers.ChoiceField(choices=[(kind.name, kind.label)]),
        "timestamp": serializers.DateTimeField(help_text="when it happened"),
        "data": kind.data(),
    }
    return type(f"{words}MessageSerializer", (serializers.Serializer,), fields)


def _described(kind: EventKind) -> OpenApiWebhook:
    return OpenApiWebhook(
        name=kind.name,
        decorator=extend_schema(
            summary=str(kind.label),
            request={"application/json": _message(kind)},
            responses={"2XX": OpenApiResponse(description="Received; anything else is retried.")},
        ),
    )


WEBHOOKS = [_described(kind) for kind in EVENTS]
