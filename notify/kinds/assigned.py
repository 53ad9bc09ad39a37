"""An editor gave me a place on a claim."""

from django.utils.translation import gettext_lazy as _

from audit.models import AuditEvent
from notify.kinds.base import Draft, Kind, for_the_reviewer, on_claim


def _drafts(event: AuditEvent) -> list[Draft]:
    return for_the_reviewer(KIND.name, event)


KIND = Kind("assigned", _("Assigned to you"), on_claim("assign"), _drafts)
