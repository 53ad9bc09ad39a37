"""How a citation stands with what is kept of its source: one answer for desk, REST and gate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.evidence.models import Origin, Outcome, PassageCheck, Snapshot, SnapshotStatus


class State(models.TextChoices):
    """What is known of a citation's passage. The first five are answers, the others are why not."""

    EXACT = "exact", _("found word for word")
    APPROXIMATE = "approximate", _("found, but not word for word")
    ABSENT = "absent", _("not found on the page")
    NOT_SEARCHED = "not_searched", _("kept, but not searched")
    NO_EXCERPT = "no_excerpt", _("kept; no passage was given")
    WAITING = "waiting", _("waiting to be fetched")
    NOT_KEPT = "not_kept", _("could not be fetched")
    WITHDRAWN = "withdrawn", _("what was kept had to go")
    NEVER = "never", _("not looked at")


@dataclass(frozen=True, slots=True)
class Standing:
    """`kept` is the newest kept snapshot that answers, `failed` the last look if it failed.

    Both set: the page was there and has vanished since.
    """

    state: State
    kept: Snapshot | None = None
    failed: Snapshot | None = None
    check: PassageCheck | None = None

    @property
    def vanished(self) -> bool:
        return self.kept is not None and self.failed is not None

    @property
    def gone_since(self) -> datetime | None:
        return self.failed.finished_at if self.vanished and self.failed else None


def standing_of(citations: Iterable[Any]) -> dict[int, Standing]:
    """By the citation's id; three queries for all of them."""
    cited = list(citations)
    sources = {citation.source_id for citation in cited}
    if not sources:
        return {}
    last = Snapshot.objects.looks().latest_of(sources)
    newest = Snapshot.objects.readable().latest_of(sources)
    checks = _checks([citation.pk for citation in cited])
    return {
        one.pk: _standing(
            one, last.get(one.source_id), newest.get(one.source_id), checks.get(one.pk)
        )
        for one in cited
    }


def _checks(citations: list[int]) -> dict[int, PassageCheck]:
    """The best answer of each: an uploaded scan that cannot be read hides no page that was.

    Among snapshots that are still there, an answer beats none, and the newest beats older ones.
    """
    rows = (
        PassageCheck.objects.filter(citation__in=citations, snapshot__withdrawn_at__isnull=True)
        .annotate(
            searched=models.Case(models.When(outcome=Outcome.NOT_SEARCHED, then=0), default=1)
        )
        .select_related("snapshot")
        .order_by("citation_id", "-searched", "-snapshot_id")
        .distinct("citation_id")
    )
    return {one.citation_id: one for one in rows}


def _standing(
    citation: Any, last: Snapshot | None, newest: Snapshot | None, check: PassageCheck | None
) -> Standing:
    failed = last if last is not None and last.status == SnapshotStatus.FAILED else None
    kept = check.snapshot if check is not None else newest
    if check is not None:
        state = State(check.outcome)
    elif newest is not None and not citation.excerpt:
        state = State.NO_EXCERPT
    elif last is not None and last.status in (SnapshotStatus.QUEUED, SnapshotStatus.RUNNING):
        state = State.WAITING
    elif newest is not None and newest.origin == Origin.UPLOAD:
        state = State.NOT_SEARCHED
    elif failed is not None:
        state = State.NOT_KEPT
    elif last is not None and last.withdrawn_at is not None:
        state = State.WITHDRAWN
    else:
        state = State.NEVER
    return Standing(state, kept, failed, check)
