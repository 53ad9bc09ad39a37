"""Jobs: runs by status, live, with cancel and replay where they are allowed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.roles import Role
from tests.factories import TranscriptFactory, UserFactory
from transcripts.models import ExtractionRun

RUNS = "admin:desk_runs"
HTMX = {"HX-Request": "true"}


def make(status: str = "queued", **fields: Any) -> ExtractionRun:
    done = status in ("succeeded", "failed", "cancelled")
    fields = {
        "finished_at": now() if done else None,
        "failure_code": "internal" if status == "failed" else "",
        "lease_expires_at": now() if status == "running" else None,
        **fields,
    }
    run: ExtractionRun = ExtractionRun.objects.create(
        transcript=TranscriptFactory(),
        status=status,
        max_attempts=3,
        not_before=now(),
        requested_by=UserFactory(),
        **fields,
    )
    return run


def listed(client: Client, **query: object) -> list[int]:
    return [job.run.pk for job in client.get(reverse(RUNS), query).context["jobs"]]


def poll_of(page: str) -> str:
    found = re.search(r'hx-get="([^"]+)"', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def test_jobs_are_filtered_by_status(sign_in: Callable[..., Client]) -> None:
    queued, running, failed = make(), make("running"), make("failed")
    client = sign_in(Role.REVIEWER)
    assert listed(client) == [failed.pk, running.pk, queued.pk]
    assert listed(client, status="failed") == [failed.pk]
    assert listed(client, status="active") == [running.pk, queued.pk]
    assert listed(client, status="cancelled") == []
    page = client.get(reverse(RUNS), {"status": "cancelled"}).content.decode()
    assert "No job is in this state." in page


def test_a_job_says_stage_progress_attempt_and_why_it_failed(
    sign_in: Callable[..., Client],
) -> None:
    make("running", stage="reading", done=30, total=80, claims_found=17, attempt=2)
    make("failed", failure_detail="The worker stopped.", worker="press-3:4411", attempt=3)
    page = " ".join(sign_in(Role.REVIEWER).get(reverse(RUNS)).content.decode().split())
    assert "reading · 30 of 80 passages · 17 claims" in page
    assert 'max="80" value="30"' in page
    assert "attempt 2 of 3" in page
    assert "The worker stopped." in page
    assert "press-3:4411 run-" in page


def test_older_jobs_are_a_page_away(sign_in: Callable[..., Client]) -> None:
    made = [make("succeeded").pk for _ in range(52)]
    client = sign_in(Role.REVIEWER)
    first = client.get(reverse(RUNS), {"status": "succeeded"})
    rest = listed(client, status="succeeded", before=first.context["cursor"])
    assert [job.run.pk for job in first.context["jobs"]] + rest == made[::-1]


@pytest.mark.parametrize(
    ("status", "action", "becomes"),
    [("queued", "cancel", "cancelled"), ("failed", "replay", "failed")],
)
def test_what_is_allowed_is_offered_and_done(
    sign_in: Callable[..., Client], status: str, action: str, becomes: str
) -> None:
    run, client = make(status), sign_in(Role.REVIEWER)
    url = reverse("admin:desk_run_act", args=[run.pk, action])
    assert url in client.get(reverse(RUNS)).content.decode()
    answer = client.post(f"{url}?status={status}", {"back": "runs"})
    assert answer.headers["Location"] == f"{reverse(RUNS)}?status={status}"
    run.refresh_from_db()
    assert run.status == becomes
    assert ExtractionRun.objects.filter(replay_of=run).exists() is (action == "replay")


def test_a_finished_run_is_offered_no_cancel_and_refuses_it(
    sign_in: Callable[..., Client],
) -> None:
    run, client = make("succeeded"), sign_in(Role.REVIEWER)
    url = reverse("admin:desk_run_act", args=[run.pk, "cancel"])
    assert url not in client.get(reverse(RUNS)).content.decode()
    page = client.post(url, {"back": "runs"}, follow=True).content.decode()
    assert 'class="error"' in page
    run.refresh_from_db()
    assert run.status == "succeeded"


def test_what_was_at_work_is_asked_about_until_it_has_ended(sign_in: Callable[..., Client]) -> None:
    run, done, client = make("running", total=9, done=1), make("succeeded"), sign_in(Role.REVIEWER)
    url = poll_of(client.get(reverse(RUNS)).content.decode())
    ExtractionRun.objects.filter(pk=run.pk).update(done=5)
    answer = client.get(url, headers=HTMX).content.decode()
    assert f'hx-select-oob="#run-{run.pk}"' in answer
    assert 'value="5"' in answer
    assert f'id="run-{done.pk}"' not in answer
    ExtractionRun.objects.filter(pk=run.pk).update(
        status="succeeded", finished_at=now(), lease_expires_at=None
    )
    answer = client.get(poll_of(answer), headers=HTMX).content.decode()
    assert "run-succeeded" in answer
    assert f'id="run-{run.pk}"' not in client.get(poll_of(answer), headers=HTMX).content.decode()


def test_new_jobs_are_announced_and_wait_to_be_let_in(sign_in: Callable[..., Client]) -> None:
    make("failed")
    client = sign_in(Role.REVIEWER)
    url = poll_of(client.get(reverse(RUNS), {"status": "failed"}).content.decode())
    make("queued")
    new = make("failed")
    answer = client.get(url, headers=HTMX).content.decode()
    assert "1 new job: show" in " ".join(answer.split())
    assert f'id="run-{new.pk}"' not in answer


def test_jobs_of_a_withdrawn_transcript_are_not_there_for_reviewers(
    sign_in: Callable[..., Client],
) -> None:
    run = make("running")
    run.transcript.withdrawn_at = now()
    run.transcript.save()
    reviewer, editor = sign_in(Role.REVIEWER), sign_in(Role.EDITOR)
    live = reverse("admin:desk_runs_live") + f"?runs={run.pk},x,-1&since=0"
    assert listed(reviewer) == []
    assert reviewer.get(live).context["jobs"] == []
    assert reviewer.get(live).context["new"] == 0
    assert listed(editor) == [run.pk]
    act = reverse("admin:desk_run_act", args=[run.pk, "cancel"])
    assert reviewer.post(act).status_code == 404


def test_fifty_jobs_cost_what_two_do(sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.EDITOR)

    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        return len(caught)

    def urls() -> list[str]:
        ids = ",".join(map(str, ExtractionRun.objects.values_list("pk", flat=True)))
        return [reverse(RUNS), reverse("admin:desk_runs_live") + f"?runs={ids}&since=0"]

    for _ in range(2):
        make("running")
    cost(reverse(RUNS))
    few = [cost(url) for url in urls()]
    for _ in range(48):
        make("failed")
    assert [cost(url) for url in urls()] == few
    assert max(few) <= 14
