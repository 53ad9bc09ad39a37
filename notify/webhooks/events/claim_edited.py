"""Normalised claim, type or speaker changed."""

from django.utils.translation import gettext_lazy as _

from notify.kinds.base import on_claim
from notify.webhooks.events.base import ClaimData, EventKind, about_claim, claim_visible

EVENT = EventKind(
    "claim.edited", _("Claim edited"), ClaimData, on_claim("edit"), about_claim, claim_visible
)
