"""A rating can be read: its round is decided. Never before, not even to who gave it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from audit.models import AuditEvent
from claims.models import Rating
from claims.querysets import DECIDED
from notify.kinds.base import on_claim
from notify.webhooks.events.base import EventKind, Told, address

if TYPE_CHECKING:
    from accounts.models import User


class RatingData(serializers.Serializer[Any]):
    """Which rating, not what it says."""

    rating = serializers.IntegerField(help_text="id")
    claim = serializers.IntegerField(help_text="id")
    round = serializers.IntegerField()
    after_reveal = serializers.BooleanField(help_text="added to a dispute, counts for nothing")
    url = serializers.CharField(help_text="where the claim's ratings are read over REST")


def _tell(event: AuditEvent) -> Iterator[Told]:
    """All ratings of the claim, each by the act that gave it: those told of are known."""
    ratings = {rating.pk: rating for rating in _open().filter(claim=event.target_id)}
    if not ratings:
        return
    given = AuditEvent.objects.filter(
        target_type=event.target_type, target_id=event.target_id, action="rate"
    )
    for said in given.order_by("seq"):
        rating = ratings.get(said.values.get("rating"))
        if rating is not None:
            yield Told(said, rating.pk, _data(rating))


def _data(rating: Rating) -> dict[str, Any]:
    return {
        "rating": rating.pk,
        "claim": rating.claim_id,
        "round": rating.round,
        "after_reveal": rating.after_reveal,
        "url": address("claim-ratings", rating.claim_id),
    }


def _open() -> Any:
    """Those whose blind is lifted for everybody, not for one who asked for the reveal."""
    return Rating.objects.filter(claim__status__in=DECIDED)


def _visible(user: "User", rating_id: int) -> bool:
    lifted = _open().filter(pk=rating_id)
    return bool(Rating.objects.visible_to(user).filter(pk__in=lifted.values("pk")).exists())


EVENT = EventKind(
    "rating.opened",
    _("Rating can be read"),
    RatingData,
    on_claim("rate", "adjudicate"),
    _tell,
    _visible,
)
