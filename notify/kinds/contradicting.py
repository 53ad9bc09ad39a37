"""Two confirmed claims do not go together: every editor learns of it, once."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from audit.models import AuditEvent
from claims.models import Match
from notify.kinds.base import Draft, Kind


def _drafts(event: AuditEvent) -> list[Draft]:
    match = Match.objects.filter(pk=event.target_id).only("claim_id").first()
    if match is None:
        return []
    editors = User.objects.filter(groups__name=Role.EDITOR.value, is_active=True)
    return [
        Draft(pk, KIND.name, event.pk, match.claim_id)
        for pk in editors.order_by("pk").values_list("pk", flat=True).distinct()
    ]


KIND = Kind(
    "contradicting",
    _("Contradiction: two claims or verdicts do not go together"),
    frozenset({("claims.match", "contradiction")}),
    _drafts,
)
