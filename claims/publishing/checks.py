"""A published check as the public reads it: verdict rows, and of the claim its number only.

Of the transcript it is read whether its words were redacted; the verdicts' copies were too.
"""

from __future__ import annotations

import datetime
import zlib
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

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
    def redacted_at(self) -> datetime.datetime | None:
        """When the words of the claim were blanked for legal need; see services.redaction."""
        at: datetime.datetime | None = getattr(self.current, "redacted_at", None)
        return at

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
        moments = (self.current.published_at, self.current.retracted_at, self.redacted_at)
        return max(moment for moment in moments if moment is not None)

    @property
    def log(self) -> list[LogEntry]:
        """Corrections and retractions, newest first."""
        entries: list[LogEntry] = []
        for verdict in self.verdicts:
            if verdict.correction_note and verdict.published_at:
                entries.append(
                    LogEntry(verdict.published_at, _("Corrected"), verdict.correction_note)
                )
            if verdict.retracted_at:
                entries.append(
                    LogEntry(verdict.retracted_at, _("Retracted"), verdict.retracted_reason)
                )
        return sorted(entries, key=lambda entry: entry.at, reverse=True)

    @property
    def etag(self) -> str:
        """Changes with every correction, retraction, republication and redaction.

        And with the name of who decided, which is not copied: an erased account has none.
        """
        state = ("r" if self.is_retracted else "p") + ("x" if self.redacted_at else "")
        name = zlib.crc32(str(self.current.decided_by).encode())
        return f"check-{self.claim_id}-{self.current.pk}-{state}-{name:08x}"


def published_check(claim_id: int) -> Check | None:
    """The check under that number; None where nothing was ever published. One query."""
    verdicts = (
        Verdict.objects.public()
        .filter(claim_id=claim_id)
        .select_related("decided_by", "published_by")
        .annotate(redacted_at=F("claim__transcript__redacted_at"))
        .order_by("published_at", "pk")
    )
    found = tuple(verdicts)
    return Check(claim_id, found) if found else None
