"""The life of a run, each step one compare-and-swap on the row.

    queued --claim--> running --succeed--> succeeded
                      running --fail-----> failed
                      running --retry----> queued      attempt + 1, not_before by backoff
                      running --give back> queued      attempt + 1 of one more: its worker stops
                      running --reap-----> queued | failed | cancelled   the lease ran out
    queued | running --cancel--> cancelled             running: at the next batch

The attempt is the fencing token: a worker that was stopped past its lease finds another
attempt in the row, every one of its writes matches no row, and it stops. Lease and due
times use the database's clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from api.exceptions import WrongState
from audit.services import record
from transcripts import leases
from transcripts.dispatch import RUNS
from transcripts.leases import Fenced, lease_end
from transcripts.models import (
    ExtractionRun,
    FailureCode,
    RunMode,
    RunStatus,
    Transcript,
)
from transcripts.models.run import whole_transcript
from transcripts.probes import live_extractor_versions

if TYPE_CHECKING:
    from accounts.models import User

LOST = "The worker stopped without a word (killed, out of memory or cut off) on attempt {}."


class Cancelled(Exception):
    """A person asked the run to stop."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A worker's hold on a run: valid while the row is running with this attempt."""

    run_id: int
    attempt: int


def _held(lease: Lease) -> Any:
    return ExtractionRun.objects.filter(
        pk=lease.run_id, attempt=lease.attempt, status=RunStatus.RUNNING
    )


def queue_run(
    *,
    transcript: Transcript,
    actor: User | None,
    mode: str = RunMode.ADOPT,
    replay_of: ExtractionRun | None = None,
) -> ExtractionRun:
    """Stores a queued run (the outbox entry) and publishes it once the transaction commits.

    It reads the whole transcript; a replay reads what the run in whose place it comes was to.
    """
    run = ExtractionRun.objects.create(
        transcript=transcript,
        requested_by=actor,
        mode=mode,
        replay_of=replay_of,
        segment_range=replay_of.segment_range if replay_of else whole_transcript(),
        max_attempts=settings.RUN_MAX_ATTEMPTS,
        not_before=Now(),
    )
    run.refresh_from_db()
    RUNS.publish_after_commit(run.pk)
    return run


@transaction.atomic
def request_run(
    *, actor: User, transcript: Transcript, mode: str = RunMode.ADOPT
) -> tuple[ExtractionRun, bool]:
    """A run of the whole transcript, and whether it is a new one.

    1. The run that is active answers.
    2. Else the last succeeded run of this mode does, if a live worker announces its version:
       reading again would find the same.
    3. Else a new one is queued.
    """
    _lock_readable(transcript.pk)
    runs = ExtractionRun.objects.filter(
        transcript=transcript, mode=mode, segment_range=whole_transcript()
    )
    if active := runs.active().first():
        return active, False
    last = runs.filter(status=RunStatus.SUCCEEDED).first()
    if last and last.extractor_version in live_extractor_versions():
        return last, False
    run = queue_run(transcript=transcript, actor=actor, mode=mode)
    record(actor=actor, action="request", target=run, values={"mode": mode})
    return run, True


def _lock_readable(transcript_id: int) -> None:
    """Locks the transcript's row; refuses one that was withdrawn."""
    locked = Transcript.objects.select_for_update(no_key=True).only("pk", "withdrawn_at")
    if locked.get(pk=transcript_id).withdrawn_at is not None:
        raise WrongState(_("The transcript was withdrawn."), code="transcript_withdrawn")


def claim(*, run_id: int, worker: str, extractor_version: str) -> Lease | None:
    """Takes a queued, due run for this process; None where there is nothing to take.

    A doubled, late or stray message ends here.
    """
    attempt = (
        ExtractionRun.objects.filter(pk=run_id, status=RunStatus.QUEUED)
        .values_list("attempt", flat=True)
        .first()
    )
    if attempt is None:
        return None
    claimed = (
        ExtractionRun.objects.due()
        .filter(pk=run_id, attempt=attempt)
        .update(
            status=RunStatus.RUNNING,
            worker=worker,
            extractor_version=extractor_version,
            lease_expires_at=lease_end(),
            started_at=Now(),
            stage="starting",
            done=0,
            total=0,
            claims_found=0,
        )
    )
    return Lease(run_id, attempt) if claimed else None


def advance(lease: Lease, *, stage: str, done: int, total: int, claims_found: int) -> None:
    """First statement of a batch's transaction: extends the lease and moves progress.

    Raises Fenced where the row is no longer ours, Cancelled where a person asked to stop;
    the caller's transaction then rolls back.
    """
    moved = _held(lease).update(
        lease_expires_at=lease_end(),
        stage=stage,
        done=done,
        total=total,
        claims_found=claims_found,
    )
    if not moved:
        raise Fenced(f"run {lease.run_id} is no longer held by attempt {lease.attempt}")
    if ExtractionRun.objects.values_list("cancel_requested", flat=True).get(pk=lease.run_id):
        raise Cancelled


