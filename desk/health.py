"""What the desk says about the work that goes on by itself: runs, and whether anybody works."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models.functions import Now
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from transcripts.models import ExtractionRun, RunStatus
from transcripts.probes import late_sweeps, worker_state

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
    safe = _("These transcripts are safe and will start when one is back.")
    if state.last_seen is None:
        return [_("No worker has ever been seen.") + " " + safe]
    gone = _("No worker has been seen for %(time)s.") % {
        "time": _how_long(int((now() - state.last_seen).total_seconds()))
    }
    return [f"{gone} {safe}"]


def _how_long(seconds: int) -> str:
    """In the unit in which one would say it."""
    if seconds < 120:
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    if seconds < 2 * 3600:
        minutes = seconds // 60
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = seconds // 3600
    return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
