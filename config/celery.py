"""The Celery application: queues and the beat schedule as data.

The worker is named in strings only, so that the web process never imports it.
Messages are hints: every task takes an id or nothing, and losing, doubling or delaying
a message changes latency, never results. See docs/architecture.md.
"""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

EXTRACTION_QUEUE = "extraction"
MAINTENANCE_QUEUE = "maintenance"
MATCHING_QUEUE = "matching"  # the sentence encoder: what resembles a claim
NETWORK_QUEUE = "network"  # whatever asks another machine: a slow one holds up nobody else
SCORE_QUEUE = "score"  # somebody waits for the answer, so nothing long stands before it

app = Celery("onrecord", include=["worker.tasks"])
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_queues = (
    Queue(EXTRACTION_QUEUE),
    Queue(MAINTENANCE_QUEUE),
    Queue(NETWORK_QUEUE),
    Queue(SCORE_QUEUE),
    Queue(MATCHING_QUEUE),
)
app.conf.task_default_queue = MAINTENANCE_QUEUE
app.conf.task_create_missing_queues = False
app.conf.task_routes = {
    "worker.extract_run": {"queue": EXTRACTION_QUEUE},
    "worker.match_claims": {"queue": MATCHING_QUEUE},
    "worker.network.*": {"queue": NETWORK_QUEUE},
    "worker.score": {"queue": SCORE_QUEUE},
    "worker.*": {"queue": MAINTENANCE_QUEUE},
}


def _every(task: str, seconds: float) -> dict[str, Any]:
    # No `expires`, which compares the clocks of two hosts: a worker ten minutes ahead would drop
    # them all. Messages do not pile up, since beat sends none while one waits (worker.scheduler).
    return {"task": task, "schedule": seconds}


@app.on_after_configure.connect  # settings are read lazily, the schedule with them
def _schedule(sender: Celery, **_: Any) -> None:
    from django.conf import settings

    sender.conf.beat_schedule = {
        "sweep": _every("worker.sweep", settings.SWEEP_INTERVAL),
        "reap": _every("worker.reap", settings.REAP_INTERVAL),
        "expire-reviews": _every("worker.expire_reviews", settings.REVIEW_EXPIRY_INTERVAL),
        "deliver-notices": _every("worker.deliver_notices", settings.NOTICE_INTERVAL),
        "import-fact-checks": _every("worker.import_fact_checks", settings.SWEEP_INTERVAL),
        "match-searches": _every("worker.match_searches", settings.NOTICE_INTERVAL),
        "announce": _every("worker.announce", settings.NOTICE_INTERVAL),
        "reap-deliveries": _every("worker.reap_deliveries", settings.REAP_INTERVAL),
        "send-digests": _every("worker.network.send_digests", settings.DIGEST_INTERVAL),
        "purge-deliveries": _every("worker.purge_deliveries", settings.PURGE_INTERVAL),
        "recheck-sources": _every("worker.recheck_sources", settings.SNAPSHOT_RECHECK_INTERVAL),
        "review-due": _every("worker.review_due", settings.REVIEW_DUE_INTERVAL),
        "drop-withdrawn": _every("worker.network.drop_withdrawn", settings.PURGE_INTERVAL),
        "purge": _every("worker.purge", settings.PURGE_INTERVAL),
        "drop-unnamed": {
            "task": "worker.network.drop_unnamed",
            "schedule": crontab(hour=settings.CONTRADICTIONS_HOUR, minute=40),
        },
        "report-contradictions": {
            "task": "worker.report_contradictions",
            "schedule": crontab(hour=settings.CONTRADICTIONS_HOUR, minute=20),
        },
    }
