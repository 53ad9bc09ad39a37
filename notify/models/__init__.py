"""What people and their programs are told: the inbox, webhooks, saved searches."""

from notify.models.inbox import Notice
from notify.models.outbox import Gap, Reader
from notify.models.searches import Digest, SavedSearch, SearchMatch
from notify.models.webhooks import (
    Attempt,
    Delivery,
    DeliveryStatus,
    Endpoint,
    EndpointState,
    PausedBecause,
    SigningSecret,
)

__all__ = [
    "Attempt",
    "Delivery",
    "DeliveryStatus",
    "Digest",
    "Endpoint",
    "EndpointState",
    "Gap",
    "Notice",
    "PausedBecause",
    "Reader",
    "SavedSearch",
    "SearchMatch",
    "SigningSecret",
]
