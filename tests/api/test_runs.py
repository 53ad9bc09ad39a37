"""Runs over REST: ask, follow, cancel, replay; and whether anyone is working."""

from typing import Any

from django.db.models.functions import Now
from django.utils import timezone

from transcripts.models import ExtractionRun, Heartbeat, RunStatus, Transcript


def finish(run: ExtractionRun, status: str, **fields: Any) -> None:
    ExtractionRun.objects.filter(pk=run.pk).update(
        status=status, finished_at=timezone.now(), **fields
    )


def test_the_uploader_is_told_that_no_worker_is_there(
    integrator: Any, transcript: Transcript
) -> None:
    run = transcript.runs.get()
    body = integrator.get(f"runs/{run.pk}/").json()
    assert body["worker"] == {"alive": False, "last_seen": None, "queue_depth": 0}
    assert (body["status"], body["stage"], body["done"], body["total"]) == ("queued", "", 0, 0)
    assert (body["failure"], body["allowed_actions"]) == (None, ["cancel"])
    Heartbeat.objects.create(process="h:1", kind="worker", queues=["extraction"], last_seen=Now())
    assert integrator.get(f"runs/{run.pk}/").json()["worker"]["alive"] is True


def test_asking_again_answers_the_active_run(integrator: Any, transcript: Transcript) -> None:
    url = f"transcripts/{transcript.pk}/runs/"
    first = transcript.runs.get()
    again = integrator.post(url)
    assert (again.status_code, again.json()["id"]) == (200, first.pk)
    finish(first, RunStatus.FAILED, failure_code="worker_lost", failure_detail="It was lost.")
    new = integrator.post(url)
    assert new.status_code == 202
    assert new["Location"] == f"/api/v1/runs/{new.json()['id']}/"
    assert new.json()["id"] != first.pk


def test_a_failed_run_says_why_and_is_replayed(integrator: Any, transcript: Transcript) -> None:
    run = transcript.runs.get()
    finish(run, RunStatus.FAILED, failure_code="no_extractor", failure_detail="No Greek here.")
    body = integrator.get(f"runs/{run.pk}/").json()
    assert body["failure"] == {"code": "no_extractor", "detail": "No Greek here."}
    assert body["allowed_actions"] == ["replay"]
    wrong = integrator.post(f"runs/{run.pk}/cancel/")
    assert (wrong.status_code, wrong.json()["allowed_actions"]) == (409, ["replay"])
    replayed = integrator.post(f"runs/{run.pk}/replay/")
    assert replayed.status_code == 202
    assert replayed.json()["replay_of"] == run.pk


def test_a_queued_run_is_cancelled_at_once(integrator: Any, transcript: Transcript) -> None:
    run = transcript.runs.get()
    assert integrator.post(f"runs/{run.pk}/cancel/", {"why": 1}).status_code == 400
    cancelled = integrator.post(f"runs/{run.pk}/cancel/", {})
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")


def test_runs_are_listed_by_status_and_transcript(
    integrator: Any, stranger: Any, administrator: Any, transcript: Transcript
) -> None:
    run = transcript.runs.get()
    rows = integrator.get(f"runs/?status=queued&transcript={transcript.pk}").json()["results"]
    assert [row["id"] for row in rows] == [run.pk]
    assert integrator.get("runs/?status=failed").json()["results"] == []
    assert integrator.get("runs/?status=lost").status_code == 400
    assert integrator.get("runs/?transcript=99999999999999999999").status_code == 400
    assert stranger.get("runs/").json()["results"] == []
    for action in ("", "cancel/", "replay/"):
        method = stranger.post if action else stranger.get
        assert method(f"runs/{run.pk}/{action}").status_code == 404
    assert administrator.post(f"transcripts/{transcript.pk}/runs/").status_code == 404
