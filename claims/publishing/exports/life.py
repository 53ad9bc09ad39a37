"""The life of an export, each step one compare-and-swap on the row.

    queued --claim--> running --give_back--> queued      one part more is written
                      running --succeed----> succeeded
                      running --retry------> queued      attempt + 1, not_before by backoff
                      running --fail-------> failed
                      running --reap-------> queued | failed      the lease ran out
    queued | running --cancel--> cancelled               by who asked for it
    succeeded --purge--> expired                         the file is gone

`turn` is the fencing token: claiming raises it, so that a worker that was stopped past its
lease finds another turn in the row and writes nothing. A part that it stored all the same is
named in no row, and goes with the others.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.services import lock_user
from api.exceptions import Conflict, Forbidden, InvalidInput, NotVisible, WrongState
from audit.services import record
from claims import limits
from claims.publishing.exports.kinds import kinds
from claims.publishing.exports.models import Export, ExportFormat, ExportStatus
from transcripts import leases
from transcripts.broker import MAINTENANCE
from transcripts.dispatch import Dispatcher
from transcripts.leases import Fenced, lease_end
from transcripts.models import Transcript

if TYPE_CHECKING:
    from accounts.models import User

EXPORTS = Dispatcher("worker.build_export", MAINTENANCE, Export.objects)
#: Whose parts are of no use to anybody.
NO_FILE = (ExportStatus.EXPIRED, ExportStatus.FAILED, ExportStatus.CANCELLED)
LOST = "The worker stopped without a word on attempt {}."


@dataclass(frozen=True, slots=True)
class Lease:
    """A worker's hold on an export: valid while the row is running in this turn."""

    export_id: int
    turn: int


def storage() -> Storage:
    """Where the files lie."""
    return storages["exports"]


@transaction.atomic
def request_export(
    *, actor: User, kind: str, format: str, transcript: Transcript | None = None
) -> Export:
    """Queues an export of what `actor` may see, for `actor` alone."""
    said = kinds().get(kind)
    if said is None:
        raise InvalidInput(_("There is no such kind of export."), pointer="/kind")
    if format not in ExportFormat.values:
        raise InvalidInput(_("There is no such format."), pointer="/format")
    if not said.allows(actor):
        raise Forbidden(_("Your role does not allow this."))
    lock_user(actor)
    if Export.objects.filter(requested_by=actor).active().count() >= limits.EXPORTS_AT_WORK:
        raise Conflict(
            _("You have %(n)s exports at work: wait for one of them.")
            % {"n": limits.EXPORTS_AT_WORK},
            code="too_many_exports",
        )
    export = Export.objects.create(
        kind=kind,
        format=format,
        transcript=transcript,
        requested_by=actor,
        max_attempts=settings.RUN_MAX_ATTEMPTS,
        not_before=Now(),
    )
    export.refresh_from_db()
    record(
        actor=actor,
        action="request",
        target=export,
        values={"kind": kind, "format": format, "transcript": transcript and transcript.pk},
    )
    EXPORTS.publish_after_commit(export.pk)
    return export


@transaction.atomic
def cancel(*, actor: User, export_id: int) -> Export:
    """Ends an export of one's own that is at work; its worker stops at its next batch.

    Raises NotVisible, and WrongState for one that has ended.
    """
    mine = Export.objects.visible_to(actor).select_for_update(of=("self",))
    export: Export | None = mine.filter(pk=export_id).first()
    if export is None:
        raise NotVisible()
    if not export.is_active:
        raise WrongState(
            _("The export is %(status)s and cannot be cancelled.")
            % {"status": export.get_status_display()}
        )
    Export.objects.filter(pk=export.pk).update(
        status=ExportStatus.CANCELLED, lease_expires_at=None, finished_at=Now()
    )
    record(actor=actor, action="cancel", target=export, values={"rows": export.done})

    def remove_cancelled_export() -> None:
        remove_files(export_id)

    transaction.on_commit(remove_cancelled_export, robust=True)
    export.refresh_from_db()
    return export


def _held(lease: Lease) -> Any:
    return Export.objects.filter(pk=lease.export_id, turn=lease.turn, status=ExportStatus.RUNNING)


def claim(export_id: int) -> Lease | None:
    """Takes a queued, due export; None where there is nothing to take."""
    turns = Export.objects.filter(pk=export_id, status=ExportStatus.QUEUED)
    turn = turns.values_list("turn", flat=True).first()
    if turn is None:
        return None
    taken = (
        Export.objects.due()
        .filter(pk=export_id, turn=turn)
        .update(status=ExportStatus.RUNNING, turn=turn + 1, lease_expires_at=lease_end())
    )
    return Lease(export_id, turn + 1) if taken else None


