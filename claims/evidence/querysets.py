"""Reading rules of snapshots: which are due, which were lost, which is the latest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from accounts.roles import has_role
from transcripts.leases import QueuedQuerySet
from transcripts.querysets import STAFF

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class SnapshotQuerySet(QueuedQuerySet):
    """Swept and reaped by the indexes snapshot_sweep and snapshot_reap."""

    def visible_to(self, user: User | AnonymousUser) -> SnapshotQuerySet:
        """Sources are shared among reviewers and editors, and so is what is kept of them."""
        return self if has_role(user, *STAFF) else self.none()

    def readable(self) -> SnapshotQuerySet:
        """Whose bytes are here."""
        return self.filter(status="kept", withdrawn_at__isnull=True)

    def looks(self) -> SnapshotQuerySet:
        """Those that asked the site; an upload says nothing about it."""
        return self.exclude(origin="upload")

    def latest_of(self, source_ids: Iterable[int]) -> dict[int, Any]:
        """The latest of each source, by its id (index snapshot_by_source)."""
        rows = self.filter(source__in=list(source_ids)).order_by("source_id", "-id")
        return {one.source_id: one for one in rows.distinct("source_id")}
