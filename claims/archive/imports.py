"""The life of an import, each step one compare-and-swap on its row.

    queued --claim--> running --the last page--> succeeded
                      running --cannot be read--> failed
                      running --time is up--> queued           goes on where it stopped
                      running --lease runs out--> running      claimed again, attempt + 1
                      running --database away--> queued        attempt + 1, later

The attempt is the fencing token. Pages are stored in batches; a batch's transaction begins with
the compare-and-swap that extends the lease and moves `done`, so no page is counted twice and a
new attempt begins after the last batch that was kept. The message is a hint: whoever calls work()
does whatever is due.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from celery import current_app
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from api.exceptions import InvalidInput, TooLarge
from audit.services import record
from claims import limits
from claims.archive import reading
from claims.archive.markup import Refused
from claims.archive.models import FactCheckImport, ImportStatus
from claims.archive.sorting import OfPage, Sorted, refusal, sort
from claims.archive.storing import Outcome, drop_page, store_page
from claims.lifecycle import EDITOR
from claims.matching import life
from claims.services.locking import need_role
from transcripts.broker import BROKER_ERRORS, broker_error
from transcripts.leases import Fenced, lease_end, requeue

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)

TASK = "worker.import_fact_checks"
BATCH = 100  # pages in a transaction
SLICE = 10.0  # seconds of work after which other jobs of the process have their turn


@transaction.atomic
def request_import(*, actor: User | None, data: bytes, name: str = "") -> FactCheckImport:
    """Stores the file as a queued import and tells a worker after commit.

    `actor` None: a command on the server. What is wrong in the file is said by the import.
    """
    refuse_others(actor)
    if not data:
        raise InvalidInput(_("The file is empty."), code="empty", pointer="/file")
    if len(data) > settings.UPLOAD_MAX_BYTES:
        raise TooLarge(
            _("The file is larger than %(limit)s bytes.")
            % {"limit": f"{settings.UPLOAD_MAX_BYTES:,}"},
            pointer="/file",
        )
    job = FactCheckImport.objects.create(
        name=name.replace("\x00", "")[:255],
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        content=data,
        requested_by=actor,
        max_attempts=settings.RUN_MAX_ATTEMPTS,
        not_before=Now(),
    )
    job.refresh_from_db()
    record(actor=actor, action="request", target=job, values={"sha256": job.sha256})
    transaction.on_commit(hint, robust=True)
    return job


def refuse_others(actor: User | None) -> None:
    """Raises Forbidden but for editors and commands on the server (None)."""
    if actor is not None:
        need_role(actor, EDITOR)


def hint() -> None:
    """Tells a maintenance process that there is something to do; it looks by itself too."""
    if error := broker_error():
        logger.warning("import not announced, the next pass finds it: %s", error)
        return
    try:
        current_app.send_task(TASK, retry=False, ignore_result=True)
    except BROKER_ERRORS as problem:
        logger.warning("import not announced, the next pass finds it: %s", problem)


def work(seconds: float = SLICE) -> int:
    """Does what is due, oldest first, for about so long; returns the pages stored.

    What is left is announced again, so that a long import does not hold up other jobs.
    """
    end = time.monotonic() + seconds
    stored = 0
    while lease := _claim():
        stored += _import(lease, end)
        if time.monotonic() >= end:
            if FactCheckImport.objects.due().exists():
                hint()
            break
    return stored


@dataclass(frozen=True, slots=True)
class Lease:
    import_id: int
    attempt: int

    def held(self) -> Any:
        return FactCheckImport.objects.filter(
            pk=self.import_id, attempt=self.attempt, status=ImportStatus.RUNNING
        )


def _claim() -> Lease | None:
    """The oldest import that is due, or None. One that was lost too often fails here."""
    for pk, attempt, status, most in list(
        FactCheckImport.objects.due()
        .order_by("id")
        .values_list("pk", "attempt", "status", "max_attempts")[:20]
    ):
        lost = status == ImportStatus.RUNNING
        due = FactCheckImport.objects.due().filter(pk=pk, attempt=attempt, status=status)
        if lost and attempt >= most:
            detail = _("The process that read it was lost on attempt %(n)s.") % {"n": attempt}
            end_import(due, ImportStatus.FAILED, failure_code="worker_lost", failure_detail=detail)
        elif due.update(
            status=ImportStatus.RUNNING,
            attempt=F("attempt") + (1 if lost else 0),
            lease_expires_at=lease_end(),
        ):
            return Lease(pk, attempt + lost)
    return None


def _import(lease: Lease, end: float) -> int:
    """Reads one import as far as time allows, and records how it went."""
    try:
        return _read(lease, end)
    except Fenced:
        logger.warning("import %s: no longer held by attempt %s", lease.import_id, lease.attempt)
    except reading.Unreadable as error:
        _fail(lease, error.code, error.detail)
    except (OperationalError, InterfaceError) as error:
        logger.warning("import %s: database: %s", lease.import_id, error)
        connection.close()
        _retry(lease)
    except Exception as error:
        _fail(lease, "internal", _("It stopped with %(kind)s.") % {"kind": type(error).__name__})
        raise
    return 0


def _read(lease: Lease, end: float) -> int:
    job = FactCheckImport.objects.get(pk=lease.import_id)
    read = sort(bytes(job.content))
    if job.total == 0:
        _begin(lease, read)
    at = stored = job.done
    while at < len(read.pages) and time.monotonic() < end:
        _store(lease, read.pages[at : at + BATCH])
        at = min(at + BATCH, len(read.pages))
    if at >= len(read.pages):
        _succeed(lease)
    else:
        lease.held().update(status=ImportStatus.QUEUED, lease_expires_at=None, not_before=Now())
    return at - stored


def _begin(lease: Lease, read: Sorted) -> None:
    """Notes what was found before the first page is stored."""
    begun = lease.held().update(
        format=read.format,
        total=len(read.pages),
        refused=read.refused,
        report=read.report[: limits.IMPORT_REPORT],
        lease_expires_at=lease_end(),
    )
    if not begun:
        raise Fenced


@transaction.atomic
def _store(lease: Lease, pages: Sequence[OfPage]) -> None:
    """One batch, all of it or nothing."""
    moved = lease.held().update(done=F("done") + len(pages), lease_expires_at=lease_end())
    if not moved:
        raise Fenced
    job = FactCheckImport.objects.defer("content").get(pk=lease.import_id)
    total, refused, report = Outcome(), 0, list(job.report)
    for page in pages:
        try:
            with transaction.atomic():
                outcome = _store_page(page, job)
        except Refused as error:
            refused += len(page.found)
            report += [refusal(one.at, error) for one in page.found]
            continue
        total.created += outcome.created
        total.updated += outcome.updated
        total.unchanged += outcome.unchanged
        total.changed += outcome.changed
    life.queue_fact_checks(total.changed)
    lease.held().update(
        created=F("created") + total.created,
        updated=F("updated") + total.updated,
        unchanged=F("unchanged") + total.unchanged,
        refused=F("refused") + refused,
        report=report[: limits.IMPORT_REPORT],
    )


def _store_page(page: OfPage, job: FactCheckImport) -> Outcome:
    if not page.found:
        return drop_page(page.url, came_from=job)
    return store_page(page.url, page.found, whole=page.whole, came_from=job)[1]


def _succeed(lease: Lease) -> None:
    if not end_import(lease.held(), ImportStatus.SUCCEEDED, content=b""):
        raise Fenced


def _fail(lease: Lease, code: str, detail: str) -> None:
    end_import(lease.held(), ImportStatus.FAILED, failure_code=code, failure_detail=detail)


@transaction.atomic
def end_import(rows: Any, status: str, **fields: Any) -> bool:
    """Ends the one import among `rows` and writes its event; False where it is none any more."""
    job = rows.select_for_update().defer("content").first()
    if job is None:
        return False
    FactCheckImport.objects.filter(pk=job.pk).update(
        status=status, finished_at=Now(), lease_expires_at=None, **fields
    )
    counts = {name: getattr(job, name) for name in ("created", "updated", "unchanged", "refused")}
    code = {"code": fields["failure_code"]} if "failure_code" in fields else {}
    record(actor=None, action=str(status), target=job, values={**counts, **code})
    return True


def _retry(lease: Lease) -> None:
    """Later again, while attempts are left."""
    if not requeue(lease.held(), lease.attempt):
        _fail(lease, "database", _("The database was away while it was read."))