def advance(lease: Lease, **fields: Any) -> None:
    """Extends the lease and notes progress. Raises Fenced where the row is no longer ours."""
    if not _held(lease).update(lease_expires_at=lease_end(), **fields):
        raise Fenced(f"export {lease.export_id} is no longer held in turn {lease.turn}")


def give_back(lease: Lease, **fields: Any) -> None:
    """A part is written and others wait: queued again, behind them. Raises Fenced."""
    with transaction.atomic():
        advance(lease, **fields)
        _held(lease).update(
            status=ExportStatus.QUEUED, lease_expires_at=None, dispatched_at=None, not_before=Now()
        )
        EXPORTS.publish_after_commit(lease.export_id)


@transaction.atomic
def succeed(lease: Lease, *, sha256: str, size: int, **fields: Any) -> None:
    """The file is whole. Raises Fenced."""
    advance(lease, sha256=sha256, size=size, **fields)
    keep = Now() + timedelta(seconds=settings.EXPORT_KEEP)
    _end(lease, ExportStatus.SUCCEEDED, expires_at=keep, failure_code="", failure_detail="")


def fail(lease: Lease, *, code: str, detail: str) -> bool:
    """A permanent error; `detail` is a sentence a person understands."""
    with transaction.atomic():
        return _end(lease, ExportStatus.FAILED, failure_code=code, failure_detail=detail)


def _end(lease: Lease, status: ExportStatus, **fields: Any) -> bool:
    ended = _held(lease).update(status=status, lease_expires_at=None, finished_at=Now(), **fields)
    if ended:
        export = Export.objects.get(pk=lease.export_id)
        values = {"rows": export.done, "sha256": export.sha256, "code": export.failure_code}
        record(actor=None, action=status.value, target=export, values=values)
    return bool(ended)


def retry_or_fail(lease: Lease, *, code: str, detail: str) -> bool:
    """A transient error: queued again while attempts are left, and goes on after the last part."""
    held = _held(lease)
    attempt = held.values_list("attempt", flat=True).first()
    if attempt is None:
        return False
    again = leases.requeue(
        held, attempt, dispatched_at=None, failure_code=code, failure_detail=detail
    )
    return again or fail(lease, code=code, detail=detail)


def reap() -> int:
    """Requeues or fails the running exports whose lease has expired; returns how many."""
    return leases.reap(Export.objects.all(), _lose)


def _lose(export: Export) -> bool:
    detail = LOST.format(export.attempt)
    return retry_or_fail(Lease(export.pk, export.turn), code="worker_lost", detail=detail)


def purge() -> int:
    """Ends the exports past their day and removes the files of all that are over; how many."""
    ended = Export.objects.over().update(status=ExportStatus.EXPIRED)
    # What lies there counts, not what rows name: a part may have been stored, or a file left,
    # by a process that was killed before it could say so.
    for export_id in _stored():
        if not Export.objects.filter(pk=export_id).exclude(status__in=NO_FILE).exists():
            remove_files(export_id)
            Export.objects.filter(pk=export_id).update(parts=[])
    return ended


def _stored() -> list[int]:
    """The exports of which something is stored."""
    try:
        folders, __ = storage().listdir("")
    except FileNotFoundError:
        return []
    return [int(name) for name in folders if name.isdecimal()]


def tidy(lease: Lease) -> None:
    """What a worker stored in the moment in which its export was ended."""
    if Export.objects.filter(pk=lease.export_id, status__in=NO_FILE).exists():
        remove_files(lease.export_id)


def remove_files(export_id: int) -> None:
    """All that was ever stored for the export, parts of fenced workers included."""
    try:
        __, names = storage().listdir(str(export_id))
    except FileNotFoundError:
        return
    for name in names:
        storage().delete(f"{export_id}/{name}")
    with suppress(OSError):  # a worker that is fenced stores a part: the next purge finds it
        storage().delete(str(export_id))


def void(*, transcript: Transcript) -> int:
    """Ends every export that could hold the transcript's words; returns how many.

    In the caller's transaction; the files go once it commits.
    """
    rows = Export.objects.filter(Q(transcript=transcript) | Q(transcript=None))
    held = list(rows.filter(status__in=["queued", "running", "succeeded"]).select_for_update())
    ids = [export.pk for export in held]
    Export.objects.filter(pk__in=ids).update(
        status=ExportStatus.EXPIRED, lease_expires_at=None, finished_at=Now(), expires_at=Now()
    )

    def remove_voided_exports() -> None:
        for pk in ids:
            remove_files(pk)

    transaction.on_commit(remove_voided_exports, robust=True)
    return len(ids)
