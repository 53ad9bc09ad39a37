"""A published check as the public reads it: verdict rows, and of the claim its number only."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from claims.models import Verdict


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A line of the corrections log: when, what happened, why."""

    at: datetime.datetime
    kind: str
    note: str


@dataclass(frozen=True, slots=True)
class Check:
    """`current` is the verdict that stands, or the last one that did; `verdicts` oldest first."""

    claim_id: int
    verdicts: tuple[Verdict, ...]

    @property
    def current(self) -> Verdict:
        return self.verdicts[-1]

    @property
    def is_retracted(self) -> bool:
        return self.current.retracted_at is not None

    @property
    def published_at(self) -> datetime.datetime:
        """When the check that stands was first published: corrections do not move it."""
        first = self.current
        for verdict in reversed(self.verdicts[:-1]):
            if verdict.retracted_at is not None:
                break
            first = verdict
        assert first.published_at is not None
        return first.published_at

    @property
    def modified_at(self) -> datetime.datetime:
        moments = (self.current.published_at, self.current.retracted_at)
        return max(moment for moment in moments if moment is not None)

    @property
    def log(self) -> list[LogEntry]:
        """Corrections and retractions, newest first."""
        entries: list[LogEntry] = []
        for verdict in self.verdicts:
            if verdict.correction_note and verdict.published_at:
                entries.append(LogEntry(verdict.published_at, "Corrected", verdict.correction_note))
            if verdict.retracted_at:
                entries.append(
                    LogEntry(verdict.retracted_at, "Retracted", verdict.retracted_reason)
                )
        return sorted(entries, key=lambda entry: entry.at, reverse=True)

    @property
    def etag(self) -> str:
        """Changes with every correction, retraction and republication."""
        return f"check-{self.claim_id}-{self.current.pk}-{'r' if self.is_retracted else 'p'}"


def published_check(claim_id: int) -> Check | None:
    """The check under that number; None where nothing was ever published. One query."""
    verdicts = (
        Verdict.objects.public()
        .filter(claim_id=claim_id)
        .select_related("decided_by", "published_by")
        .order_by("published_at", "pk")
    )
    found = tuple(verdicts)
    return Check(claim_id, found) if found else None
