"""What people add to claims: reviews, ratings, sources, verdicts, checks; frozen dataclasses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from onrecord_client.models import Claim
from onrecord_client.reading import Record


@dataclass(frozen=True, kw_only=True)
class Level(Record):
    """One level of a scale; ``number`` is null where the scale has none."""

    id: int
    position: int = 0
    label: str = ""
    number: int | None = None
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Scale(Record):
    """A rating scale with its levels."""

    id: int
    name: str = ""
    version: int = 0
    ratings_required: int = 0
    is_default: bool = False
    levels: tuple[Level, ...] = ()
    used_at: datetime | None = None
    retired_at: datetime | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Review(Record):
    """Somebody's place in a round; ``draft`` is there in one's own only."""

    id: int
    claim: int = 0
    round: int = 0
    reviewer: str = ""
    reviewer_id: int = 0
    assigned_by: str | None = None
    lease_expires_at: datetime | None = None
    outcome: str = ""
    revealed_at: datetime | None = None
    created_at: datetime | None = None
    ended_at: datetime | None = None
    draft: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Rating(Record):
    """One reviewer's judgement of one wording."""

    id: int
    level: Level
    claim: int = 0
    round: int = 0
    reviewer: str = ""
    reviewer_id: int = 0
    confidence: str = ""
    rationale: str = ""
    wording: int = 0
    after_reveal: bool = False
    created_at: datetime | None = None
    superseded_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Replacement(Record):
    """What takes the place of a superseded source; without an id where a verdict copied it."""

    url: str
    id: int | None = None
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Supersession(Record):
    """Somebody's word that a source was superseded, taken back or not."""

    id: int
    source: int = 0
    reason: str = ""
    replaced_by: Replacement | None = None
    said_by: str = ""
    created_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class KnownSupersession(Record):
    """A source that a verdict cites knowing that it was superseded; ``supersession`` is an id."""

    supersession: int
    source: int = 0
    on: date | None = None
    replaced_by: Replacement | None = None


@dataclass(frozen=True, kw_only=True)
class Due(Record):
    """Why a verdict came back to the desk: date, gone, changed, superseded or reinstated."""

    code: str
    citation: int | None = None
    source: int | None = None
    supersession: Supersession | None = None


@dataclass(frozen=True, kw_only=True)
class Source(Record):
    """Something that can be cited; ``superseded`` is the mark that stands."""

    id: int
    url: str = ""
    title: str = ""
    publisher: str = ""
    kind: str = ""
    added_by: str = ""
    created_at: datetime | None = None
    superseded: Supersession | None = None
    version: int = 0
    etag: str = ""


@dataclass(frozen=True, kw_only=True)
class Citation(Record):
    """A source at a claim; ``stance`` is None where it would tell somebody's judgement."""

    id: int
    source: Source
    claim: int = 0
    round: int = 0
    excerpt: str = ""
    stance: str | None = None
    added_by: str = ""
    added_by_id: int = 0
    created_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class CopiedCitation(Record):
    """A citation as it was when the verdict was published; ``source`` is the source's id."""

    id: int
    source: int = 0
    url: str = ""
    title: str = ""
    publisher: str = ""
    kind: str = ""
    excerpt: str = ""
    stance: str | None = None


@dataclass(frozen=True, kw_only=True)
class Verdict(Record):
    """A decision with everything it rests on copied into it."""

    id: int
    claim: int = 0
    round: int = 0
    level: int = 0
    level_label: str = ""
    number: int | None = None
    best: int | None = None
    worst: int | None = None
    claim_text: str = ""
    claim_normalised: str = ""
    wording: int = 0
    speaker_name: str = ""
    speaker_role: str = ""
    speaker_wikidata_id: str = ""
    appearance_url: str = ""
    appearance_title: str = ""
    claim_date: date | None = None
    citations: tuple[CopiedCitation, ...] = ()
    superseded_sources: tuple[KnownSupersession, ...] = ()
    summary: str = ""
    reason: str | None = None
    twin_reason: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None
    ratings_count: int = 0
    ratings_required: int = 0
    as_of: date | None = None
    review_by: date | None = None
    confirmed_at: datetime | None = None
    due_at: datetime | None = None
    due_because: tuple[Due, ...] | None = None
    correction_note: str = ""
    published_by: str | None = None
    published_at: datetime | None = None
    superseded_at: datetime | None = None
    retracted_at: datetime | None = None
    retracted_reason: str = ""

    @property
    def public(self) -> bool:
        """Whether it is what readers see now."""
        gone = self.superseded_at or self.retracted_at
        return self.published_at is not None and gone is None


@dataclass(frozen=True, kw_only=True)
class HistoryEntry(Record):
    """One event of a claim's audit trail."""

    seq: int
    at: datetime | None = None
    action: str = ""
    actor: str | None = None
    reason: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    digests: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class History(Record):
    """A claim's audit trail."""

    results: tuple[HistoryEntry, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Check(Record):
    """A published check: the claim, the verdict that is public now, and the page's address."""

    claim: Claim
    verdict: Verdict
    url: str


@dataclass(frozen=True, kw_only=True)
class Token(Record):
    """What a password was swapped for."""

    token: str = field(repr=False)
    expires_at: datetime | None = None
