"""An editor gave me a place on a claim."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import AuditEvent
from notify.kinds.base import Draft, Kind, for_others, on_claim


def _drafts(event: AuditEvent) -> list[Draft]:
    whom = User.objects.filter(opaque_id=event.values["reviewer"])
    return for_others(KIND.name, event, whom)


KIND = Kind("assigned", _("Assigned to you"), on_claim("assign"), _drafts)
