"""What was kept of the sources of a check, for its receipt.

Of each source the copy that was there when the verdict was published, else the first one
after. Later looks at the page change nothing: the receipt says what the verdict rests on.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from claims.evidence.models import PassageCheck, Snapshot, SnapshotStatus
from claims.models import Verdict


@dataclass(frozen=True, slots=True)
class Kept:
    """Snapshots by source, oldest first, and what the search for a citation in one gave."""

    snapshots: dict[int, list[Snapshot]] = field(default_factory=dict)
    outcomes: dict[tuple[int, int], str] = field(default_factory=dict)

    def copy_for(self, verdict: Verdict, citation: dict[str, Any]) -> dict[str, Any] | None:
        """Hashes of the copy that the verdict rests on; None where nothing was kept."""
        assert verdict.published_at is not None
        found = _standing(self.snapshots.get(citation["source"], []), verdict.published_at)
        if found is None or found.retrieved_at is None:
            return None
        return {
            "sha256": found.sha256,
            "text_sha256": found.text_sha256,
            "warc_sha256": found.warc_sha256,
            "media_type": found.media_type,
            "bytes": found.size,
            "retrieved_at": found.retrieved_at.isoformat(),
            "withdrawn": found.withdrawn_at is not None,
            "excerpt": self.outcomes.get((citation["id"], found.pk)),
        }


def _standing(snapshots: list[Snapshot], at: datetime.datetime) -> Snapshot | None:
    before = [one for one in snapshots if one.finished_at and one.finished_at <= at]
    return before[-1] if before else next(iter(snapshots), None)


def kept_for(verdicts: Iterable[Verdict]) -> Kept:
    """What is known of the sources that the verdicts name. Two queries."""
    cited = [one for verdict in verdicts for one in verdict.citations]
    kept = Snapshot.objects.filter(
        source__in={one["source"] for one in cited}, status=SnapshotStatus.KEPT
    )
    by_source = defaultdict(list)
    for snapshot in kept.defer("headers").order_by("finished_at", "pk"):
        by_source[snapshot.source_id].append(snapshot)
    checks = PassageCheck.objects.filter(citation__in={one["id"] for one in cited})
    outcomes = {
        (citation, snapshot): outcome
        for citation, snapshot, outcome in checks.values_list("citation", "snapshot", "outcome")
    }
    return Kept(dict(by_source), outcomes)
