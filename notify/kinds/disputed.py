"""A round ended in a dispute: every editor learns that one of them is to decide."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from audit.models import AuditEvent
from claims.models import ClaimStatus
from notify.kinds.base import Draft, Kind, for_others, on_claim
from notify.kinds.rounds import decided_by


def _drafts(event: AuditEvent) -> list[Draft]:
    if decided_by(event, ClaimStatus.DISPUTED) is None:
        return []
    return for_others(KIND.name, event, User.objects.filter(groups__name=Role.EDITOR.value))


KIND = Kind("disputed", _("Disputed: an editor decides"), on_claim("rate"), _drafts)
