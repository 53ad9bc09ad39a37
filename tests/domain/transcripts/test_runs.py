"""transcripts.runs: each step of a run's life is one compare-and-swap."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.timezone import now

from accounts.roles import Role
from accounts.services import create_user
from api.exceptions import WrongState
from audit.models import AuditEvent
from transcripts import heartbeat, leases, runs
from transcripts.leases import Fenced
from transcripts.models import ExtractionRun, FailureCode, Heartbeat
from transcripts.probes import late_sweeps, worker_reason, worker_state
from transcripts.runs import Cancelled, Lease
from transcripts.services import ingest, withdraw_transcript


@pytest.fixture
def editor(db):
    return create_user(username="edith", password="a long enough secret", roles=[Role.EDITOR])


@pytest.fixture
def run(editor):
    return ingest(actor=editor, data=b"Mayor Vera Quill: Rents rose by 4 percent.").run


def take(run, version="v1"):
    return runs.claim(run_id=run.pk, worker="here:1", extractor_version=version)


def expire(run):
    ExtractionRun.objects.filter(pk=run.pk).update(lease_expires_at=now() - timedelta(seconds=1))


def finish(run, version="v1"):
    lease = take(run, version)
    runs.succeed(lease, claims_found=0, values={})
    run.refresh_from_db()


def test_a_queued_run_is_claimed_once(run):
    assert take(run) == Lease(run.pk, 1)
    assert take(run) is None
    run.refresh_from_db()
    assert (run.status, run.worker, run.extractor_version) == ("running", "here:1", "v1")
    assert run.lease_expires_at > now()


def test_a_run_that_is_not_due_is_not_claimed(run):
    ExtractionRun.objects.filter(pk=run.pk).update(not_before=now() + timedelta(minutes=1))
    assert take(run) is None


def test_progress_extends_the_lease(run):
    lease = take(run)
    expire(run)
    runs.advance(lease, stage="reading", done=1, total=2, claims_found=3)
    run.refresh_from_db()
    assert (run.done, run.total, run.claims_found, run.stage) == (1, 2, 3, "reading")
    assert run.lease_expires_at > now()


def test_an_older_attempt_can_write_nothing(run):
    old = take(run)
    expire(run)
    assert runs.reap() == 1
    ExtractionRun.objects.filter(pk=run.pk).update(not_before=now())
    new = take(run)
    assert new == Lease(run.pk, 2)
    with pytest.raises(Fenced):
        runs.advance(old, stage="reading", done=1, total=1, claims_found=0)
    with pytest.raises(Fenced):
        runs.succeed(old, claims_found=0, values={})
    assert not runs.fail(old, code=FailureCode.INTERNAL, detail="no")
    assert not runs.retry_or_fail(old, code=FailureCode.DATABASE, detail="no")
    assert not runs.end_cancelled(old)
    run.refresh_from_db()
    assert (run.status, run.attempt) == ("running", 2)


def test_lost_attempts_are_repeated_with_growing_waits_and_then_failed(run):
    for attempt in (1, 2, 3):
        assert take(run).attempt == attempt
        expire(run)
        assert runs.reap() == 1
        run.refresh_from_db()
        if attempt < 3:
            assert (run.status, run.dispatched_at) == ("queued", None)
            assert run.not_before > now()
            ExtractionRun.objects.filter(pk=run.pk).update(not_before=now())
    assert (run.status, run.failure_code) == ("failed", "worker_lost")
    assert run.finished_at is not None
    assert [e.action for e in AuditEvent.objects.for_target(run)].count("fail") == 1


def test_the_wait_doubles_is_bounded_and_has_jitter(settings):
    settings.RUN_BACKOFF, settings.RUN_BACKOFF_MAX = 10.0, 600.0
    waits = [leases.backoff(n).total_seconds() for n in (1, 2, 3, 20)]
    for wait, full in zip(waits, (10, 20, 40, 600), strict=True):
        assert full / 2 <= wait <= full
    assert len({leases.backoff(3) for _ in range(20)}) > 1


def test_a_lease_that_still_runs_is_not_reaped(run):
    take(run)
    assert runs.reap() == 0


def test_cancel_of_a_queued_run_ends_it_and_of_a_running_one_asks(run, editor):
    runs.cancel(actor=editor, run_id=run.pk)
    run.refresh_from_db()
    assert (run.status, run.finished_at is not None) == ("cancelled", True)
    again = runs.replay(actor=editor, run_id=run.pk)
    lease = take(again)
    asked = runs.cancel(actor=editor, run_id=again.pk)
    assert (asked.status, asked.cancel_requested) == ("running", True)
    with pytest.raises(Cancelled):
        runs.advance(lease, stage="reading", done=0, total=1, claims_found=0)
    assert runs.end_cancelled(lease)


def test_a_cancelled_run_whose_worker_died_ends_as_cancelled(run, editor):
    take(run)
    runs.cancel(actor=editor, run_id=run.pk)
    expire(run)
    runs.reap()
    run.refresh_from_db()
    assert run.status == "cancelled"


def test_a_finished_run_is_neither_cancelled_nor_replayed(run, editor):
    finish(run)
    for act in (runs.cancel, runs.replay):
        with pytest.raises(WrongState) as refusal:
            act(actor=editor, run_id=run.pk)
        assert refusal.value.extra["allowed_actions"] == []


def test_one_active_run_a_range(run, editor):
    with pytest.raises(IntegrityError), transaction.atomic():
        runs.queue_run(transcript=run.transcript, actor=editor)
    assert runs.request_run(actor=editor, transcript=run.transcript) == (run, False)


def test_a_request_answers_with_the_last_success_only_while_its_version_is_current(run, editor):
    finish(run)
    heartbeat.beat(kind="worker", queues=["extraction"], extractor_version="v1")
    assert runs.request_run(actor=editor, transcript=run.transcript) == (run, False)
    heartbeat.beat(kind="worker", queues=["extraction"], extractor_version="v2")
    fresh, created = runs.request_run(actor=editor, transcript=run.transcript)
    assert created
    assert fresh.pk != run.pk


def test_a_replay_reads_the_part_that_the_run_was_to_read(run, editor):
    ExtractionRun.objects.filter(pk=run.pk).update(segment_range=(0, 1))
    runs.cancel(actor=editor, run_id=run.pk)
    run.refresh_from_db()
    assert runs.replay(actor=editor, run_id=run.pk).segment_range == run.segment_range


def test_a_run_over_a_part_answers_no_request_for_the_whole(run, editor):
    heartbeat.beat(kind="worker", queues=["extraction"], extractor_version="v1")
    ExtractionRun.objects.filter(pk=run.pk).update(segment_range=(0, 1))
    whole, created = runs.request_run(actor=editor, transcript=run.transcript)
    assert (created, whole.segment_range.upper) == (True, None)
    finish(run)
    runs.cancel(actor=editor, run_id=whole.pk)
    assert runs.request_run(actor=editor, transcript=run.transcript)[1]


def test_nobody_working_is_said_and_so_is_how_many_wait(run):
    state = worker_state(run)
    assert (state.alive, state.last_seen, state.queue_depth) == (False, None, 0)
    assert "1 transcript is waiting" in worker_reason()
    heartbeat.beat(kind="worker", queues=["extraction"], extractor_version="v1")
    assert worker_state().alive
    assert worker_reason() == ""
    Heartbeat.objects.update(last_seen=now() - timedelta(seconds=16))
    assert not worker_state().alive
    assert "for 16 s" in worker_reason()


def test_a_worker_of_another_queue_is_no_extraction_worker(db):
    heartbeat.beat(kind="worker", queues=["maintenance"])
    assert not worker_state().alive


def test_late_sweeps_are_named(db):
    assert len(late_sweeps()) == 2
    heartbeat.beat_periodic("sweep")
    heartbeat.beat_periodic("reap")
    assert late_sweeps() == []
    Heartbeat.objects.filter(kind="reap").update(last_seen=now() - timedelta(minutes=5))
    assert [sentence.split()[1] for sentence in late_sweeps()] == ["reap"]


def test_a_wrong_clock_of_the_web_host_raises_no_alarm_and_quiets_none(db):
    heartbeat.beat_periodic("sweep")
    heartbeat.beat_periodic("reap")
    heartbeat.beat(kind="worker", queues=["extraction"])
    for minutes in (10, -10):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
            assert late_sweeps() == []
            assert worker_reason() == ""
    Heartbeat.objects.update(last_seen=Now() - timedelta(minutes=5))
    with time_machine.travel(timezone.now() - timedelta(minutes=10)):
        assert len(late_sweeps()) == 2
        assert "for 5 minutes" in worker_reason()


def test_a_withdrawn_transcript_is_not_read_again(run, editor):
    finish(run)
    withdraw_transcript(
        actor=editor, transcript_id=run.transcript_id, expected_version=1, reason="Wrong meeting."
    )
    with pytest.raises(WrongState):
        runs.request_run(actor=editor, transcript=run.transcript)
    ExtractionRun.objects.filter(pk=run.pk).update(
        status="failed", failure_code="internal", failure_detail="x"
    )
    with pytest.raises(WrongState):
        runs.replay(actor=editor, run_id=run.pk)
