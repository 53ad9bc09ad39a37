"""The plain values that go into and come out of the extractor; offsets are code points."""

from dataclasses import asdict, dataclass
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
    speaker_name: str | None = None
    """The name of a person who speaks, to put after "I"; None for "Question" and the like."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What spaCy reads as a document: a speaker's paragraph, or consecutive cues of one speaker.

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
    speaker_name: str | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """What one word adds to the log-odds of a sentence's score."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a score went up (weight > 0) or down, in log-odds, with its words where it has any.

    `start` and `end` are the range that a rule found; `words` are those that weigh most where
    the weight is the wording's.
    """

    name: str
    weight: float
    text: str
    start: int | None = None
    end: int | None = None
    words: tuple[Carried, ...] = ()

    def shifted(self, offset: int) -> "Reason":
        """Return it for a text in which the sentence stands that much further on."""
        if self.start is None or self.end is None:
            start, end = self.start, self.end
        else:
            start, end = self.start + offset, self.end + offset
        words = tuple(Carried(w.start + offset, w.end + offset, w.weight) for w in self.words)
        return Reason(self.name, self.weight, self.text, start, end, words)

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON holds it; written out, since `asdict` is many times slower."""
        item: dict[str, object] = {
            "name": self.name,
            "weight": self.weight,
            "text": self.text,
            "start": self.start,
            "end": self.end,
        }
        if self.words:
            item["words"] = [
                {"start": word.start, "end": word.end, "weight": word.weight} for word in self.words
            ]
        return item


@dataclass(frozen=True, slots=True)
class Entity:
    """A name, date or number as spaCy labels it."""

    text: str
    label: str
    start: int
    end: int

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON holds it."""
        return {"text": self.text, "label": self.label, "start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as a value, exact: `fractions.Fraction(value)` reads it.

    `value` is a decimal ("1200000", "0.75") or, for parts that have none, a fraction ("1/3");
    two of them are the ends of a range; None is a number left open ("thousands of families").
    `unit` is the currency's code, "percent", a measure in the plural or the counted noun as
    said, with its rate ("GBP per week"); `kind` is number, percent, money, ratio or ordinal.
    `qualifier` is "", "about", "nearly", "more than", "less than", "at least" or "at most".
    `text` runs from the number to its unit, without the qualifier.
    """

    text: str
    value: str | tuple[str, str] | None
    unit: str
    kind: str
    qualifier: str
    start: int
    end: int

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON holds it: a range is a list."""
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {**asdict(self), "value": value}


@dataclass(frozen=True, slots=True)
class DateRange:
    """A date as the days it spans, in ISO form; None where that side cannot be told."""

    text: str
    first: str | None
    last: str | None
    start: int
    end: int

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON holds it: the days are "from" and "to"."""
        return {
            "text": self.text,
            "from": self.first,
            "to": self.last,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence read, claim or not: `canonical_text[start:end] == text`.

    `score`, check-worthy in itself, is shown and filtered; `rank`, likely to be picked by
    fact-checkers in this transcript, orders. Both are 0 to 1, rounded to 4 places. The context
    is the range with the neighbours in the same unit that a reader needs. Entities, quantities,
    dates and `normalised` are read of claims only; `normalised` is the claim with what a reader
    lacks in brackets, "" where nothing is lacking.
    """

    start: int
    end: int
    text: str
    role: str
    speaker: str | None
    score: float
    rank: float
    is_claim: bool
    type: str
    reasons: tuple[Reason, ...]
    entities: tuple[Entity, ...]
    context_start: int
    context_end: int
    first_segment: int
    last_segment: int
    quantities: tuple[Quantity, ...] = ()
    dates: tuple[DateRange, ...] = ()
    normalised: str = ""
