"""A new version is tried on a transcript: asked for, looked at, adopted."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from claims.models import Claim
from claims.services import take
from tests.desk.conftest import Signed
from tests.domain.claims.adoption.reading import Finding, queue, read
from tests.factories import TranscriptFactory
from transcripts.models import ExtractionRun, Transcript

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Signed]


def words(client: Client, transcript: Transcript, query: str = "") -> str:
    path = reverse("admin:desk_comparison", args=[transcript.pk]) + query
    page = client.get(path)
    assert page.status_code == 200
    text = re.sub(r"<[^>]+>", " ", page.content.decode())
    return " ".join(text.split())


def test_a_trial_is_asked_for_followed_and_makes_no_claims(sign_in: SignIn) -> None:
    client, transcript = sign_in(Role.REVIEWER), TranscriptFactory()
    read(queue(transcript), Finding(0, 20))
    assert "Try the new version on this transcript" in words(client, transcript)
    sent = client.post(reverse("admin:desk_request_run", args=[transcript.pk]), {"mode": "shadow"})
    assert sent.headers["Location"] == reverse("admin:desk_comparison", args=[transcript.pk])
    trial = ExtractionRun.objects.get(mode="shadow")
    assert "waiting for a worker" in words(client, transcript)
    read(trial, Finding(0, 20, 0.2, False), Finding(22, 40))
    said = words(client, transcript)
    assert "becomes a claim 1" in said
    assert "is no claim any more score moves 80 → to 20 1 → to –" in said
    assert Claim.objects.count() == 1


def test_what_people_worked_on_stays_and_the_page_says_so(sign_in: SignIn) -> None:
    client, transcript = sign_in(Role.REVIEWER), TranscriptFactory()
    read(queue(transcript), Finding(0, 20), Finding(22, 40))
    claim = Claim.objects.get(start=0)
    take(actor=client.person, claim_id=claim.pk, expected_version=None)
    read(queue(transcript, mode="shadow"), Finding(0, 20, 0.2, False), Finding(22, 40, 0.1, False))
    said = words(client, transcript, "?change=lost")
    assert "People worked on 1 of what is lost" in said
    assert said.count("People worked on it: it stays.") == 1
    assert "No change of this kind." in words(client, transcript, "?change=added")


def test_a_trial_does_not_pass_for_the_reading_of_its_transcript(sign_in: SignIn) -> None:
    client, transcript = sign_in(Role.REVIEWER), TranscriptFactory()
    read(queue(transcript), Finding(0, 20))
    read(queue(transcript, mode="shadow"), Finding(0, 20, 0.2, False))
    page = client.get(reverse("admin:desk_transcript", args=[transcript.pk]))
    assert page.context["run"].mode == "adopt"
    listing = client.get(reverse("admin:desk_transcripts"))
    assert [run.mode for _, run in listing.context["transcripts"]] == ["adopt"]


def test_a_transcript_that_is_not_visible_has_no_such_page(sign_in: SignIn) -> None:
    transcript = TranscriptFactory(withdrawn_at="2026-01-01T00:00Z")
    path = reverse("admin:desk_comparison", args=[transcript.pk])
    assert sign_in(Role.REVIEWER).get(path).status_code == 404
    assert Client().get(path).status_code == 302
