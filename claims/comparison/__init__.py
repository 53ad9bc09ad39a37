"""What a new version of the extractor adds, loses and moves, before anybody adopts it."""

from claims.comparison.changes import THRESHOLD, Change, Comparison, Kind, Reading
from claims.comparison.readings import (
    Compared,
    Shown,
    adopted_before,
    compare_runs,
    last_trial,
    shown,
)

__all__ = [
    "THRESHOLD",
    "Change",
    "Compared",
    "Comparison",
    "Kind",
    "Reading",
    "Shown",
    "adopted_before",
    "compare_runs",
    "last_trial",
    "shown",
]
