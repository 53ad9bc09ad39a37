"""How long a network worker waits for one address, in all its tries together.

SNAPSHOT_SECONDS are the budget of the row. A try that used them up was the last one: a site that
hangs would otherwise hold its worker for as long again each time.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Patience:
    """Begins with the try. `before` are the seconds of the tries before it."""

    before: float = 0.0
    _began: float = field(default_factory=time.monotonic)

    @property
    def left(self) -> float:
        """Seconds, at the beginning of the try."""
        return float(max(settings.SNAPSHOT_SECONDS - self.before, 0.0))

    def spent(self) -> float:
        """Seconds of all tries up to now, for the row's `seconds_spent`."""
        return self.before + time.monotonic() - self._began

    def unless_used_up(self, held: QuerySet[Any]) -> QuerySet[Any]:
        """`held` while another try has time, else nothing."""
        return held if self.spent() < settings.SNAPSHOT_SECONDS else held.none()
