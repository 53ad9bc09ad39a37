"""Who asks for a figure, and which transcripts it is about."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.roles import has_role
from api.exceptions import Forbidden
from claims.models import Claim
from claims.querysets import STAFF, ClaimQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def need_staff(user: User | AnonymousUser) -> None:
    """Figures are of all claims: for those who may see them all. Raises Forbidden."""
    if not has_role(user, *STAFF):
        raise Forbidden(_("Figures are for reviewers and editors."))


@dataclass(frozen=True, slots=True)
class Scope:
    """Claims of events within the dates (both included), or of one transcript; None: any.

    A transcript without an event date is in no range of dates.
    """

    user: User | AnonymousUser
    event_from: datetime.date | None = None
    event_until: datetime.date | None = None
    transcript_id: int | None = None

    def claims(self) -> ClaimQuerySet:
        """The claims that count: the same for every reviewer and editor.

        Of a withdrawn transcript only published claims are left, although an editor may
        see the others: the newsroom has one figure.
        """
        need_staff(self.user)
        standing = Q(transcript__withdrawn_at__isnull=True) | Q(status="published")
        claims = Claim.objects.visible_to(self.user).filter(standing)
        if self.transcript_id is not None:
            claims = claims.filter(transcript_id=self.transcript_id)
        if self.event_from is not None:
            claims = claims.filter(transcript__event_date__gte=self.event_from)
        if self.event_until is not None:
            claims = claims.filter(transcript__event_date__lte=self.event_until)
        return claims.order_by()
