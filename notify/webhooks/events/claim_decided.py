"""A round ended: resolved or disputed by its ratings, or decided by an editor."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from audit.models import AuditEvent
from claims.querysets import DECIDED
from notify.kinds.base import on_claim
from notify.kinds.rounds import decided_by
from notify.webhooks.events.base import ClaimData, EventKind, Told, about_claim, claim_visible


def _tell(event: AuditEvent) -> Iterator[Told]:
    if event.action == "adjudicate" or decided_by(event, *DECIDED):
        yield from about_claim(event)


EVENT = EventKind(
    "claim.decided",
    _("Claim decided"),
    ClaimData,
    on_claim("rate", "adjudicate"),
    _tell,
    claim_visible,
)
