"""What a page says of itself, put into its source where people left it empty, and marked so."""

from __future__ import annotations

from django.db.models import F

from audit.services import record
from claims.evidence.models import Snapshot
from claims.models import Source

FIELDS = ("title", "publisher", "published_on")


def fill(snapshot: Snapshot) -> list[str]:
    """In the caller's transaction; the names of the fields filled. Never over a person's word."""
    source = Source.objects.select_for_update(no_key=True).get(pk=snapshot.source_id)
    found = {
        name: getattr(snapshot, name)
        for name in FIELDS
        if getattr(snapshot, name) and not getattr(source, name)
    }
    if not found:
        return []
    marked = sorted({*source.machine_filled, *found})
    Source.objects.filter(pk=source.pk).update(
        **found, machine_filled=marked, version=F("version") + 1
    )
    after = {name: str(value) for name, value in found.items()}
    record(
        actor=None,
        action="fill",
        target=source,
        before=dict.fromkeys(after, ""),
        after=after,
        values={"snapshot": snapshot.pk},
    )
    return sorted(found)
