"""Whose turn a label opens: a known person, a questioner, a narrator, or somebody unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .base import ParsedSpeaker, Role
from .labels import Label
from .people import join
from .words import MODERATING, Kind, fold

_ROLES = {
    Kind.QUESTION: Role.QUESTIONER,
    Kind.MODERATOR: Role.QUESTIONER,
    Kind.NARRATOR: Role.NARRATOR,
}


@dataclass(frozen=True, slots=True)
class Turn:
    """What the segments of a turn have in common; `speaker` indexes `Turns.speakers`."""

    label: str
    role: Role
    speaker: int | None


class Turns:
    """The people behind the labels of one transcript."""

    def __init__(self, labels: Iterable[Label | None]) -> None:
        people = [la for la in labels if la is not None and la.kind is Kind.PERSON]
        self.speakers: tuple[ParsedSpeaker, ...]
        self.speakers, self._index = join([(la.printed, la.core) for la in people])
        answering = [i for i, s in enumerate(self.speakers) if not _moderates(s)]
        self._answering = answering[0] if len(answering) == 1 else None

    def turn(self, label: Label) -> Turn:
        """The turn that `label` opens."""
        if label.kind is Kind.PERSON:
            speaker = self._index[label.printed]
            asks = _moderates(self.speakers[speaker])
            return Turn(label.printed, Role.QUESTIONER if asks else Role.SPEAKER, speaker)
        answering = self._answering if label.kind is Kind.ANSWER else None
        return Turn(label.printed, _ROLES.get(label.kind, Role.SPEAKER), answering)


def _moderates(speaker: ParsedSpeaker) -> bool:
    return any(word in MODERATING for word in fold(speaker.title).split())
