"""Verdicts by speaker and party, and whom we check: what counts, and in which row."""

import dataclasses

import pytest

from accounts.models import User
from accounts.roles import Role
from api.exceptions import Forbidden
from claims.figures import (
    Scope,
    Share,
    checkable_against_checked_by_party,
    checkable_against_checked_by_speaker,
    verdicts_by_party,
    verdicts_by_speaker,
)
from claims.models import Claim
from tests.domain.claims.conftest import Desk
from tests.factories import ClaimFactory, SpeakerFactory, UserFactory
from transcripts.models import Speaker

NEVER = Share.wilson(0, 0)


def said(speaker: Speaker | None, **fields: object) -> Claim:
    claim: Claim = ClaimFactory(suggested_speaker=speaker, **fields)
    return claim


def publish(desk: Desk, claim: Claim, number: int | None) -> None:
    desk.resolve(claim, number, number)
    desk.cite(desk.one, claim, 0)
    desk.cite(desk.two, claim, 1)
    desk.decide(claim, number)
    desk.do("publish", desk.editor, claim)


@pytest.fixture
def ada(db: None) -> Speaker:
    return SpeakerFactory(name="Ada Lund", party="Left")


@pytest.fixture
def bo(db: None) -> Speaker:
    return SpeakerFactory(name="Bo Karlsen", party=" Left ")


@pytest.fixture
def cai(db: None) -> Speaker:
    return SpeakerFactory(name="Cai Moe", party="Right")


def test_verdicts_are_counted_by_level_with_their_intervals(
    desk: Desk, scope: Scope, ada: Speaker, bo: Speaker, cai: Speaker
) -> None:
    for speaker, number in ((ada, 1), (ada, 1), (ada, 4), (bo, None), (cai, 4)):
        publish(desk, said(speaker), number)
    table = verdicts_by_speaker(scope)
    assert [level.number for level in table.levels] == [1, 4, None], "in the scale's order"
    ends = [(level.best, level.worst) for level in table.levels]
    assert ends == [(5, 1), (5, 1), (None, None)], "so that a mark can be drawn"
    assert [row.who.name for row in table.rows] == ["Ada Lund", "Bo Karlsen", "Cai Moe"]
    first = table.rows[0]
    assert (first.who.speaker_id, first.total) == (ada.pk, 3)
    assert first.shares == (Share.wilson(2, 3), Share.wilson(1, 3), Share.wilson(0, 3))
    assert [share.count for share in table.overall.shares] == [2, 2, 1]
    assert (table.overall.total, table.more) == (5, 0)

    parties = verdicts_by_party(scope)
    assert [(row.who.name, row.total) for row in parties.rows] == [("Left", 4), ("Right", 1)]
    assert [share.count for share in parties.rows[0].shares] == [2, 1, 1]
    assert parties.overall == table.overall


def test_only_what_the_public_reads_now_is_counted(desk: Desk, scope: Scope, ada: Speaker) -> None:
    corrected, retracted, decided = said(ada), said(ada), said(ada)
    publish(desk, corrected, 2)
    desk.do("correct", desk.editor, corrected, note="A typing error.")
    publish(desk, retracted, 2)
    desk.do("retract", desk.editor, retracted, reason="The table was wrong.")
    desk.resolve(decided, 2, 2)
    desk.decide(decided)
    assert verdicts_by_speaker(scope).overall.total == 1


def test_the_speaker_is_the_one_readers_see(
    desk: Desk, scope: Scope, ada: Speaker, cai: Speaker
) -> None:
    claim = said(ada)
    desk.do("edit_claim", desk.one, claim, changes={"speaker": cai.pk})
    publish(desk, claim, 2)
    assert [row.who.speaker_id for row in verdicts_by_speaker(scope).rows] == [cai.pk]
    (row,) = checkable_against_checked_by_speaker(scope).rows
    assert row.who.speaker_id == cai.pk


