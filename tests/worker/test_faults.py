"""Real workers killed or frozen at bad moments: every claim once, or a run that says why."""

import os
import signal
import time
from datetime import timedelta

import pytest
from django.db import connection

from claims.matching import life
from claims.models import Lookup, ScoredSentence
from tests.support import databases
from tests.support.waiting import wait_for
from tests.worker.conftest import (
    QUICK,
    assert_claims_exactly_once,
    long_text,
    status_of,
    wait_for_progress,
    wait_until,
)
from transcripts import dispatch, runs
from transcripts.models import ExtractionRun
from transcripts.probes import worker_state

pytestmark = pytest.mark.faults
HAZARDS = ["-I", "tests.support.hazards"]


def reap_until(run: ExtractionRun, *statuses: str, seconds: float = 150) -> None:
    """Plays maintenance: reaps and sweeps until the run is there."""

    def there() -> bool:
        runs.reap()
        ExtractionRun.objects.filter(status="queued").update(dispatched_at=None)
        dispatch.sweep()
        return status_of(run) in statuses

    wait_for(there, seconds, f"run {run.pk} to become {statuses}")


def test_a_run_ends_with_every_claim_once(upload, worker_process):
    run = upload(long_text(40))
    worker_process(env=QUICK)
    wait_until(run, "succeeded")
    assert_claims_exactly_once(run)
    assert run.done == run.total == 40
    assert run.extractor_version
    assert run.attempt == 1


def test_a_duplicate_message_changes_nothing(upload, worker_process):
    run = upload(long_text(40))
    for _ in range(5):
        assert dispatch.RUNS.publish(run.pk)
    worker = worker_process(env=QUICK, concurrency=2)
    wait_until(run, "succeeded")
    wait_for(lambda: worker.log().count("nothing to claim") >= 5, what="the doubles to be refused")
    assert_claims_exactly_once(run)
    assert run.attempt == 1


def test_sigkill_of_the_pool_child(upload, worker_process):
    run = upload(long_text())
    worker = worker_process(env=QUICK)
    wait_for_progress(run)
    for child in worker.children():
        os.kill(child, signal.SIGKILL)
    reap_until(run, "succeeded")
    assert run.attempt >= 2
    assert_claims_exactly_once(run)


def test_sigkill_of_the_whole_worker(upload, worker_process):
    run = upload(long_text())
    worker = worker_process(env=QUICK)
    wait_for_progress(run)
    worker.sigkill()
    worker_process(env=QUICK)
    reap_until(run, "succeeded")
    assert run.attempt >= 2
    assert_claims_exactly_once(run)


def test_workers_come_back_by_themselves_after_the_database_was_away(
    upload, worker_process, committed_db
):
    run = upload(long_text(200))
    worker = worker_process("extraction,matching", env=QUICK)
    wait_for_progress(run)
    with databases.away(connection.settings_dict["NAME"]):
        time.sleep(3)
    reap_until(run, "succeeded")
    assert_claims_exactly_once(run)

    def looked_up() -> bool:
        life.sweep()
        return not Lookup.objects.exclude(status="done").exists()

    wait_for(looked_up, 150, "every claim to be looked up")
    assert Lookup.objects.count() == run.claims_found
    assert worker.alive()


def test_sigkill_of_the_broker(upload, worker_process, valkey):
    run = upload(long_text())
    worker_process(env=QUICK)
    wait_for_progress(run)
    valkey.kill()
    second = upload(long_text(20))
    assert second.dispatched_at is None
    valkey.restart()
    reap_until(run, "succeeded")
    reap_until(second, "succeeded")
    assert_claims_exactly_once(run)
    assert_claims_exactly_once(second)


def assert_the_thawed_worker_writes_nothing(run, frozen):
    before = list(ScoredSentence.objects.order_by("pk").values_list("pk", "start"))
    finished_at = run.finished_at
    frozen.sigcont()
    wait_for(
        lambda: "is no longer held" in frozen.log() or ": database: " in frozen.log(),
        60,
        "the thawed worker to stop",
    )
    time.sleep(1)
    assert list(ScoredSentence.objects.order_by("pk").values_list("pk", "start")) == before
    run.refresh_from_db()
    assert (run.status, run.finished_at) == ("succeeded", finished_at)
    assert_claims_exactly_once(run)


def test_a_worker_stopped_past_its_lease_writes_nothing(upload, worker_process):
    run = upload(long_text())
    frozen = worker_process(env=QUICK)
    wait_for_progress(run)
    frozen.sigstop()
    worker_process(env=QUICK)
    reap_until(run, "succeeded")
    assert run.attempt >= 2
    assert_the_thawed_worker_writes_nothing(run, frozen)


def test_a_worker_frozen_within_a_transaction_does_not_keep_its_run(upload, worker_process):
    """It holds the lock on the run's row until the server ends its transaction."""
    run = upload(long_text())
    frozen = worker_process(env=QUICK, options=["-I", "tests.support.slow_batches"])
    wait_for(lambda: "IN TRANSACTION" in frozen.log(), what="a batch's transaction to begin")
    frozen.sigstop()
    worker_process(env=QUICK)
    reap_until(run, "succeeded")
    assert run.attempt >= 2
    assert_the_thawed_worker_writes_nothing(run, frozen)


