"""A published check as the public reads it: verdict rows, and of the claim its number only."""

from __future__ import annotations

import datetime
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from claims.models import Verdict
from claims.publishing.changes import Change, changes
from claims.publishing.shapes import shape_of


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A line of the corrections log: when, what happened, why, and what readers see differently."""

    at: datetime.datetime
    kind: str
    note: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """`current` is the verdict that stands, or the last one that did; `verdicts` oldest first."""

    claim_id: int
    verdicts: tuple[Verdict, ...]

    @property
    def current(self) -> Verdict:
        return self.verdicts[-1]

    @property
    def shape(self) -> str:
        """Of the level: see shapes.shape_of()."""
        return shape_of(self.current.number, self.current.worst, self.current.best)

    @property
    def is_retracted(self) -> bool:
        return self.current.retracted_at is not None

    @property
    def redacted_at(self) -> datetime.datetime | None:
        """When the words of the claim were blanked for legal need; see services.redaction."""
        moments = (verdict.redacted_at for verdict in self.verdicts)
        return max((moment for moment in moments if moment is not None), default=None)

    @property
    def standing(self) -> tuple[Verdict, ...]:
        """The verdict that stands and those it corrects: what came after the last retraction."""
        last = len(self.verdicts) - 1
        while last and self.verdicts[last - 1].retracted_at is None:
            last -= 1
        return self.verdicts[last:]

    @property
    def published_at(self) -> datetime.datetime:
        """When the check that stands was first published: corrections do not move it."""
        first = self.standing[0].published_at
        assert first is not None
        return first

    @property
    def modified_at(self) -> datetime.datetime:
        moments = (self.current.published_at, self.current.retracted_at, self.redacted_at)
        return max(moment for moment in moments if moment is not None)

    @property
    def seen_at(self) -> datetime.datetime:
        """When the page last changed: a confirmation changes the page and not the finding."""
        confirmed = self.current.confirmed_at
        return max(self.modified_at, confirmed) if confirmed else self.modified_at

    @property
    def sources(self) -> list[dict[str, Any]]:
        """What the verdict cites; `superseded` says of a source what readers are to know."""
        return sources_of(self.current)

    @property
    def log(self) -> list[LogEntry]:
        """Corrections and retractions, newest first."""
        entries = [
            LogEntry(new.published_at, _("Corrected"), new.correction_note, changes(old, new))
            for old, new in pairwise(self.verdicts)
            if new.correction_note and new.published_at
        ]
        entries += [
            LogEntry(verdict.retracted_at, _("Retracted"), verdict.retracted_reason)
            for verdict in self.verdicts
            if verdict.retracted_at
        ]
        return sorted(entries, key=lambda entry: entry.at, reverse=True)

    @property
    def etag(self) -> str:
        """Changes with every correction, confirmation, retraction, republication and redaction.

        And with the name of who decided, which is not copied: an erased account has none.
        """
        state = ("r" if self.is_retracted else "p") + ("x" if self.redacted_at else "")
        name = zlib.crc32(str(self.current.decided_by).encode())
        again = zlib.crc32(f"{self.current.review_by} {self.current.confirmed_at}".encode())
        return f"check-{self.claim_id}-{self.current.pk}-{state}-{name:08x}-{again:08x}"


def sources_of(verdict: Verdict) -> list[dict[str, Any]]:
    """The citations that were copied, each with `superseded`: what was said of its source when
    an editor last looked, or None."""
    told = {one["source"]: one for one in verdict.superseded_sources}
    return [{**one, "superseded": told.get(one.get("source"))} for one in verdict.citations]


def published_check(claim_id: int) -> Check | None:
    """The check under that number; None where nothing was ever published. One query."""
    found = checks_of([claim_id])
    return found[0] if found else None


def checks_of(claim_ids: Sequence[int]) -> list[Check]:
    """The checks under these numbers, in their order; what was never published is left out.

    One query, however many.
    """
    rows = Verdict.objects.public().filter(claim__in=claim_ids)
    verdicts: dict[int, list[Verdict]] = {}
    for verdict in rows.select_related("decided_by", "published_by").order_by("published_at", "pk"):
        verdicts.setdefault(verdict.claim_id, []).append(verdict)
    return [Check(pk, tuple(verdicts[pk])) for pk in claim_ids if pk in verdicts]
