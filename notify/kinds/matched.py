"""New claims match a saved search of mine that tells me by inbox."""

from django.utils.translation import gettext_lazy as _

from audit.models import AuditEvent
from notify.kinds.base import Draft, Kind
from notify.models import SavedSearch


def _drafts(event: AuditEvent) -> list[Draft]:
    found = SavedSearch.objects.filter(pk=event.target_id, by_inbox=True)
    return [
        Draft(owner, KIND.name, event.pk, search=pk)
        for owner, pk in found.values_list("owner_id", "pk")
    ]


KIND = Kind(
    "matched",
    _("New claims match a saved search"),
    frozenset({("notify.savedsearch", "match")}),
    _drafts,
)
