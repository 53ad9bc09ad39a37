"""Who is told, in the same transaction, that a transcript's day or a speaker's name changed.

Apps above transcripts keep what rests on these; they register in AppConfig.ready, as they do health
probes, and the services that change a fact tell them before they commit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Follower:
    """What one app does: `day` is called with a transcript's id, `name` with a speaker's."""

    app: str
    day: Callable[[int], None]
    name: Callable[[int], None]


_followers: dict[str, Follower] = {}


def register_follower(follower: Follower) -> None:
    """For AppConfig.ready(). A second one of the same app replaces the first."""
    _followers[follower.app] = follower


def day_changed(transcript_id: int) -> None:
    for follower in _followers.values():
        follower.day(transcript_id)


def name_changed(speaker_id: int) -> None:
    for follower in _followers.values():
        follower.name(speaker_id)
