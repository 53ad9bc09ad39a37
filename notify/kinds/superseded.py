"""A source was superseded that I cited, or decided on, where nothing is published yet.

Of what is published the editors hear as of anything that is due.
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import AuditEvent
from claims.models import Citation, Claim, Supersession, Verdict
from notify.kinds.base import Draft, Kind

_OPEN = ("extracted", "in_review", "resolved", "disputed")


def _drafts(event: AuditEvent) -> list[Draft]:
    """One for each person, about the oldest of their claims."""
    marks = Supersession.objects.standing().filter(pk=event.values["supersession"])
    if not marks.exists():
        return []
    cited = Citation.objects.filter(source=event.target_id, claim__status__in=_OPEN).standing()
    claims = cited.order_by().values("claim")
    undecided = Q(published_at__isnull=True, superseded_at__isnull=True)
    decided = Verdict.objects.filter(undecided, claim__in=claims).order_by()
    about: dict[int, int] = {}
    for rows, person in ((cited.order_by(), "added_by"), (decided, "decided_by")):
        for pk, claim in rows.exclude(**{f"{person}__opaque_id": event.actor}).values_list(
            person, "claim"
        ):
            about[pk] = min(claim, about.get(pk, claim))
    people = User.objects.in_bulk(about)
    return [
        Draft(pk, KIND.name, event.pk, claim)
        for pk, claim in sorted(about.items())
        if Claim.objects.visible_to(people[pk]).filter(pk=claim).exists()
    ]


KIND = Kind(
    "superseded",
    _("A source that you cited or decided on was superseded"),
    frozenset({("claims.source", "supersede")}),
    _drafts,
)
