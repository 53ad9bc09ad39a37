"""A round that I assigned people to is resolved: the claim waits for an editor.

For who assigned only: what is resolved otherwise stands in the queue, and would drown the rest.
"""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import AuditEvent
from claims.models import ClaimStatus, Review, Verdict
from notify.kinds.base import Draft, Kind, for_others, on_claim
from notify.kinds.rounds import decided_by


def _drafts(event: AuditEvent) -> list[Draft]:
    claim = decided_by(event, ClaimStatus.RESOLVED)
    if claim is None or Verdict.objects.filter(claim=claim, round=claim.round).exists():
        return []
    assigned = Review.objects.filter(claim=claim, round=claim.round, assigned_by__isnull=False)
    assigners = User.objects.filter(pk__in=assigned.values("assigned_by"))
    return for_others(KIND.name, event, assigners)


KIND = Kind("resolved", _("Resolved: ready for an editor"), on_claim("rate"), _drafts)
