"""New claims match a saved search that names this endpoint; for that endpoint alone."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from audit.models import AuditEvent
from claims.models import Claim
from notify import limits
from notify.models import SavedSearch
from notify.webhooks.events.base import ClaimData, EventKind, Told, claim_data

if TYPE_CHECKING:
    from accounts.models import User


class SearchData(serializers.Serializer[Any]):
    search = serializers.IntegerField(help_text="id")
    name = serializers.CharField()
    count = serializers.IntegerField(help_text="how many new matches there are")
    claims = ClaimData(many=True, help_text=f"the first {limits.LISTED} of them")


def _tell(event: AuditEvent) -> Iterator[Told]:
    search = SavedSearch.objects.select_related("owner").filter(pk=event.target_id).first()
    if search is None or search.endpoint_id is None:
        return
    seen = Claim.objects.visible_to(search.owner).filter(
        pk__in=search.matches.filter(event=event).values("claim")
    )
    claims = list(seen.defer("search").order_by("id"))
    if not claims:
        return
    data = {
        "search": search.pk,
        "name": search.name,
        "count": len(claims),
        "claims": [claim_data(claim) for claim in claims[: limits.LISTED]],
    }
    yield Told(event, search.pk, data, only=search.endpoint_id)


def _visible(user: "User", search_id: int) -> bool:
    return bool(SavedSearch.objects.visible_to(user).filter(pk=search_id).exists())


EVENT = EventKind(
    "search.matched",
    _("Saved search: new matches"),
    SearchData,
    frozenset({("notify.savedsearch", "match")}),
    _tell,
    _visible,
    can_be_chosen=False,
)
