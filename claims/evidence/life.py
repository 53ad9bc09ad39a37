"""The life of a snapshot, each step one compare-and-swap on the row, as in transcripts.runs.

queued --claim--> running --keep---> kept
                  running --fail---> failed
                  running --retry--> queued     attempt + 1, not_before by backoff
                  running --reap---> queued | failed         the lease ran out
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from audit.services import record
from claims.evidence.models import Origin, Snapshot, SnapshotStatus
from claims.evidence.patience import Patience
from transcripts import leases
from transcripts.broker import NETWORK
from transcripts.dispatch import Dispatcher
from transcripts.heartbeat import process_name
from transcripts.leases import Fenced, lease_end

if TYPE_CHECKING:
    from accounts.models import User
    from claims.models import Source

#: Imported from ClaimsConfig.ready, so that the sweep knows it.
SNAPSHOTS = Dispatcher("worker.network.keep_source", NETWORK, Snapshot.objects)


@dataclass(frozen=True, slots=True)
class Lease:
    """A worker's hold on a snapshot: valid while the row is running with this attempt."""

    snapshot_id: int
    attempt: int
    patience: Patience = field(default_factory=Patience, compare=False)


def _held(lease: Lease) -> Any:
    return Snapshot.objects.filter(
        pk=lease.snapshot_id, attempt=lease.attempt, status=SnapshotStatus.RUNNING
    )


def queue(
    *, source: Source, actor: User | None, origin: str, **known: Any
) -> tuple[Snapshot, bool]:
    """A waiting snapshot in the caller's transaction, published once that commits; new or not.

    Where one waits already it serves this wish too. `known` is what an upload brings.
    """
    if origin != Origin.UPLOAD and (found := _waiting(source)):
        return found, False
    try:
        with transaction.atomic():
            made = Snapshot.objects.create(
                source=source,
                requested_by=actor,
                origin=origin,
                max_attempts=settings.RUN_MAX_ATTEMPTS,
                not_before=Now(),
                **known,
            )
    except IntegrityError:
        if (found := _waiting(source)) is None:
            raise
        return found, False  # somebody else was quicker
    made.refresh_from_db()
    SNAPSHOTS.publish_after_commit(made.pk)
    return made, True


def may_look_at(source: Source) -> bool:
    """Not where what was kept of it had to go: that would bring it back."""
    gone = Snapshot.objects.looks().filter(source=source, withdrawn_at__isnull=False)
    return not gone.exists()


def _waiting(source: Source) -> Snapshot | None:
    """The look that waits; locked, so that no worker begins it before our words are stored."""
    looks = Snapshot.objects.looks().filter(source=source, status=SnapshotStatus.QUEUED)
    waiting: Snapshot | None = looks.select_for_update().first()
    return waiting


def claim(snapshot_id: int) -> Lease | None:
    """Takes a waiting, due snapshot for this process; None where there is nothing to take."""
    rows = Snapshot.objects.due().filter(pk=snapshot_id)
    found = rows.values_list("attempt", "seconds_spent").first()
    if found is None:
        return None
    attempt, spent = found
    claimed = rows.filter(attempt=attempt).update(
        status=SnapshotStatus.RUNNING, worker=process_name(), lease_expires_at=lease_end()
    )
    return Lease(snapshot_id, attempt, Patience(spent)) if claimed else None


def extend(lease: Lease) -> None:
    """A new lease before the next long step. Raises Fenced where the row is no longer ours."""
    if not _held(lease).update(lease_expires_at=lease_end()):
        raise Fenced(f"snapshot {lease.snapshot_id} is no longer held by {lease.attempt}")


def keep(lease: Lease, **fields: Any) -> Snapshot:
    """Ends it as kept, first in the caller's transaction. Raises Fenced."""
    values = {"sha256": fields["sha256"], "size": fields["size"]}
    if not _finish(lease, "keep", values, status=SnapshotStatus.KEPT, failure_code="", **fields):
        raise Fenced(f"snapshot {lease.snapshot_id} is no longer held by {lease.attempt}")
    kept: Snapshot = Snapshot.objects.select_related("source").get(pk=lease.snapshot_id)
    return kept


def fail(lease: Lease, *, code: str, **fields: Any) -> bool:
    """What will not pass by itself."""
    values = {"code": code, "attempt": lease.attempt}
    return _finish(lease, "fail", values, status=SnapshotStatus.FAILED, failure_code=code, **fields)


def _finish(lease: Lease, action: str, values: Mapping[str, Any], **fields: Any) -> bool:
    with transaction.atomic():
        ended = _held(lease).update(finished_at=Now(), lease_expires_at=None, **fields)
        if ended:
            snapshot = Snapshot.objects.get(pk=lease.snapshot_id)
            record(
                actor=None,
                action=action,
                target=snapshot,
                values={**values, "source": snapshot.source_id},
            )
    return bool(ended)


def retry_or_fail(lease: Lease, *, code: str, **fields: Any) -> bool:
    """What may pass: waiting again while attempts and time are left, else failed with `code`."""
    held = _held(lease).exclude(source__in=_waiting_sources(lease))
    again = leases.requeue(
        lease.patience.unless_used_up(held),
        lease.attempt,
        dispatched_at=None,
        failure_code=code,
        seconds_spent=lease.patience.spent(),
        **fields,
    )
    return again or fail(lease, code=code, **fields)


def _waiting_sources(lease: Lease) -> Any:
    """The source, where a later look at it waits already: that one is the retry."""
    waiting = Snapshot.objects.looks().filter(status=SnapshotStatus.QUEUED)
    return waiting.exclude(pk=lease.snapshot_id).values("source")


def reap() -> int:
    """Requeues or fails the running rows whose lease has expired; returns how many."""
    return leases.reap(Snapshot.objects.all(), _lose)


def _lose(snapshot: Snapshot) -> bool:
    lost = Lease(snapshot.pk, snapshot.attempt, Patience(snapshot.seconds_spent))
    return retry_or_fail(lost, code="worker_lost")
