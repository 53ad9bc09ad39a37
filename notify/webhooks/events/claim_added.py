"""Somebody added a claim that the machine had missed. What runs find is told by run.finished."""

from django.utils.translation import gettext_lazy as _

from notify.kinds.base import on_claim
from notify.webhooks.events.base import ClaimData, EventKind, about_claim, claim_visible

EVENT = EventKind(
    "claim.added", _("Claim added by hand"), ClaimData, on_claim("add"), about_claim, claim_visible
)
