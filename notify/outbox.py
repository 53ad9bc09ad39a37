"""Reads the audit trail once, event by event, as commits come in.

Ids are given before a transaction commits, so a lower one may appear after a higher one was
read. Nothing is lost by that:

1. One process at a time reads: it holds the reader's row, others pass by.
2. Ids that are missing below the last one read are noted as a gap, with the first transaction
   that had not begun by then: whoever was given such an id had begun.
3. Each pass looks into the gaps again. Once all transactions below that number have ended, what
   is not there was rolled back, and the gap is closed.

The position moves in the caller's transaction, together with what is made of the events.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import reduce

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from audit.models import AuditEvent
from notify.models import Gap, Reader

#: Numbers of transactions begin anew in a restored database: no gap is kept for ever.
_GAP_KEPT = timedelta(days=1)


def read_on(name: str, limit: int) -> tuple[list[AuditEvent], bool]:
    """The events that `name` has not read yet, at most `limit` new ones, and whether more wait.

    Nothing where another process is reading. To be called in a transaction.
    """
    rows = Reader.objects.select_for_update(skip_locked=True)
    reader = rows.filter(name=name).first()
    if reader is None:
        return [], False
    ended = _snapshot("xmin")  # before the events are read: what ended by now is seen
    late = _look_again(reader, ended)
    new = list(AuditEvent.objects.filter(id__gt=reader.position).order_by("id")[:limit])
    if new:
        _note_gaps(reader, [event.pk for event in new])
        Reader.objects.filter(pk=reader.pk).update(position=new[-1].pk)
    return [*late, *new], len(new) == limit


def _look_again(reader: Reader, ended: int) -> list[AuditEvent]:
    """Events that appeared in gaps. Gaps in which nothing can appear any more are closed."""
    gaps = list(reader.gaps.order_by("first"))
    if not gaps:
        return []
    within = reduce(Q.__or__, (Q(id__range=(gap.first, gap.last)) for gap in gaps))
    late = list(AuditEvent.objects.filter(within).order_by("id"))
    oldest = timezone.now() - _GAP_KEPT
    for gap in gaps:
        found = [event.pk for event in late if gap.first <= event.pk <= gap.last]
        if gap.xid <= ended or gap.noticed_at < oldest:
            gap.delete()
        elif found:
            gap.delete()
            left = _missing(gap.first - 1, [*found, gap.last + 1])
            _keep(reader, left, gap.xid, gap.noticed_at)
    return late


def _note_gaps(reader: Reader, ids: list[int]) -> None:
    if missing := list(_missing(reader.position, ids)):
        # After the events were read: whoever holds a missing id had begun before this.
        _keep(reader, missing, _snapshot("xmax"), timezone.now())


def _missing(after: int, ids: Iterable[int]) -> Iterable[tuple[int, int]]:
    """The ranges that are left out between `after` and the last of the rising ids."""
    for found in ids:
        if found > after + 1:
            yield after + 1, found - 1
        after = found


def _keep(
    reader: Reader, ranges: Iterable[tuple[int, int]], xid: int, noticed_at: datetime
) -> None:
    Gap.objects.bulk_create(
        Gap(reader=reader, first=first, last=last, xid=xid, noticed_at=noticed_at)
        for first, last in ranges
    )


def _snapshot(end: str) -> int:
    """Of the transactions as they are now: all below xmin have ended, none from xmax on began."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_snapshot_{end}(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])
