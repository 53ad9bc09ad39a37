"""Reviewers' decisions as training data: what counts, what does not, and what it never names."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.models import Claim
from tests.domain.claims.adoption.reading import Finding, queue, read
from tests.factories import TranscriptFactory, UserFactory
from transcripts.models import Transcript

pytestmark = pytest.mark.django_db
SPANS = [(0, 10), (12, 20), (22, 30), (32, 40), (42, 50)]


def exported() -> list[dict[str, Any]]:
    out = StringIO()
    call_command("export_training_data", stdout=out, stderr=StringIO())
    return [json.loads(line) for line in out.getvalue().splitlines()]


def read_by_machine(**fields: Any) -> Transcript:
    transcript: Transcript = TranscriptFactory(**fields)
    read(queue(transcript), *(Finding(*span) for span in SPANS))
    return transcript


def put(transcript: Transcript, start: int, **fields: Any) -> None:
    assert Claim.objects.filter(transcript=transcript, start=start).update(**fields) == 1


def test_final_decisions_are_labels_and_nothing_else_is() -> None:
    transcript = read_by_machine(event_date="2026-01-05")
    person = UserFactory(username="anna.berg", first_name="Anna", last_name="Berg")
    put(transcript, 0, status="published", worked_on_at="2026-02-01T12:00Z")
    put(transcript, 12, status="dismissed", dismissed_as="not_checkworthy")
    put(transcript, 22, status="dismissed", dismissed_as="duplicate")
    put(transcript, 32, status="in_review")
    put(transcript, 42, status="in_review", added_by=person)
    rows = exported()
    assert [(row["start"], row["label"], row["source"], row["decision"]) for row in rows] == [
        (0, 1, "onrecord-published", "published"),
        (12, 0, "onrecord-dismissed", "not_checkworthy"),
        (42, 1, "onrecord-promoted", "promoted"),
    ]
    words = [" ".join(transcript.text[start:end].split()) for start, end in SPANS]
    assert [(row["before"], row["text"], row["after"]) for row in rows] == [
        ("", words[0], words[1]),
        (words[0], words[1], words[2]),
        (words[3], words[4], ""),
    ]
    assert (rows[0]["decided_on"], rows[0]["extractor_version"]) == ("2026-02-01", "1")
    assert "anna" not in json.dumps(
        [{**row, "text": "", "before": "", "after": ""} for row in rows]
    )


def test_the_same_database_gives_the_same_bytes_without_what_was_withdrawn() -> None:
    for _ in range(2):
        put(read_by_machine(), 0, status="resolved")
    gone = read_by_machine()
    put(gone, 0, status="resolved")
    rows = exported()
    assert rows == exported()
    assert len(rows) == 3
    Transcript.objects.filter(pk=gone.pk).update(withdrawn_at="2026-01-01T00:00Z")
    assert [row["transcript"] for row in exported()] == [row["transcript"] for row in rows[:2]]


def test_a_file_that_cannot_be_written_is_said_in_a_line(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="directory"):
        call_command("export_training_data", output=tmp_path)
