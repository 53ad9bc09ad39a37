"""A claim is not to be checked."""

from django.utils.translation import gettext_lazy as _

from notify.kinds.base import on_claim
from notify.webhooks.events.base import ClaimData, EventKind, about_claim, claim_visible

EVENT = EventKind(
    "claim.dismissed",
    _("Claim dismissed"),
    ClaimData,
    on_claim("dismiss"),
    about_claim,
    claim_visible,
)
