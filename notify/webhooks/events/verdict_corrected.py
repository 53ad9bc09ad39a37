"""A published check was corrected: a new verdict stands in the old one's place."""

from django.utils.translation import gettext_lazy as _

from notify.kinds.base import on_claim
from notify.webhooks.events.base import EventKind
from notify.webhooks.events.verdicts import VerdictData, about_verdict, verdict_visible

EVENT = EventKind(
    "verdict.corrected",
    _("Verdict corrected"),
    VerdictData,
    on_claim("correct"),
    about_verdict,
    verdict_visible,
)
