"""Is anyone working? What the queue's state is, for people, alarms and /health/queue.

A worker is alive when a heartbeat for its queue is younger than HEARTBEAT_ALIVE_FOR; the
queue's depth is counted from the table, never from the broker.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from api.health import ProbeResult, register_probe
from transcripts.broker import MATCHING, NETWORK, QUEUE, SCORE, broker_error
from transcripts.models import ExtractionRun, Heartbeat


@dataclass(frozen=True, slots=True)
class WorkerState:
    """`queue_depth` counts queued, due rows (of those ahead, where a run is given)."""

    alive: bool
    last_seen: datetime | None
    queue_depth: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def worker_state(run: ExtractionRun | None = None) -> WorkerState:
    """Two queries: the heartbeats of the extraction queue, and the rows ahead of `run`."""
    beats = Heartbeat.objects.serving(QUEUE)
    seen = beats.aggregate(last=Max("last_seen"))
    ahead = ExtractionRun.objects.due()
    if run is not None:
        ahead = ahead.filter(id__lt=run.pk)
    return WorkerState(
        alive=beats.alive().exists(), last_seen=seen["last"], queue_depth=ahead.count()
    )


def silence(queue: str) -> float | None:
    """Seconds since a worker of the queue was last seen; None where none ever was.

    By the database's clock, which wrote the signs of life: that of this host may be wrong.
    """
    beats = Heartbeat.objects.serving(queue)
    seen = beats.aggregate(last=Max("last_seen"), now=Max(Now()))
    return None if seen["last"] is None else (seen["now"] - seen["last"]).total_seconds()


def live_extractor_versions() -> set[str]:
    """What the workers that are alive announce."""
    return set(
        Heartbeat.objects.alive()
        .serving(QUEUE)
        .exclude(extractor_version="")
        .values_list("extractor_version", flat=True)
    )


def how_long(time: float) -> str:
    """These seconds in the unit in which one would say it."""
    seconds = int(time)
    if seconds < 120:
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    if seconds < 2 * 3600:
        minutes = seconds // 60
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = seconds // 3600
    return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}


def late_sweeps() -> list[str]:
    """A sentence for each periodic job that has missed more than two of its turns."""
    periods = {
        Heartbeat.Kind.SWEEP: settings.SWEEP_INTERVAL,
        Heartbeat.Kind.REAP: settings.REAP_INTERVAL,
    }
    seen = {
        kind: (now - last).total_seconds()
        for kind, last, now in Heartbeat.objects.filter(kind__in=periods)
        .values_list("kind")
        .annotate(last=Max("last_seen"), now=Max(Now()))
    }
    late = []
    for kind, period in periods.items():
        age = seen.get(kind)
        if age is None:
            late.append(
                _("The %(job)s job has never run: is maintenance (and beat) up?")
                % {"job": kind.label}
            )
        elif age > 2 * period + 5:
            late.append(
                _("The %(job)s job last ran %(age)s ago; it is due every %(period)s.")
                % {"job": kind.label, "age": how_long(age), "period": how_long(period)}
            )
    return late


def worker_reason() -> str:
    """Empty while a worker is alive."""
    state = worker_state()
    if state.alive:
        return ""
    waiting = ngettext(
        "%(n)s transcript is waiting and safe.",
        "%(n)s transcripts are waiting and safe.",
        state.queue_depth,
    ) % {"n": state.queue_depth}
    age = silence(QUEUE)
    if age is None:
        return _("No extraction worker has ever been seen.") + " " + waiting
    gone = _("No extraction worker has been seen for %(age)s.") % {"age": how_long(age)}
    return f"{gone} {waiting}"


def network_reason() -> str:
    """Empty while somebody serves the network queue: pages are kept, webhooks delivered."""
    if Heartbeat.objects.serving(NETWORK).alive().exists():
        return ""
    if (age := silence(NETWORK)) is None:
        return _("No network worker has ever been seen.")
    return _("No network worker has been seen for %(age)s.") % {"age": how_long(age)}


def score_reason() -> str:
    """Empty while somebody serves the score queue: other people's sentences get their score."""
    if Heartbeat.objects.serving(SCORE).alive().exists():
        return ""
    if (age := silence(SCORE)) is None:
        return _("No score worker has ever been seen.")
    return _("No score worker has been seen for %(age)s.") % {"age": how_long(age)}


def matching_reason() -> str:
    """Empty while somebody serves the matching queue: claims are held against earlier ones."""
    if Heartbeat.objects.serving(MATCHING).alive().exists():
        return ""
    if (age := silence(MATCHING)) is None:
        return _("No matching worker has ever been seen.")
    return _("No matching worker has been seen for %(age)s.") % {"age": how_long(age)}


def _network_probe() -> ProbeResult:
    reason = network_reason()
    return ProbeResult(not reason, reason)


def _score_probe() -> ProbeResult:
    reason = score_reason()
    return ProbeResult(not reason, reason)


def _matching_probe() -> ProbeResult:
    reason = matching_reason()
    return ProbeResult(not reason, reason)


def _worker_probe() -> ProbeResult:
    reason = worker_reason()
    return ProbeResult(not reason, reason, worker_state().as_dict())


def _sweeps_probe() -> ProbeResult:
    late = late_sweeps()
    return ProbeResult(not late, " ".join(late))


def _broker_probe() -> ProbeResult:
    error = broker_error()
    return ProbeResult(not error, f"The broker does not answer: {error}" if error else "")


def register() -> None:
    """Called by AppConfig.ready; api.health runs what is registered."""
    register_probe("worker", "queue", _worker_probe)
    register_probe("network", "queue", _network_probe)
    register_probe("score", "queue", _score_probe)
    register_probe("matching", "queue", _matching_probe)
    register_probe("sweeps", "queue", _sweeps_probe)
    register_probe("broker", "queue", _broker_probe)
