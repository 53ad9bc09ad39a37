"""A test that the owner asked for; notify.webhooks.services makes it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from notify.webhooks.events.base import EventKind


class PingData(serializers.Serializer[Any]):
    endpoint = serializers.IntegerField(help_text="id")


EVENT = EventKind(
    "ping",
    _("Test"),
    PingData,
    frozenset(),
    lambda event: (),
    lambda user, subject: True,
    can_be_chosen=False,
)
