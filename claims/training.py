"""What people decided about sentences, as data that a scorer learns from.

Only decisions that are final count. A claim added by hand is worth checking, and so is one whose
round was decided or whose check is published; one dismissed as not worth checking, or as stating
no fact, is not. What nobody touched says nothing, an open round is nobody's business, and other
dismissals are about something else. Nobody's name is in it: neither who spoke nor who decided.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from claims.models import Claim, ClaimStatus, DismissalKind
from claims.sentences import latest_sentences
from transcripts.models import ExtractionRun, RunMode, RunStatus, Transcript

_UNWORTHY = (DismissalKind.NOT_CHECKWORTHY, DismissalKind.NO_FACT)
_DECIDED = {
    ClaimStatus.PUBLISHED: "published",
    ClaimStatus.RESOLVED: "rated",
    ClaimStatus.DISPUTED: "rated",
}
#: How sure a label is: a published check cost people most, a single click least.
WEIGHTS = {"published": 1.0, "rated": 1.0, "promoted": 0.8, "dismissed": 0.8}


@dataclass(frozen=True, slots=True)
class Example:
    """A line of the export; docs/training-data.md describes its fields."""

    text: str
    before: str
    after: str
    label: int
    weight: float
    source: str
    decision: str
    role: str
    transcript: int
    start: int
    end: int
    extractor_version: str
    event_date: str | None
    decided_on: str | None


def examples() -> Iterator[Example]:
    """In the order of transcripts and their text, one transcript in memory at a time."""
    here = _final().filter(transcript=OuterRef("pk"))
    transcripts = Transcript.objects.filter(
        Exists(here), withdrawn_at__isnull=True, redacted_at__isnull=True
    )
    for pk in transcripts.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=500):
        yield from _of(Transcript.objects.get(pk=pk))


def _final() -> Any:
    kept = Q(added_by__isnull=False) & ~Q(status=ClaimStatus.DISMISSED)
    return Claim.objects.filter(
        kept | Q(status__in=list(_DECIDED)) | Q(dismissed_as__in=_UNWORTHY)
    ).order_by("start", "end")


def _of(transcript: Transcript) -> Iterator[Example]:
    spans = list(latest_sentences(transcript.pk).order_by("start").values_list("start", "end"))
    version = (
        ExtractionRun.objects.filter(
            transcript=transcript, mode=RunMode.ADOPT, status=RunStatus.SUCCEEDED
        )
        .values_list("extractor_version", flat=True)
        .first()
    )
    text = transcript.text
    for claim in _final().filter(transcript=transcript).defer("search"):
        start, end = _sentence(spans, claim.start, claim.end)
        decision = _decision(claim)
        yield Example(
            text=_flat(text[start:end]),
            before=_flat(_before(text, spans, start)),
            after=_flat(_after(text, spans, end)),
            label=0 if decision == "dismissed" else 1,
            weight=WEIGHTS[decision],
            source=f"onrecord-{decision}",
            decision=claim.dismissed_as or decision,
            role=claim.role,
            transcript=transcript.pk,
            start=start,
            end=end,
            extractor_version=version or "",
            event_date=transcript.event_date.isoformat() if transcript.event_date else None,
            decided_on=claim.worked_on_at.date().isoformat() if claim.worked_on_at else None,
        )


def _decision(claim: Claim) -> str:
    if claim.status == ClaimStatus.DISMISSED:
        return "dismissed"
    return _DECIDED.get(ClaimStatus(claim.status), "promoted")


def _sentence(spans: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """The sentence that holds the claim wholly, else the claim's own span."""
    at = bisect_right(spans, (start, 2**31)) - 1
    if at >= 0 and spans[at][0] <= start and spans[at][1] >= end:
        return spans[at]
    return start, end


def _before(text: str, spans: Sequence[tuple[int, int]], start: int) -> str:
    """The sentence before it, empty where there is none."""
    at = bisect_left(spans, (start, 0)) - 1
    return text[spans[at][0] : min(spans[at][1], start)] if at >= 0 else ""


def _after(text: str, spans: Sequence[tuple[int, int]], end: int) -> str:
    at = bisect_left(spans, (end, 0))
    return text[slice(*spans[at])] if at < len(spans) else ""


def _flat(words: str) -> str:
    return " ".join(words.split())
