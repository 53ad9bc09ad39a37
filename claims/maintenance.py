"""The periodic work here and below, one function a job; config and worker say when it runs."""

from __future__ import annotations

from api.idempotency import purge_expired
from claims.archive import fetching, imports
from claims.evidence import life, rechecking
from claims.matching import contradictions
from claims.matching import life as matching
from claims.publishing import due
from claims.publishing.exports import life as exports
from claims.services import expire_overdue
from transcripts import dispatch, heartbeat, runs
from transcripts.models import Heartbeat


def sweep() -> int:
    """Publishes waiting rows nobody was told about, has claims matched, and notes the pass."""
    sent = dispatch.sweep() + matching.sweep()
    heartbeat.beat_periodic(Heartbeat.Kind.SWEEP)
    return sent


def reap() -> int:
    """Requeues or fails what lost its worker, and notes the pass."""
    reaped = runs.reap() + life.reap() + exports.reap() + matching.reap() + fetching.reap()
    heartbeat.beat_periodic(Heartbeat.Kind.REAP)
    return reaped


def expire_reviews() -> int:
    """Frees the places whose lease ran out."""
    return expire_overdue()


def purge() -> int:
    """Deletes idempotency records and exports past their day, heartbeats of dead processes and
    vectors that nobody's text has any more."""
    return purge_expired() + exports.purge() + heartbeat.forget_dead() + matching.drop_unused()


def import_fact_checks() -> int:
    """Goes on with imports that wait or were broken off."""
    return imports.work()


def review_due() -> int:
    """Marks published verdicts whose day passed, or whose sources are not what they were."""
    return due.sweep()


def recheck_sources() -> int:
    """Has cited sources looked at again when their time has come."""
    return rechecking.recheck()


def report_contradictions() -> int:
    """Tells editors of confirmed claims and verdicts that do not go together, of each once."""
    return contradictions.report()


JOBS = {
    "sweep": sweep,
    "reap": reap,
    "expire-reviews": expire_reviews,
    "import-fact-checks": import_fact_checks,
    "recheck-sources": recheck_sources,
    "report-contradictions": report_contradictions,
    "review-due": review_due,
    "purge": purge,
}
