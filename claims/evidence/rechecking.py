"""Link rot: cited sources are looked at again on a schedule, a few at a time."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.db.models.functions import Now

from claims.evidence import life
from claims.evidence.models import Origin, Snapshot
from claims.models import Citation, Source

BATCH = 50  # sources a pass: the network queue has other work


def recheck() -> int:
    """Queues a look at sources that stand behind a claim and were not looked at for long.

    Those longest not looked at first. What had to go for legal need is left alone.
    SNAPSHOT_RECHECK 0 turns it off.
    """
    if not settings.SNAPSHOT_RECHECK:
        return 0
    withdrawn = Snapshot.objects.looks().filter(source=OuterRef("pk"), withdrawn_at__isnull=False)
    waiting = Snapshot.objects.filter(source=OuterRef("pk"), status__in=["queued", "running"])
    standing = Citation.objects.standing().filter(source=OuterRef("pk"))
    long_ago = Now() - timedelta(seconds=settings.SNAPSHOT_RECHECK)
    seen = Max("snapshots__created_at", filter=~Q(snapshots__origin=Origin.UPLOAD))
    due = (
        Source.objects.filter(Exists(standing), ~Exists(withdrawn), ~Exists(waiting))
        .annotate(seen=seen)
        .filter(Q(seen__isnull=True) | Q(seen__lt=long_ago))
        .order_by("seen", "pk")[:BATCH]
    )
    queued = 0
    for source in due:
        with transaction.atomic():
            queued += life.queue(source=source, actor=None, origin=Origin.SCHEDULE)[1]
    return queued
