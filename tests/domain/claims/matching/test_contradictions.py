"""What does not go together is found among confirmed matches and told to editors once."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from accounts.roles import Role
from claims.matching.contradictions import contradictions, report
from claims.models import Claim, Match
from notify.models import Notice
from notify.services import deliver
from tests.domain.claims.matching.conftest import Say
from tests.domain.claims.matching.paired import pair
from tests.factories import SpeakerFactory, UserFactory, VerdictFactory, level
from transcripts.models import Transcript


def verdict(claim: Claim, number: int, **fields: object) -> None:
    Claim.objects.filter(pk=claim.pk).update(status="published")
    VerdictFactory(claim=claim, level=level(number), **fields)


def found() -> list[tuple[Match, str]]:
    return [(one.match, one.code) for one in contradictions()]


@pytest.fixture
def two(say: Say) -> tuple[Claim, Claim]:
    return say("The city built 400 homes."), say("The city has built four hundred homes.")


def test_one_claim_with_two_answers(two: tuple[Claim, Claim]) -> None:
    match = pair(*two)
    verdict(two[0], 2)
    assert found() == []
    verdict(two[1], 4)
    assert found() == [(match, "verdicts_differ")]


def test_a_reason_given_settles_it(two: tuple[Claim, Claim]) -> None:
    pair(*two)
    verdict(two[0], 2)
    verdict(two[1], 4, twin_reason="Revised in March.")
    assert found() == []


@pytest.mark.parametrize(("numbers", "there"), [((4, 5), True), ((4, 2), False), ((3, 5), False)])
def test_what_excludes_each_other_cannot_both_hold(
    two: tuple[Claim, Claim], numbers: tuple[int, int], there: bool
) -> None:
    match = pair(*two, "contradicts")
    for claim, number in zip(two, numbers, strict=True):
        verdict(claim, number)
    assert found() == ([(match, "both_hold")] if there else [])


def test_a_speaker_against_themselves(say: Say) -> None:
    quill = SpeakerFactory()
    said = [say(f"We built {n} homes.", speaker=quill) for n in (400, 900)]
    match = pair(*said, "contradicts")
    pair(said[0], say("We built 70 homes.", speaker=SpeakerFactory()), "contradicts")
    assert found() == [(match, "same_speaker")]


def test_what_is_proposed_or_withdrawn_is_no_contradiction(two: tuple[Claim, Claim]) -> None:
    match = pair(*two, status="proposed")
    verdict(two[0], 2)
    verdict(two[1], 4)
    assert found() == []
    match.delete()
    pair(*two)
    Transcript.objects.filter(pk=two[0].transcript_id).update(withdrawn_at="2026-03-01T00:00Z")
    assert found() == []


def test_every_editor_is_told_once(two: tuple[Claim, Claim]) -> None:
    editors = [UserFactory(role=Role.EDITOR), UserFactory(role=Role.EDITOR)]
    UserFactory()
    pair(*two)
    verdict(two[0], 2, decided_by=editors[0])
    verdict(two[1], 4, decided_by=editors[0])
    assert report() == 1
    assert report() == 0
    deliver()
    told = Notice.objects.filter(kind="contradicting")
    assert sorted(told.values_list("recipient", flat=True)) == sorted(one.pk for one in editors)
    assert set(told.values_list("claim", flat=True)) == {two[1].pk}


def test_the_command_prints_both_ends_and_their_verdicts(two: tuple[Claim, Claim]) -> None:
    out = StringIO()
    call_command("contradictions", stdout=out)
    assert out.getvalue() == "Nothing contradicts anything.\n"
    match = pair(*two)
    verdict(two[0], 2)
    verdict(two[1], 4)
    out = StringIO()
    call_command("contradictions", "--tell", stdout=out)
    said = out.getvalue()
    assert f"match {match.pk}: one claim, two verdicts, and no reason given" in said
    assert "The city built 400 homes. [Mostly false]" in said
    assert "[Mostly true]" in said
    assert "1 found." in said
    assert "Editors are told of 1." in said
