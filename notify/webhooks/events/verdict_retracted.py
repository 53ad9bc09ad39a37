"""A published check was taken back; its page says so."""

from django.utils.translation import gettext_lazy as _

from notify.kinds.base import on_claim
from notify.webhooks.events.base import EventKind
from notify.webhooks.events.verdicts import VerdictData, about_verdict, verdict_visible

EVENT = EventKind(
    "verdict.retracted",
    _("Verdict retracted"),
    VerdictData,
    on_claim("retract"),
    about_verdict,
    verdict_visible,
)
