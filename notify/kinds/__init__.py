"""What people are told, one file a kind. To add one: a file with a KIND, and its name here."""

from notify.kinds import (
    assigned,
    contradicting,
    disputed,
    due,
    matched,
    mention,
    paused,
    resolved,
    reworded,
    superseded,
    taken_over,
)
from notify.kinds.base import Draft, Kind

KINDS: tuple[Kind, ...] = (
    mention.KIND,
    assigned.KIND,
    taken_over.KIND,
    reworded.KIND,
    disputed.KIND,
    resolved.KIND,
    due.KIND,
    superseded.KIND,
    matched.KIND,
    paused.KIND,
    contradicting.KIND,
)
BY_NAME = {kind.name: kind for kind in KINDS}

__all__ = ["BY_NAME", "KINDS", "Draft", "Kind"]
