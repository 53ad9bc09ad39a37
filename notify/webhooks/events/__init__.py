"""What endpoints are told of, one file a kind. To add one: a file with an EVENT, its name here."""

from notify.webhooks.events import (
    claim_added,
    claim_decided,
    claim_dismissed,
    claim_edited,
    claim_reopened,
    ping,
    rating_opened,
    run_finished,
    search_matched,
    verdict_corrected,
    verdict_published,
    verdict_retracted,
)
from notify.webhooks.events.base import EventKind, Told, envelope

EVENTS: tuple[EventKind, ...] = (
    run_finished.EVENT,
    claim_added.EVENT,
    claim_edited.EVENT,
    claim_dismissed.EVENT,
    claim_reopened.EVENT,
    claim_decided.EVENT,
    rating_opened.EVENT,
    verdict_published.EVENT,
    verdict_corrected.EVENT,
    verdict_retracted.EVENT,
    search_matched.EVENT,
    ping.EVENT,
)
BY_NAME = {event.name: event for event in EVENTS}
#: (name, words) of those that an endpoint may ask for.
CHOICES = [(event.name, event.label) for event in EVENTS if event.can_be_chosen]

__all__ = ["BY_NAME", "CHOICES", "EVENTS", "EventKind", "Told", "envelope"]
