"""An endpoint of mine is paused because it kept failing, or disabled because it is gone."""

from django.utils.translation import gettext_lazy as _

from audit.models import AuditEvent
from notify.kinds.base import Draft, Kind
from notify.models import Endpoint


def _drafts(event: AuditEvent) -> list[Draft]:
    if event.actor is not None:  # its owner's own act
        return []
    found = Endpoint.objects.filter(pk=event.target_id).values_list("owner_id", "pk")
    return [Draft(owner, KIND.name, event.pk, endpoint=pk) for owner, pk in found]


KIND = Kind(
    "paused",
    _("An endpoint of yours was paused: it does not take what it is sent"),
    frozenset({("notify.endpoint", "pause")}),
    _drafts,
)
