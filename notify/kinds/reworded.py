"""The wording of a claim changed after I rated it: in an open round I am asked to rate it again."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import AuditEvent
from claims.models import Rating
from notify.kinds.base import Draft, Kind, for_others, on_claim


def _drafts(event: AuditEvent) -> list[Draft]:
    if not event.digests:  # set to what was shown anyway
        return []
    judged_before = Rating.objects.filter(
        claim=event.target_id,
        round=event.values["round"],
        wording__lt=event.values["wording"],
        superseded_at__isnull=True,
        after_reveal=False,
    )
    raters = User.objects.filter(pk__in=judged_before.values("reviewer"))
    return for_others(KIND.name, event, raters)


KIND = Kind("reworded", _("Reworded after you rated it"), on_claim("edit"), _drafts)
