"""Imports by address: the file is fetched by a network worker, and then read as any other.

    queued --claim--> running --the answer is here--> queued, fetched, to be read (imports.py)
                      running --will not pass by itself--> failed
                      running --may pass--> queued      attempt + 1, not_before by backoff
                      running --the lease runs out--> queued | failed

Each step is one compare-and-swap on (attempt, not fetched yet), so that a worker that was lost
and comes back finds nothing to write.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from api.exceptions import InvalidInput
from api.outbound import Answer, Limits, OutboundError, send
from api.outbound.urls import checked, refuse_private
from audit.services import record
from claims import limits
from claims.archive import imports
from claims.archive.models import FactCheckImport, ImportStatus
from claims.evidence.charsets import decoded
from claims.evidence.patience import Patience
from transcripts import leases
from transcripts.broker import NETWORK
from transcripts.dispatch import Dispatcher
from transcripts.leases import QueuedQuerySet, lease_end

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)

HTML = frozenset({"text/html", "application/xhtml+xml"})
#: What importable files are served as. A JSON file is UTF-8 whatever its header says.
TYPES = HTML | {
    "application/json", "application/ld+json", "application/feed+json", "application/vnd.api+json",
    "application/octet-stream", "text/csv", "text/plain", "text/json", "",
}  # fmt: skip
MAY_PASS = frozenset({408, 425, 429})  # and whatever is the site's own fault


def awaiting() -> QueuedQuerySet:
    """The imports whose file is still to be fetched."""
    return QueuedQuerySet(FactCheckImport).exclude(url="").filter(fetched_at__isnull=True)


class _Awaiting:
    """As transcripts.dispatch asks for queued rows."""

    def due(self) -> QueuedQuerySet:
        return awaiting().due()

    def undispatched(self) -> QueuedQuerySet:
        return awaiting().undispatched()

    def filter(self, *args: Any, **kwargs: Any) -> QueuedQuerySet:
        return awaiting().filter(*args, **kwargs)


#: Imported from ClaimsConfig.ready, so that the sweep knows it.
FETCHES = Dispatcher("worker.network.fetch_import", NETWORK, _Awaiting())


@dataclass(frozen=True, slots=True)
class Lease:
    import_id: int
    attempt: int
    patience: Patience = field(default_factory=Patience, compare=False)

    def held(self) -> QueuedQuerySet:
        return awaiting().filter(
            pk=self.import_id, attempt=self.attempt, status=ImportStatus.RUNNING
        )


@transaction.atomic
def request_import_of_url(*, actor: User | None, url: str) -> FactCheckImport:
    """Queues an import of what the address answers. Where it leads is judged as it is called.

    Raises Forbidden, and InvalidInput for an address that nobody would call.
    """
    imports.refuse_others(actor)
    try:
        parsed = checked(url, settings.OUTBOUND_PORTS)
        refuse_private(parsed, settings.OUTBOUND_ALLOW)
        address = str(parsed)
    except OutboundError as error:
        raise InvalidInput(str(error.code.label), code=error.code.value, pointer="/url") from error
    if len(address) > limits.URL or "\x00" in address:
        raise InvalidInput(_("The address cannot be read."), code="bad_url", pointer="/url")
    job = FactCheckImport.objects.create(
        name=address[:255],
        url=address,
        size=0,
        content=b"",
        requested_by=actor,
        max_attempts=settings.RUN_MAX_ATTEMPTS,
        not_before=Now(),
    )
    job.refresh_from_db()
    record(actor=actor, action="request", target=job, values={"url": address})
    FETCHES.publish_after_commit(job.pk)
    return job


def fetch(import_id: int) -> None:
    """Fetches one file. Raises only what it has recorded as an internal failure."""
    lease = _claim(import_id)
    if lease is None:
        logger.info("import %s: nothing to fetch (done, taken or not due)", import_id)
        return
    try:
        _fetch(lease)
    except OutboundError as error:
        logger.info("import %s attempt %s: %s", import_id, lease.attempt, error)
        _give_up(lease, error.code.value, str(error.code.label), again=error.transient)
    except DatabaseError as error:
        logger.warning("import %s: database: %s", import_id, error)
        connection.close()  # the lease runs out, and the reaper has it done again
    except Exception as error:
        detail = _("It stopped with %(kind)s.") % {"kind": type(error).__name__}
        _give_up(lease, "internal", detail, again=False)
        raise


def _claim(import_id: int) -> Lease | None:
    rows = awaiting().due().filter(pk=import_id)
    found = rows.values_list("attempt", "seconds_spent").first()
    if found is None:
        return None
    attempt, spent = found
    taken = rows.filter(attempt=attempt).update(
        status=ImportStatus.RUNNING, lease_expires_at=lease_end()
    )
    return Lease(import_id, attempt, Patience(spent)) if taken else None


def _fetch(lease: Lease) -> None:
    url = FactCheckImport.objects.values_list("url", flat=True).get(pk=lease.import_id)
    bounds = Limits(seconds=lease.patience.left, bytes=settings.UPLOAD_MAX_BYTES, types=TYPES)
    answer = send("GET", url, limits=bounds)
    if answer.status != 200:
        again = answer.status in MAY_PASS or answer.status >= 500
        detail = _("The site answered with status %(status)s.") % {"status": answer.status}
        _give_up(lease, "status", detail, again=again)
    elif not answer.body:
        _give_up(lease, "empty", _("The file is empty."), again=False)
    else:
        _keep(lease, answer)


def _keep(lease: Lease, answer: Answer) -> None:
    """Now it is an import like any other, with all attempts before it."""
    body = answer.body
    if answer.media_type in HTML:  # pages have charsets, importable files are UTF-8
        body = decoded(body, answer.header("content-type")).encode()
    kept = lease.held().update(
        status=ImportStatus.QUEUED,
        lease_expires_at=None,
        not_before=Now(),
        fetched_at=Now(),
        content=body,
        size=len(answer.body),
        sha256=hashlib.sha256(answer.body).hexdigest(),
        max_attempts=F("attempt") + settings.RUN_MAX_ATTEMPTS - 1,
    )
    if kept:
        imports.hint()
    else:
        logger.warning("import %s: no longer held by attempt %s", lease.import_id, lease.attempt)


def _give_up(lease: Lease, code: str, detail: str, *, again: bool) -> bool:
    """Later once more where that may help and attempts and time are left, else failed."""
    held = lease.patience.unless_used_up(lease.held())
    spent = lease.patience.spent()
    if again and leases.requeue(held, lease.attempt, dispatched_at=None, seconds_spent=spent):
        return True
    return imports.end_import(
        lease.held(), ImportStatus.FAILED, failure_code=code, failure_detail=detail
    )


def reap() -> int:
    """Requeues or fails the fetches that lost their worker; returns how many."""
    return leases.reap(awaiting(), _lose)


def _lose(job: FactCheckImport) -> bool:
    detail = _("The process that fetched it was lost on attempt %(n)s.") % {"n": job.attempt}
    lost = Lease(job.pk, job.attempt, Patience(job.seconds_spent))
    return _give_up(lost, "worker_lost", detail, again=True)
