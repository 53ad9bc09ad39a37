"""A claim is to be checked again."""

from django.utils.translation import gettext_lazy as _

from notify.kinds.base import on_claim
from notify.webhooks.events.base import ClaimData, EventKind, about_claim, claim_visible

EVENT = EventKind(
    "claim.reopened", _("Claim reopened"), ClaimData, on_claim("reopen"), about_claim, claim_visible
)
