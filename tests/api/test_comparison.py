"""What a shadow run changes, over REST and by command, before anybody adopts it."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Claim, ScoredSentence
from tests.api.conftest import Client, act
from tests.domain.claims.adoption.reading import Finding, queue, read
from transcripts.models import ExtractionRun, Transcript
from transcripts.services import ingest


@pytest.fixture
def transcript(integrator: Client) -> Transcript:
    """One passage of 62 characters, in which any span is somebody's words."""
    assert integrator.user is not None
    data = b"We built four thousand homes in the north and the south of it."
    return ingest(actor=integrator.user, data=data).transcript


@pytest.fixture
def runs(transcript: Transcript) -> tuple[ExtractionRun, ExtractionRun]:
    """Adopted: three claims. The shadow run loses two of them, finds one and moves a score."""
    ExtractionRun.objects.update(status="succeeded", finished_at="2026-01-01T00:00Z")
    ExtractionRun.objects.update(mode="shadow")  # the upload's own run read nothing
    adopted, shadow = queue(transcript), queue(transcript, mode="shadow")
    read(
        adopted, Finding(0, 10), Finding(12, 20), Finding(22, 30, 0.9), Finding(32, 40, 0.1, False)
    )
    read(shadow, Finding(0, 10, 0.3, False), Finding(12, 20, 0.75, False), Finding(22, 30, 0.6),
         Finding(32, 40, 0.7))  # fmt: skip
    return adopted, shadow


def test_a_shadow_run_says_what_adopting_it_would_change_and_whose_work_stays(
    integrator: Client, reviewer: Client, runs: tuple[ExtractionRun, ExtractionRun]
) -> None:
    adopted, shadow = runs
    worked_on = Claim.objects.get(start=0)
    act(reviewer, worked_on, "take")
    ScoredSentence.objects.filter(run=adopted, start=0).update(
        reasons=[{"name": "trend", "weight": 1.0, "text": "a trend"}]
    )
    for person in (integrator, reviewer):
        body = person.get(f"runs/{shadow.pk}/comparison/").json()
        assert (body["before"]["id"], body["after"]["id"]) == (adopted.pk, shadow.pk)
        assert body["counts"] == {
            "added": 1, "lost": 2, "moved": 3, "reordered": 0, "claims_before": 3,
            "claims_after": 2, "kept": 1,
        }  # fmt: skip
        first = body["results"][0]
        assert first["changes"] == ["lost", "moved"]
        assert (first["before"]["score"], first["after"]["score"]) == (0.8, 0.3)
        assert (first["before"]["place"], first["after"]["place"]) == (2, None)
        assert first["reasons"] == [
            {"name": "trend", "text": "a trend", "before": 1.0, "after": None}
        ]
        assert first["text"] == shadow.transcript.text[0:10]
        kept = {row["before"]["start"]: row["kept_claim"] for row in body["results"]}
        assert kept == {0: worked_on.pk, 12: None, 22: None, 32: None}
    assert Claim.objects.filter(superseded_at__isnull=False).count() == 0


def test_the_comparison_is_paged_and_filtered_at_the_same_cost(
    reviewer: Client, runs: tuple[ExtractionRun, ExtractionRun]
) -> None:
    url = f"runs/{runs[1].pk}/comparison/"

    def rows(path: str) -> tuple[list[int], str | None, int]:
        with CaptureQueriesContext(connection) as asked:
            body = reviewer.get(path).json()
        return [row["after"]["start"] for row in body["results"]], body["next"], len(asked)

    rows(url)  # who asks is looked up once
    first, onward, one = rows(f"{url}?page_size=2")
    assert onward is not None
    assert (first, rows(onward)) == ([0, 12], ([22, 32], None, one))
    assert rows(url)[0] == [0, 12, 22, 32]
    assert rows(url)[2] == one
    assert rows(f"{url}?change=added")[0] == [32]
    assert rows(f"{url}?threshold=0.35&change=moved")[0] == [0, 32]


def test_what_cannot_be_compared_says_why(
    reviewer: Client, stranger: Client, runs: tuple[ExtractionRun, ExtractionRun]
) -> None:
    adopted, shadow = runs
    url = f"runs/{shadow.pk}/comparison/"
    assert stranger.get(url).status_code == 404
    assert reviewer.get(f"{url}?against=999999").json()["errors"][0]["pointer"] == "/against"
    assert reviewer.get(f"{url}?threshold=2").status_code == 400
    other = queue(shadow.transcript, mode="shadow", within=(0, 1))
    assert reviewer.get(f"{url}?against={other.pk}").status_code == 400
    whole = queue(shadow.transcript)
    assert reviewer.get(f"{url}?against={whole.pk}").json()["code"] == "not_read"
    assert reviewer.get(f"runs/{adopted.pk}/comparison/").json()["code"] == "alone"


def test_a_shadow_run_is_asked_for_and_answers_itself_while_active(
    integrator: Client, transcript: Transcript
) -> None:
    ExtractionRun.objects.update(status="succeeded", finished_at="2026-01-01T00:00Z")
    url = f"transcripts/{transcript.pk}/runs/"
    asked = integrator.post(url, {"mode": "shadow"})
    assert (asked.status_code, asked.json()["mode"]) == (202, "shadow")
    again = integrator.post(url, {"mode": "shadow"})
    assert (again.status_code, again.json()["id"]) == (200, asked.json()["id"])
    assert integrator.post(url, {"mode": "half"}).status_code == 400


def test_the_command_prints_the_table_and_lines_for_programs(
    reviewer: Client, runs: tuple[ExtractionRun, ExtractionRun]
) -> None:
    adopted, shadow = runs
    out = StringIO()
    transcript = shadow.transcript_id
    act(reviewer, Claim.objects.get(start=0), "take")
    call_command("compare_extractors", transcript, stdout=out)
    said = out.getvalue()
    assert f"before  run {adopted.pk} (adopt), 3 claims" in said
    assert "1 added, 2 lost, 3 moved, 0 reordered; people worked on 1 of what is lost" in said
    assert "0.80 > 0.30" in said
    assert "their work stays" in said
    out = StringIO()
    call_command("compare_extractors", transcript, change="added", json=True, stdout=out)
    (row,) = map(json.loads, out.getvalue().splitlines())
    assert (row["changes"], row["after"]["place"]) == (["added", "moved"], 1)
    with pytest.raises(CommandError, match="none of this transcript"):
        call_command("compare_extractors", transcript, before=999_999)
