"""Which rating filled a round. Its event does not say so: it tells nothing of what was judged."""

from audit.models import AuditEvent
from claims.models import Claim


def decided_by(event: AuditEvent, *statuses: str) -> Claim | None:
    """The claim, where this rating filled its round and the claim still has one of `statuses`."""
    decided = Claim.objects.filter(
        pk=event.target_id, round=event.values["round"], status__in=statuses
    ).defer("search")
    claim: Claim | None = decided.first()
    if claim is None:
        return None
    blind = AuditEvent.objects.for_target(claim).filter(
        action="rate", values__round=claim.round, values__after_reveal=False
    )
    return claim if blind.order_by("-seq").first() == event else None
