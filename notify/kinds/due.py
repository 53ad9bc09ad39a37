"""A published verdict came back to the desk: every editor learns that one of them is to look."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from audit.models import AuditEvent
from claims.models import Verdict
from notify.kinds.base import Draft, Kind, for_others, on_claim


def _drafts(event: AuditEvent) -> list[Draft]:
    if not Verdict.objects.due().filter(pk=event.values["verdict"]).exists():
        return []
    return for_others(KIND.name, event, User.objects.filter(groups__name=Role.EDITOR.value))


KIND = Kind("due", _("Due for review: confirm or correct it"), on_claim("due"), _drafts)
