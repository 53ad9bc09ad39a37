"""Who said it: counts of claims by speaker, and folded by the speakers' party."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Case, F, When
from django.db.models.functions import Coalesce

from transcripts.models import Speaker

#: Rows of a table by speaker or party: what a page shows at most.
MAX_ROWS = 50

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Who:
    """A speaker, or a party (no `speaker_id`). An empty name: not known, or of no party."""

    name: str
    speaker_id: int | None = None


def shown_speaker(prefix: str = "") -> Case:
    """The id of the speaker that readers see: `Claim.shown_speaker` in SQL."""
    speaker = F(f"{prefix}speaker")
    return Case(
        When(
            **{f"{prefix}scale__isnull": True},
            then=Coalesce(speaker, F(f"{prefix}suggested_speaker")),
        ),
        default=speaker,
    )


def speaker_of(speaker: Speaker | None) -> Who:
    return Who(speaker.name, speaker.pk) if speaker else Who("")


def party_of(speaker: Speaker | None) -> Who:
    return Who(speaker.party.strip() if speaker else "")


def folded(
    rows: Iterable[dict[str, Any]], fold: Callable[[Speaker | None], Who]
) -> dict[Who, list[dict[str, Any]]]:
    """Rows with a speaker's id as `said_by`, by whom `fold` makes of the speaker. One query."""
    rows = list(rows)
    speakers = Speaker.objects.in_bulk({row["said_by"] for row in rows} - {None})
    found: dict[Who, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(fold(speakers.get(row["said_by"])), []).append(row)
    return found
