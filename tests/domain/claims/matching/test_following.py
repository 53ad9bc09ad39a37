"""What is compared and changes elsewhere: the day of a transcript, the name of a speaker."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from claims.matching import services
from claims.models import Claim, Lookup, Match
from claims.services import reopen, take
from claims.services.speakers import merge_speakers
from tests.domain.claims.matching.conftest import Say
from tests.factories import UserFactory
from transcripts.models import Speaker
from transcripts.services import edit_transcript
from transcripts.speakers import edit_speaker
from worker.matching import match_claims

ROADS = "We built two hundred kilometres of road in the north last year."
HOMES = "I have opened two hundred homes in Alderford."
EARLIER = datetime.date(2016, 3, 1)


@pytest.fixture
def editor(db: None) -> User:
    user: User = UserFactory(role=Role.EDITOR)
    return user


def waiting() -> set[int | None]:
    return set(Lookup.objects.filter(status="queued").values_list("claim", flat=True))


def redate(editor: User, claim: Claim, **changes: Any) -> None:
    edit_transcript(
        actor=editor, transcript_id=claim.transcript_id, expected_version=None, changes=changes
    )


def test_another_day_of_the_transcript_is_judged_anew(say: Say, editor: User) -> None:
    first, again, stranger = say(ROADS), say(ROADS), say(HOMES)
    match_claims()
    before = Match.objects.get(claim=again, earlier=first)
    assert (before.kind, before.score) == ("same_claim", 1.0)
    redate(editor, first, event_date=EARLIER)
    assert waiting() == {first.pk}
    assert match_claims() == 1
    after = Match.objects.filter(claim=again, earlier=first).first()
    assert after is None or after.score < 1.0
    assert after is None or "other_date" in [reason["code"] for reason in after.reasons]
    assert not stranger.matches.exists()


def test_nothing_is_looked_up_for_another_title_or_the_same_day(say: Say, editor: User) -> None:
    claim = say(ROADS)
    match_claims()
    redate(editor, claim, title="Another title")
    redate(editor, claim, event_date=claim.transcript.event_date)
    assert waiting() == set()


def test_the_lookup_is_queued_in_the_transaction_of_the_change(say: Say, editor: User) -> None:
    claim = say(ROADS)
    match_claims()
    with transaction.atomic():
        redate(editor, claim, event_date=EARLIER)
        assert waiting() == {claim.pk}
        transaction.set_rollback(True)
    assert waiting() == set()


def test_what_was_said_by_a_merged_speaker_is_judged_anew(say: Say, editor: User) -> None:
    one = Speaker.objects.create(name="Vera Quill")
    other = Speaker.objects.create(name="Mayor Quill-Hart")
    first, again = say(HOMES, speaker=one), say(HOMES, suggested_speaker=other)
    match_claims()
    before = Match.objects.filter(claim=again, earlier=first).first()
    assert before is None or before.kind != "same_claim"  # "I", said by two
    merge_speakers(actor=editor, speaker_id=other.pk, into_id=one.pk)
    assert waiting() == {again.pk}
    assert match_claims() == 1
    after = Match.objects.get(claim=again, earlier=first)
    assert (after.kind, after.score) == ("same_claim", 1.0)


def test_another_name_of_a_speaker_is_judged_anew(say: Say, editor: User) -> None:
    one, other = (Speaker.objects.create(name=name) for name in ("Vera Quill", "Hart Okonjo"))
    first, again = say(HOMES, speaker=one), say(HOMES, speaker=other)
    match_claims()

    def change(**changes: str) -> None:
        edit_speaker(actor=editor, speaker_id=other.pk, expected_version=None, changes=changes)

    change(party="Harbour Party")
    assert waiting() == set()
    change(name="Vera Quill")
    assert waiting() == {again.pk}
    match_claims()
    assert Match.objects.get(claim=again, earlier=first).kind == "same_claim"


def test_a_round_without_a_speaker_ends_and_the_suggested_one_counts_again(
    say: Say, editor: User
) -> None:
    speaker = Speaker.objects.create(name="Vera Quill")
    claim = say(HOMES, suggested_speaker=None)
    take(actor=UserFactory(role=Role.REVIEWER), claim_id=claim.pk, expected_version=None)
    Claim.objects.filter(pk=claim.pk).update(suggested_speaker=speaker, status="disputed")
    match_claims()
    reopen(actor=editor, claim_id=claim.pk, expected_version=None, reason="Another look.")
    assert waiting() == {claim.pk}


@pytest.mark.parametrize("decision", ["confirm", "reject"])
def test_what_a_person_decided_on_stays_as_it_was(say: Say, editor: User, decision: str) -> None:
    one, other = (Speaker.objects.create(name=name) for name in ("Vera Quill", "V. Quill"))
    first, again = say(ROADS, speaker=one), say(ROADS, speaker=other)
    match_claims()
    match = Match.objects.get(claim=again, earlier=first)
    act = getattr(services, decision)
    act(actor=editor, match_id=match.pk, expected_version=None)
    decided = list(Match.objects.values())
    redate(editor, first, event_date=EARLIER)
    merge_speakers(actor=editor, speaker_id=other.pk, into_id=one.pk)
    edit_speaker(
        actor=editor, speaker_id=one.pk, expected_version=None, changes={"name": "Vera Hart"}
    )
    assert waiting() == {first.pk, again.pk}
    assert match_claims() == 2
    assert list(Match.objects.values()) == decided
