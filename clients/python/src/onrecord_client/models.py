"""What the API tells, as frozen dataclasses in its own words.

Offsets count Unicode code points of the transcript's text; times are aware datetimes. Statuses
and types are plain strings, so that a newer server's words pass through. People are named by
user name; the ``*_id`` beside it is what filters and ``assign`` take.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from onrecord_client.reading import Record

FINISHED = frozenset({"succeeded", "failed", "cancelled"})


@dataclass(frozen=True, kw_only=True)
class Transcript(Record):
    """A document; ``text`` is there in the detail only."""

    id: int
    title: str = ""
    event_date: date | None = None
    language: str = ""
    source_url: str = ""
    publisher: str = ""
    format: str = ""
    completeness: str = ""
    created_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_reason: str = ""
    redacted_at: datetime | None = None
    version: int = 0
    etag: str = ""
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class WorkerState(Record):
    """Whether anybody works on the queue, and how many runs are ahead."""

    alive: bool = False
    last_seen: datetime | None = None
    queue_depth: int = 0


@dataclass(frozen=True, kw_only=True)
class Failure(Record):
    """Why a run failed: a code for programs, a sentence for people."""

    code: str = ""
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Run(Record):
    """One extraction; ``worker`` is there where the run was read by itself."""

    id: int
    transcript: int = 0
    mode: str = ""
    status: str = ""
    stage: str = ""
    done: int = 0
    total: int = 0
    claims_found: int = 0
    attempt: int = 0
    max_attempts: int = 0
    failure: Failure | None = None
    process: str = ""
    extractor_version: str | None = None
    cancel_requested: bool = False
    replay_of: int | None = None
    created_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    allowed_actions: tuple[str, ...] = ()
    worker: WorkerState | None = None

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in FINISHED


@dataclass(frozen=True, kw_only=True)
class Upload(Record):
    """The answer to an upload. ``not_applied`` names metadata that somebody else settled."""

    created: bool
    transcript: Transcript
    run: Run | None
    not_applied: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Speaker(Record):
    """Somebody who spoke."""

    id: int
    name: str = ""
    role: str = ""
    aliases: tuple[str, ...] = ()
    party: str = ""
    wikidata_id: str = ""
    merged_into: int | None = None


@dataclass(frozen=True, kw_only=True)
class Segment(Record):
    """One turn of a transcript."""

    position: int
    speaker: Speaker | None = None
    role: str = ""
    label: str = ""
    start: int = 0
    end: int = 0
    start_ms: int | None = None
    end_ms: int | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Reason(Record):
    """What raised or lowered a score, and the words it saw."""

    name: str
    weight: float = 0.0
    text: str = ""
    start: int | None = None
    end: int | None = None
    words: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sentence(Record):
    """A sentence the extractor scored, also one it left out."""

    run: int = 0
    start: int = 0
    end: int = 0
    text: str = ""
    role: str = ""
    score: float = 0.0
    rank: int | None = None
    is_claim: bool = False
    type: str = ""
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Context(Record):
    """The words around a claim."""

    start: int = 0
    end: int = 0
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Claim(Record):
    """A claim; ``context`` is there in the detail and after an act."""

    id: int
    transcript: Transcript
    text: str = ""
    start: int = 0
    end: int = 0
    start_ms: int | None = None
    end_ms: int | None = None
    role: str = ""
    normalised: str = ""
    type: str = ""
    speaker: Speaker | None = None
    score: float | None = None
    rank: int = 0
    reasons: tuple[Reason, ...] = ()
    entities: tuple[Mapping[str, Any], ...] = ()
    quantities: tuple[Mapping[str, Any], ...] = ()
    dates: tuple[Mapping[str, Any], ...] = ()
    suggested_normalised: str = ""
    suggested_type: str = ""
    suggested_speaker: Speaker | None = None
    status: str = ""
    dismissed_as: str | None = None
    round: int = 0
    wording: int = 0
    scale: int | None = None
    added_by_hand: bool = False
    created_at: datetime | None = None
    superseded_at: datetime | None = None
    not_found_at: datetime | None = None
    kept_at: datetime | None = None
    flagged: bool = False
    version: int = 0
    etag: str = ""
    context: Context | None = None