def _finish(lease: Lease, action: str, values: Mapping[str, Any], **fields: Any) -> bool:
    """One terminal compare-and-swap with its audit event; False where fenced."""
    with transaction.atomic():
        ended = _held(lease).update(finished_at=Now(), lease_expires_at=None, **fields)
        if ended:
            run = ExtractionRun.objects.get(pk=lease.run_id)
            record(actor=None, action=action, target=run, values=values)
    return bool(ended)


def succeed(lease: Lease, *, claims_found: int, values: Mapping[str, Any]) -> None:
    """Ends the run as succeeded, in the caller's transaction. Raises Fenced."""
    done = _finish(
        lease,
        "succeed",
        values,
        status=RunStatus.SUCCEEDED,
        stage="done",
        claims_found=claims_found,
        failure_code="",
        failure_detail="",
    )
    if not done:
        raise Fenced(f"run {lease.run_id} is no longer held by attempt {lease.attempt}")


def fail(lease: Lease, *, code: str, detail: str) -> bool:
    """A permanent error; `detail` is a sentence a person understands."""
    return _finish(
        lease,
        "fail",
        {"code": code, "attempt": lease.attempt},
        status=RunStatus.FAILED,
        failure_code=code,
        failure_detail=detail,
    )


def end_cancelled(lease: Lease) -> bool:
    """The worker has seen the cancel flag and stopped."""
    return _finish(lease, "cancelled", {"attempt": lease.attempt}, status=RunStatus.CANCELLED)


def retry_or_fail(lease: Lease, *, code: str, detail: str) -> bool:
    """A transient error: queued again while attempts are left, else failed with `code`."""
    again = leases.requeue(
        _held(lease),
        lease.attempt,
        dispatched_at=None,
        stage="waiting to retry",
        failure_code=code,
        failure_detail=detail,
    )
    return again or fail(lease, code=code, detail=detail)


def give_back(lease: Lease) -> bool:
    """The worker was asked to stop: queued again at once; it was no failure of the run's."""
    with transaction.atomic():
        again = _held(lease).update(
            status=RunStatus.QUEUED,
            attempt=F("attempt") + 1,
            max_attempts=F("max_attempts") + 1,
            not_before=Now(),
            dispatched_at=None,
            lease_expires_at=None,
            stage="waiting for another worker",
        )
        if again:
            RUNS.publish_after_commit(lease.run_id)
    return bool(again)


def reap() -> int:
    """Requeues or fails the running rows whose lease has expired; returns how many."""
    return leases.reap(ExtractionRun.objects.all(), _lose)


def _lose(run: ExtractionRun) -> bool:
    lease = Lease(run.pk, run.attempt)
    if run.cancel_requested:
        return end_cancelled(lease)
    detail = LOST.format(run.attempt)
    return retry_or_fail(lease, code=FailureCode.WORKER_LOST, detail=detail)


@transaction.atomic
def cancel(*, actor: User, run_id: int) -> ExtractionRun:
    """Cancels a queued run at once, a running one at its next batch."""
    run: ExtractionRun = ExtractionRun.objects.select_for_update().get(pk=run_id)
    if not run.is_active:
        raise WrongState(
            _("The run is %(status)s and cannot be cancelled.") % {"status": run.status},
            allowed_actions=allowed_actions(run),
        )
    if run.status == RunStatus.QUEUED:
        run.status, run.finished_at = RunStatus.CANCELLED, Now()
        run.failure_code = ""
    run.cancel_requested = True
    run.save(update_fields=["status", "finished_at", "failure_code", "cancel_requested"])
    record(actor=actor, action="cancel", target=run)
    run.refresh_from_db()
    return run


@transaction.atomic
def replay(*, actor: User, run_id: int) -> ExtractionRun:
    """A new run in place of a failed or cancelled one."""
    run = ExtractionRun.objects.select_for_update().select_related(None).get(pk=run_id)
    if run.status not in (RunStatus.FAILED, RunStatus.CANCELLED):
        raise WrongState(
            _("Only a failed or cancelled run can be replayed; this one is %(status)s.")
            % {"status": run.status},
            allowed_actions=allowed_actions(run),
        )
    _lock_readable(run.transcript_id)
    try:
        with transaction.atomic():
            fresh = queue_run(transcript=run.transcript, actor=actor, mode=run.mode, replay_of=run)
    except IntegrityError as error:
        raise WrongState(_("Another run of this transcript is active already.")) from error
    record(actor=actor, action="replay", target=run, values={"new_run": fresh.pk})
    return fresh


def allowed_actions(run: ExtractionRun) -> list[str]:
    """What may be asked of the run as it stands."""
    if run.is_active:
        return ["cancel"]
    return ["replay"] if run.status in (RunStatus.FAILED, RunStatus.CANCELLED) else []
