"""A check was published."""

from django.utils.translation import gettext_lazy as _

from notify.kinds.base import on_claim
from notify.webhooks.events.base import EventKind
from notify.webhooks.events.verdicts import VerdictData, about_verdict, verdict_visible

EVENT = EventKind(
    "verdict.published",
    _("Verdict published"),
    VerdictData,
    on_claim("publish"),
    about_verdict,
    verdict_visible,
)
