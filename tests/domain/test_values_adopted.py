"""What a run reads of a claim's values becomes machine fields, on attaching to people's too."""

from datetime import date

import pytest

from accounts.roles import Role
from accounts.services import create_user
from claims.models import Claim
from claims.services import add_claim, adoption
from transcripts.models import Transcript
from transcripts.services import ingest
from worker import orchestration

TEXT = "MAYOR ADA PENHALLOW: I cut unemployment in this city by 4 percent last year.\n"
CLAIM = "I cut unemployment in this city by 4 percent last year."
NORMALISED = "I [Ada Penhallow] cut unemployment in this city by 4 percent last year [2024]."


@pytest.fixture
def editor(db):
    return create_user(username="edith", password="a long enough secret", roles=[Role.EDITOR])


@pytest.fixture
def run(editor):
    found = ingest(actor=editor, data=TEXT.encode()).run
    Transcript.objects.update(event_date=date(2025, 6, 18))
    return found


def check(claim):
    assert claim.text == CLAIM
    assert [(q["text"], q["value"], q["unit"]) for q in claim.quantities] == [
        ("4 percent", "4", "percent")
    ]
    assert [(d["text"], d["from"], d["to"]) for d in claim.dates] == [
        ("last year", "2024-01-01", "2024-12-31")
    ]
    for item in (*claim.quantities, *claim.dates):
        assert claim.transcript.text[item["start"] : item["end"]] == item["text"]
    assert claim.suggested_normalised == claim.shown_normalised == NORMALISED
    assert claim.normalised is None


def test_a_run_writes_quantities_dates_and_the_suggestion(run):
    orchestration.extract(run.pk)
    check(Claim.objects.get())


def test_a_claim_added_by_hand_gets_them_when_a_run_finds_it(run, editor):
    start = TEXT.index(CLAIM)
    add_claim(transcript_id=run.transcript_id, actor=editor, start=start, end=start + len(CLAIM))
    orchestration.extract(run.pk)
    claim = Claim.objects.get()
    assert claim.added_by == editor
    check(claim)


def test_values_are_machine_fields():
    assert {"quantities", "dates", "suggested_normalised"} <= set(adoption.MACHINE_FIELDS)