def test_a_speaker_suggested_since_the_first_take_is_nobody_readers_see(
    desk: Desk, scope: Scope, ada: Speaker
) -> None:
    claim = said(None)
    publish(desk, claim, 2)
    Claim.objects.filter(pk=claim.pk).update(suggested_speaker=ada)  # as a later run does
    assert [row.who.name for row in verdicts_by_speaker(scope).rows] == [""]
    assert [row.who.name for row in checkable_against_checked_by_speaker(scope).rows] == [""]


def test_a_voice_without_a_name_has_a_row_of_its_own(desk: Desk, scope: Scope) -> None:
    publish(desk, said(None), 2)
    (row,) = verdicts_by_speaker(scope).rows
    assert (row.who.name, row.who.speaker_id) == ("", None)
    assert [row.who.name for row in checkable_against_checked_by_party(scope).rows] == [""]


def test_found_worked_on_and_published_are_counted_by_who_said_it(
    desk: Desk, scope: Scope, ada: Speaker, bo: Speaker, cai: Speaker
) -> None:
    said(ada)
    dismissed, published = said(ada), said(ada)
    desk.do("dismiss", desk.one, dismissed, reason="Nobody can know.")
    publish(desk, published, 2)
    said(bo)
    said(cai)
    table = checkable_against_checked_by_speaker(scope)
    rows = {row.who.name: (row.found, row.worked_on, row.published) for row in table.rows}
    assert rows["Ada Lund"] == (3, Share.wilson(2, 3), Share.wilson(1, 3))
    assert rows["Cai Moe"] == (1, Share.wilson(0, 1), Share.wilson(0, 1))
    assert (table.overall.found, table.overall.worked_on) == (5, Share.wilson(2, 5))

    left, right = checkable_against_checked_by_party(scope).rows
    assert (left.who.name, left.found, left.published) == ("Left", 4, Share.wilson(1, 4))
    assert (right.who.name, right.found) == ("Right", 1)


def test_a_retracted_check_is_not_published_any_more(
    desk: Desk, scope: Scope, ada: Speaker
) -> None:
    claim = said(ada)
    publish(desk, claim, 2)
    desk.do("retract", desk.editor, claim, reason="The table was wrong.")
    (row,) = checkable_against_checked_by_speaker(scope).rows
    assert (row.worked_on, row.published) == (Share.wilson(1, 1), Share.wilson(0, 1))


def test_rows_beyond_the_limit_are_counted_and_stay_in_the_total(
    desk: Desk, scope: Scope, ada: Speaker, cai: Speaker
) -> None:
    for speaker in (ada, ada, cai):
        publish(desk, said(speaker), 2)
    verdicts = verdicts_by_speaker(scope, limit=1)
    balance = checkable_against_checked_by_speaker(scope, limit=1)
    for table in (verdicts, balance):
        assert ([row.who.name for row in table.rows], table.more) == (["Ada Lund"], 1)
    assert (verdicts.overall.total, balance.overall.found) == (3, 3)


def test_only_the_transcript_asked_for_is_counted(
    desk: Desk, scope: Scope, ada: Speaker, cai: Speaker
) -> None:
    claim = said(ada)
    publish(desk, claim, 2)
    publish(desk, said(cai), 2)
    one = dataclasses.replace(scope, transcript_id=claim.transcript_id)
    assert [row.who.name for row in verdicts_by_speaker(one).rows] == ["Ada Lund"]
    assert [row.who.name for row in checkable_against_checked_by_speaker(one).rows] == ["Ada Lund"]


def test_no_claims_make_empty_tables(scope: Scope) -> None:
    assert (verdicts_by_speaker(scope).rows, verdicts_by_speaker(scope).levels) == ((), ())
    assert checkable_against_checked_by_party(scope).overall.published == NEVER


def test_who_may_not_see_all_claims_gets_no_table(outsider: User) -> None:
    for asks in (outsider, UserFactory(role=Role.INTEGRATOR)):
        for figure in (verdicts_by_speaker, checkable_against_checked_by_party):
            with pytest.raises(Forbidden):
                figure(Scope(asks))
