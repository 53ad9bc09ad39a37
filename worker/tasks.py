"""The Celery tasks: an id or nothing, and one function. All of them may run twice."""

from celery import shared_task

from claims import maintenance
from claims.archive import fetching
from claims.evidence import dropping
from claims.publishing.exports import building
from notify import services as notify
from notify.searches import digests
from notify.searches import matching as searches
from notify.webhooks import announcing, delivering
from worker import bootsteps, matching, orchestration, scoring

__all__ = ["bootsteps"]  # imported so that the worker installs them


@shared_task(name="worker.extract_run")
def extract_run(run_id: int) -> None:
    orchestration.extract(run_id)


@shared_task(name="worker.match_claims")
def match_claims() -> None:
    matching.match_claims()


@shared_task(name="worker.network.keep_source")
def keep_source(snapshot_id: int) -> None:
    # Here, so that only the network's pool children load what reads pages.
    from claims.evidence import keeping

    keeping.keep_source(snapshot_id)


@shared_task(name="worker.network.drop_withdrawn")
def drop_withdrawn() -> None:
    dropping.drop_withdrawn()


@shared_task(name="worker.network.drop_unnamed")
def drop_unnamed() -> None:
    dropping.drop_unnamed()


@shared_task(name="worker.score")
def score(request_id: str) -> None:
    scoring.score(request_id)


@shared_task(name="worker.network.fetch_import")
def fetch_import(import_id: int) -> None:
    fetching.fetch(import_id)


@shared_task(name="worker.sweep")
def sweep() -> None:
    maintenance.sweep()


@shared_task(name="worker.reap")
def reap() -> None:
    maintenance.reap()


@shared_task(name="worker.expire_reviews")
def expire_reviews() -> None:
    maintenance.expire_reviews()


@shared_task(name="worker.recheck_sources")
def recheck_sources() -> None:
    maintenance.recheck_sources()


@shared_task(name="worker.report_contradictions")
def report_contradictions() -> None:
    maintenance.report_contradictions()


@shared_task(name="worker.review_due")
def review_due() -> None:
    maintenance.review_due()


@shared_task(name="worker.purge")
def purge() -> None:
    maintenance.purge()
    notify.purge_read()


@shared_task(name="worker.build_export")
def build_export(export_id: int) -> None:
    building.build(export_id)


@shared_task(name="worker.deliver_notices")
def deliver_notices() -> None:
    notify.deliver()


@shared_task(name="worker.import_fact_checks")
def import_fact_checks() -> None:
    maintenance.import_fact_checks()


@shared_task(name="worker.match_searches")
def match_searches() -> None:
    searches.match()


@shared_task(name="worker.announce")
def announce() -> None:
    announcing.announce()


@shared_task(name="worker.reap_deliveries")
def reap_deliveries() -> None:
    delivering.reap()


@shared_task(name="worker.purge_deliveries")
def purge_deliveries() -> None:
    delivering.purge()


@shared_task(name="worker.network.deliver_webhook")
def deliver_webhook(delivery_id: int) -> None:
    delivering.deliver(delivery_id)


@shared_task(name="worker.network.send_digests")
def send_digests() -> None:
    digests.send_digests()
