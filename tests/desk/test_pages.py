"""Every page of the desk for every role: who sees it, who is told no, who is told nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.roles import Role
from tests.desk.conftest import Blind
from tests.factories import ClaimFactory, TranscriptFactory
from transcripts.models import ExtractionRun, Heartbeat

R, E, A, I = Role.REVIEWER, Role.EDITOR, Role.ADMINISTRATOR, Role.INTEGRATOR  # noqa: E741
PAGES = [
    ("index", False, {R: 200, E: 200, A: 200}),
    ("desk_running", False, {R: 200, E: 200, A: 403}),
    ("desk_transcripts", False, {R: 200, E: 200, A: 403}),
    ("desk_runs", False, {R: 200, E: 200, A: 403}),
    ("desk_upload", False, {R: 200, E: 200, A: 403}),
    ("desk_transcript", True, {R: 200, E: 200, A: 404}),
    ("desk_progress", True, {R: 200, E: 200, A: 404}),
    ("desk_withdraw", True, {R: 403, E: 200, A: 404}),
    ("desk_claim", True, {R: 200, E: 200, A: 404}),
]


@pytest.mark.parametrize(("name", "takes_id", "expected"), PAGES, ids=[p[0] for p in PAGES])
def test_each_role_gets_its_answer(
    sign_in: Callable[..., Client], name: str, takes_id: bool, expected: dict[Role, int]
) -> None:
    claim = ClaimFactory()
    pk = claim.pk if name == "desk_claim" else claim.transcript_id
    url = reverse(f"admin:{name}", args=[pk] if takes_id else [])
    for role, status in expected.items():
        assert sign_in(role).get(url).status_code == status, role
    for outsider in (sign_in(I), sign_in(None), Client()):
        answer = outsider.get(url)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(reverse("admin:login"))


def test_what_is_not_there_is_a_page_of_ours(sign_in: Callable[..., Client]) -> None:
    for name in ("desk_claim", "desk_transcript"):
        answer = sign_in(E).get(reverse(f"admin:{name}", args=[987654]))
        assert answer.status_code == 404
        assert "Back to the desk" in answer.content.decode()


def test_claims_of_a_withdrawn_transcript_are_not_there_for_reviewers(
    sign_in: Callable[..., Client],
) -> None:
    claim = ClaimFactory(transcript=TranscriptFactory(withdrawn_at=now()))
    url = reverse("admin:desk_claim", args=[claim.pk])
    assert sign_in(R).get(url).status_code == 404
    assert sign_in(E).get(url).status_code == 200


def test_every_admin_list_and_no_delete(sign_in: Callable[..., Client], blind: Blind) -> None:
    editor, administrator = sign_in(E), sign_in(A)
    for model, options in admin.site._registry.items():
        if model._meta.app_label not in ("transcripts", "claims"):
            continue
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert editor.get(url).status_code == 200, model
        assert administrator.get(url).status_code == 403, model
        row = options.model._default_manager.first()
        if row is None:
            continue
        name = url.rstrip("/")
        assert editor.get(f"{name}/{row.pk}/delete/").status_code == 403, model
        shown = editor.get(f"{name}/{row.pk}/change/")
        assert shown.status_code in (200, 302), model
        assert "historylink" not in shown.content.decode(), model  # that log is not kept


@pytest.mark.parametrize(
    "model", ["claim", "rating", "verdict", "scoredsentence", "review", "citation"]
)
def test_no_add_form(sign_in: Callable[..., Client], model: str) -> None:
    assert sign_in(E).get(reverse(f"admin:claims_{model}_add")).status_code == 403


def test_the_banner_says_how_long_nobody_has_worked(sign_in: Callable[..., Client]) -> None:
    gone = now() - timedelta(minutes=4, seconds=5)
    Heartbeat.objects.create(process="h:1", kind="worker", queues=["extraction"], last_seen=gone)
    page = sign_in(R).get(reverse("admin:index")).content.decode()
    assert "No worker has been seen for 4 minutes." in page
    assert "Transcripts that wait are safe and will start when one is back." in page


def test_filters_live_in_the_url(sign_in: Callable[..., Client]) -> None:
    one = ClaimFactory()
    other = ClaimFactory(rank=100, suggested_type="event")
    client, url = sign_in(R), reverse("admin:index")

    def shown(**query: object) -> set[int]:
        return {claim.pk for claim in client.get(url, query).context["queue"]}

    assert shown() == {one.pk, other.pk}
    assert shown(transcript=one.transcript_id) == {one.pk}
    assert shown(type="event") == {other.pk}
    assert shown(min_score=50) == {one.pk}
    assert shown(speaker=one.suggested_speaker.name) == {one.pk}
    assert shown(speaker=other.suggested_speaker_id) == {other.pk}
    assert shown(status="resolved") == set()
    assert shown(assignee="me") == set()
    assert shown(q="unemployment") == {one.pk, other.pk}
    assert shown(transcript="x' --", min_score="-4") == {one.pk, other.pk}


def test_the_queue_pages_without_counting(sign_in: Callable[..., Client]) -> None:
    transcript = TranscriptFactory()
    made = [ClaimFactory(transcript=transcript, end=end, rank=5_000) for end in range(10, 40)]
    client, url = sign_in(R), reverse("admin:index")
    first = client.get(url)
    rest = client.get(url, {"after": first.context["cursor"]})
    seen = [c.pk for c in first.context["queue"]] + [c.pk for c in rest.context["queue"]]
    assert seen == [claim.pk for claim in reversed(made)]


@pytest.mark.parametrize("name", ["index", "desk_transcript", "desk_claim"])
def test_the_number_of_queries_does_not_grow(sign_in: Callable[..., Client], name: str) -> None:
    first = ClaimFactory()
    args = {"index": [], "desk_transcript": [first.transcript_id], "desk_claim": [first.pk]}
    url = reverse(f"admin:{name}", args=args[name])
    client = sign_in(E)
    ClaimFactory(transcript=first.transcript, end=20)
    client.get(url)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(url).status_code == 200
        return len(caught)

    few = queries()
    for end in range(21, 41):
        ClaimFactory(transcript=first.transcript, end=end)
    assert queries() == few
    assert few <= 30


def test_a_failed_run_says_why_and_where_and_can_be_replayed(
    sign_in: Callable[..., Client],
) -> None:
    run = ExtractionRun.objects.create(
        transcript=TranscriptFactory(),
        status="failed",
        max_attempts=3,
        not_before=now(),
        finished_at=now(),
        failure_code="worker_lost",
        failure_detail="The worker stopped without a word.",
        worker="press-3:4411",
    )
    client = sign_in(R)
    changelist = reverse("admin:transcripts_extractionrun_changelist")
    for url in (changelist + "?status__exact=failed", reverse("admin:desk_runs")):
        page = client.get(url).content.decode()
        assert "The worker stopped without a word." in page
        assert f"press-3:4411 run-{run.pk}-1" in page
    client.post(changelist, {"action": "replay", "_selected_action": [run.pk]})
    assert ExtractionRun.objects.filter(replay_of=run, status="queued").exists()


def test_titles_of_withdrawn_transcripts_are_no_choice_of_reviewers(
    sign_in: Callable[..., Client],
) -> None:
    TranscriptFactory(title="Taken back", withdrawn_at=now())
    url = reverse("admin:index")
    assert "Taken back" not in sign_in(R).get(url).content.decode()
    assert "Taken back" in sign_in(E).get(url).content.decode()


def test_the_forms_of_a_claim_carry_its_version(sign_in: Callable[..., Client]) -> None:
    claim = ClaimFactory(version=7)
    page = sign_in(E).get(reverse("admin:desk_claim", args=[claim.pk])).content.decode()
    assert page.count('name="version" value="7"') >= 4
