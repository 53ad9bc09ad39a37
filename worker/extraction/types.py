"""The plain values that go into and come out of the extractor; offsets are code points."""

from dataclasses import dataclass
from enum import StrEnum


class ClaimType(StrEnum):
    """What kind of statement a sentence makes; of several, the first in this order is taken."""

    TREND = "trend"
    """Something rose, fell, began or ended."""
    COMPARISON = "comparison"
    """One thing is set against another or against all others."""
    QUANTITY = "quantity"
    """A number, share or sum of money."""
    LAW = "law"
    """What a law, treaty or court says or allows."""
    ATTRIBUTION = "attribution"
    """What somebody said, reported or agreed to."""
    EVENT = "event"
    """Something was done or happened."""
    STATE = "state"
    """How things are."""
    OTHER = "other"
    """None of these."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A range of the canonical text with its role and an opaque key of its speaker."""

    start: int
    end: int
    role: str
    speaker: str | None
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """What spaCy reads at a time: one speaker's paragraph, or the consecutive cues of one speaker.

    `first_segment` and `last_segment` are positions in the sequence given to `units`;
    `segment_starts` holds where each of those segments starts, so that a sentence knows its own.
    """

    start: int
    end: int
    role: str
    speaker: str | None
    first_segment: int
    last_segment: int
    segment_starts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a score went up (weight > 0) or down, with the words that carried it where there are."""

    name: str
    weight: float
    text: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Entity:
    """A name, date or number as spaCy labels it."""

    text: str
    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence read, claim or not: `canonical_text[start:end] == text`.

    `score` is 0 to 1, rounded to 4 places. The context is the range with the neighbours in the
    same unit that a reader needs.
    """

    start: int
    end: int
    text: str
    role: str
    speaker: str | None
    score: float
    is_claim: bool
    type: str
    reasons: tuple[Reason, ...]
    entities: tuple[Entity, ...]
    context_start: int
    context_end: int
    first_segment: int
    last_segment: int
