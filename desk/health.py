"""What the desk says about the work that goes on by itself: runs, and whether anybody works."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from transcripts.broker import QUEUE
from transcripts.models import ExtractionRun, RunStatus
from transcripts.probes import how_long, late_sweeps, silence, worker_state

SHORT = 8
FAILED = 3


def running_context(actor: User) -> dict[str, Any]:
    """Runs that wait or work, those that failed in the last day, and the banner."""
    runs = ExtractionRun.objects.visible_to(actor).select_related("transcript")
    runs = runs.defer("transcript__text")
    lately = Now() - timedelta(days=1)
    failed = runs.filter(status=RunStatus.FAILED, finished_at__gte=lately)
    return {
        "active_runs": list(runs.active()[:SHORT]),
        "failed_runs": list(failed[:FAILED]),
        "banner": banner(),
    }


def banner() -> list[str]:
    """A plain sentence where nobody is working, and one for each late sweep."""
    state = worker_state()
    if state.alive:
        return late_sweeps()
    safe = _("Transcripts that wait are safe and will start when one is back.")
    age = silence(QUEUE)
    if age is None:
        return [_("No worker has ever been seen.") + " " + safe]
    gone = _("No worker has been seen for %(time)s.") % {"time": how_long(age)}
    return [f"{gone} {safe}"]
