"""What the machine missed, by version of the extractor: which claims count, and as what."""

import pytest
from django.db.backends.postgresql.psycopg_any import NumericRange

from claims import services
from claims.figures import Scope, Share, VersionRecall, recall_by_version
from claims.models import Claim
from tests.domain.claims.conftest import Desk
from tests.domain.figures.readings import read
from tests.factories import ClaimFactory, TranscriptFactory
from transcripts.models import ExtractionRun, Transcript


@pytest.fixture
def transcript(db: None) -> Transcript:
    made: Transcript = TranscriptFactory()
    return made


def by_hand(desk: Desk, transcript: Transcript, words: str) -> Claim:
    start = transcript.text.index(words)
    claim, new = services.add_claim(
        actor=desk.one, transcript_id=transcript.pk, start=start, end=start + len(words)
    )
    assert new
    return claim


def only(scope: Scope) -> VersionRecall:
    (row,) = recall_by_version(scope).rows
    return row


def test_a_claim_that_was_picked_was_found_and_one_added_by_hand_missed(
    desk: Desk, scope: Scope, transcript: Transcript
) -> None:
    read(transcript, marked=(0, 2))
    desk.do("take", desk.one, ClaimFactory(transcript=transcript))
    by_hand(desk, transcript, "We built two hundred kilometres of road in the north.")
    assert only(scope) == VersionRecall("rules 1", Share.wilson(1, 2), by_hand=1, transcripts=1)


def test_what_nobody_touched_and_what_was_dismissed_tell_nothing(
    desk: Desk, scope: Scope, transcript: Transcript
) -> None:
    read(transcript)
    claim = ClaimFactory(transcript=transcript)
    assert recall_by_version(scope).rows == ()
    desk.do("dismiss", desk.one, claim, reason="Not worth checking.")
    hand = by_hand(desk, transcript, "The bridge at Alder Ferry was closed in March.")
    desk.do("dismiss", desk.one, hand, reason="Said already.")
    assert recall_by_version(scope).rows == ()


def test_a_span_within_a_marked_sentence_is_found_and_one_that_touches_it_is_not(
    desk: Desk, scope: Scope, transcript: Transcript
) -> None:
    read(transcript, marked=(0,))
    by_hand(desk, transcript, "the lowest since 1999")
    by_hand(desk, transcript, "1999.\nWe built two hundred kilometres of road")
    assert only(scope).found == Share.wilson(1, 2)


def test_a_claim_across_sentences_is_found_by_the_last_of_them(
    desk: Desk, scope: Scope, transcript: Transcript
) -> None:
    read(transcript, marked=(2,))
    by_hand(desk, transcript, transcript.text.strip())
    assert only(scope).found == Share.wilson(1, 1)


def test_each_version_is_asked_about_what_people_found_with_any(
    desk: Desk, scope: Scope, transcript: Transcript
) -> None:
    """What a trial of another version shows is held against the one before it, too."""
    read(transcript, marked=(0,), version="rules 1")
    read(transcript, marked=(0,), version="rules 1")  # once more: a claim counts once
    read(transcript, marked=(0, 1), version="rules 2", mode="shadow")
    other = TranscriptFactory()
    read(other, marked=(), version="rules 2", mode="shadow")
    for claim in (ClaimFactory(transcript=transcript), ClaimFactory(transcript=other)):
        desk.do("take", desk.one, claim)
    by_hand(desk, transcript, "We built two hundred kilometres of road in the north.")
    assert recall_by_version(scope).rows == (
        VersionRecall("rules 2", Share.wilson(2, 3), by_hand=0, transcripts=2),
        VersionRecall("rules 1", Share.wilson(1, 2), by_hand=1, transcripts=1),
    )


def test_a_reading_that_did_not_reach_the_claim_or_did_not_end_is_not_blamed(
    desk: Desk, scope: Scope, transcript: Transcript
) -> None:
    later = NumericRange(1, None, "[)")
    read(transcript, marked=(1,), version="of the rest", segment_range=later)
    run = read(transcript, marked=(), version="lost")
    ExtractionRun.objects.filter(pk=run.pk).update(status="failed", failure_code="worker_lost")
    desk.do("take", desk.one, ClaimFactory(transcript=transcript))
    assert recall_by_version(scope).rows == ()


def test_older_versions_beyond_the_limit_are_counted_as_more(
    desk: Desk, scope: Scope, transcript: Transcript
) -> None:
    for number in range(3):
        read(transcript, version=f"rules {number}")
    desk.do("take", desk.one, ClaimFactory(transcript=transcript))
    table = recall_by_version(scope, limit=2)
    assert [row.version for row in table.rows] == ["rules 2", "rules 1"]
    assert table.more == 1


def test_only_claims_in_the_scope_count(desk: Desk, transcript: Transcript) -> None:
    read(transcript)
    desk.do("take", desk.one, ClaimFactory(transcript=transcript))
    assert recall_by_version(Scope(desk.three, transcript_id=transcript.pk)).rows
    assert not recall_by_version(Scope(desk.three, transcript_id=transcript.pk + 1)).rows