def test_a_worker_that_is_asked_to_stop_gives_its_run_to_another(upload, worker_process):
    run = upload(long_text())
    leaving = worker_process(env=QUICK, options=["-I", "tests.support.impatient"])
    wait_for_progress(run)
    leaving.sigterm()
    wait_for(lambda: not leaving.alive(), 60, "the worker to end")
    run.refresh_from_db()
    assert (run.status, run.attempt, run.max_attempts) == ("queued", 2, 4)
    worker_process()
    wait_until(run, "running", "succeeded", seconds=30)  # by its message: nobody sweeps here
    wait_until(run, "succeeded")
    assert_claims_exactly_once(run)


def test_a_worker_that_is_asked_to_stop_ends_its_short_run_first(upload, worker_process):
    run = upload(f"{long_text(80)}\n\nMayor Vera Quill: The PAUSE saved 3 percent in 1999.")
    leaving = worker_process(env=QUICK, options=HAZARDS, wait=False)
    wait_for_progress(run)
    leaving.sigterm()
    assert status_of(run) == "running"
    wait_for(lambda: not leaving.alive(), 60, "the worker to end")
    assert (status_of(run), run.attempt) == ("succeeded", 1)
    assert_claims_exactly_once(run)


def test_a_poison_transcript_fails_after_its_attempts_while_others_go_on(upload, worker_process):
    poison = upload("Mayor Vera Quill: POISON is in 12 percent of wells.")
    healthy = upload(long_text(20))
    worker_process(env=QUICK, options=HAZARDS)
    reap_until(poison, "failed")
    reap_until(healthy, "succeeded")
    assert poison.attempt == poison.max_attempts == 3
    assert poison.failure_code == "worker_lost"
    assert "attempt 3" in poison.failure_detail
    assert_claims_exactly_once(healthy)


def test_cancel_stops_a_running_run(upload, uploader, worker_process):
    run = upload(long_text(2000))
    worker_process(env=QUICK)
    wait_for_progress(run)
    runs.cancel(actor=uploader, run_id=run.pk)
    wait_until(run, "cancelled")
    assert run.done < run.total
    assert run.finished_at is not None
    again = runs.replay(actor=uploader, run_id=run.pk)
    assert (again.status, again.replay_of_id) == ("queued", run.pk)


def test_a_language_without_an_extractor_fails_and_says_so(upload, worker_process):
    run = upload("Bürgermeisterin Vera Quill: Die Ausgaben stiegen um 4 Prozent.", language="de")
    worker_process(env=QUICK)
    wait_until(run, "failed")
    assert run.failure_code == "no_extractor"
    assert run.failure_detail.endswith("in English, not in German.")


def test_a_busy_worker_is_alive_and_a_stopped_one_is_not(upload, worker_process, settings):
    settings.HEARTBEAT_ALIVE_FOR = 2.0
    run = upload("Mayor Vera Quill: SLOW growth of 2 percent.")
    worker = worker_process(env=QUICK, options=HAZARDS)
    wait_until(run, "running")
    began = worker_state().last_seen
    assert began is not None
    later = began + timedelta(seconds=3)  # longer than a sign of life counts
    wait_for(lambda: worker_state().last_seen > later, 60, "a sign of life of the busy worker")
    assert status_of(run) == "running"
    worker.sigstop()
    wait_for(lambda: not worker_state().alive, 60, "the stopped worker to be missed")
    worker.sigcont()
    wait_for(lambda: worker_state().alive, 60, "the thawed worker to be seen")


def test_the_reaper_runs_while_all_children_are_busy(upload, worker_process, tmp_path):
    busy = upload("Mayor Vera Quill: SLOW growth of 2 percent.")
    env = {**QUICK, "RUN_LEASE": "300"}
    worker_process(env=env, options=HAZARDS)
    wait_until(busy, "running")
    lost = upload(long_text(3))
    ExtractionRun.objects.filter(pk=lost.pk).update(
        status="running", lease_expires_at="2020-01-01T00:00:00Z"
    )
    periods = {"REAP_INTERVAL": "1", "BEAT_SCHEDULE_FILE": str(tmp_path / "beat")}
    worker_process("maintenance", env={**QUICK, **periods}, options=["-B"])
    wait_for(lambda: status_of(lost) == "queued", 150, "the reaper to requeue the lost run")
    assert (lost.attempt, status_of(busy)) == (2, "running")


def test_a_thousand_waiting_runs_never_make_more_messages(upload, settings):
    settings.DISPATCH_STALE_AFTER = 0.0
    run = upload("Mayor Vera Quill: Spending rose by 4 percent.")
    transcript = run.transcript
    ExtractionRun.objects.bulk_create(
        ExtractionRun(
            transcript=transcript,
            max_attempts=3,
            not_before=run.not_before,
            segment_range=(n, n + 1),
        )
        for n in range(1, 1000)
    )
    for _ in range(10):
        dispatch.sweep()
        assert dispatch.queue_length() <= 1000
    assert dispatch.queue_length() == 1000


def test_the_broker_down_loses_nothing(upload, worker_process, valkey):
    valkey.kill()
    started = time.monotonic()
    run = upload(long_text(10))
    assert time.monotonic() - started < 5
    assert status_of(run) == "queued"
    assert dispatch.sweep() == 0
    valkey.restart()
    assert dispatch.sweep() == 1
    worker_process(env=QUICK)
    wait_until(run, "succeeded")
    assert_claims_exactly_once(run)
