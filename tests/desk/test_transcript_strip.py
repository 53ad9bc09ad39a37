"""The strip: where the claims lie, who speaks, and that it costs the same for any length."""

from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.roles import Role
from desk.reading import length_of
from desk.strip import BINS, Strip, strip_of
from tests.factories import ClaimFactory, SpeakerFactory, TranscriptFactory, UserFactory
from transcripts.models import Segment, Transcript

pytestmark = pytest.mark.django_db


def long_transcript(segments: int = 400) -> Transcript:
    line = "Rents rose by four percent in the north, and wages did not."
    transcript: Transcript = TranscriptFactory(text=f"{line}\n" * segments)
    return transcript


def strip(transcript: Transcript, **more: Any) -> Strip:
    person = more.get("actor") or UserFactory(role=Role.REVIEWER)
    return strip_of(person, transcript, length_of(transcript))


def test_a_long_text_has_two_hundred_bins_at_most_and_a_short_one_fewer() -> None:
    assert len(strip(long_transcript()).bins) <= BINS
    assert 1 <= len(strip(TranscriptFactory()).bins) < 10


def test_bins_fill_the_strip_from_end_to_end() -> None:
    bins = strip(long_transcript()).bins
    assert bins[0].top == 0
    assert bins[-1].top + bins[-1].height == 1_000
    for one, after in pairwise(bins):
        assert one.top + one.height == after.top


def test_a_claim_is_where_it_was_said_by_status_and_best_score() -> None:
    transcript = long_transcript()
    first, last = transcript.segments.first(), transcript.segments.last()
    for segment, rank in ((first, 4_000), (last, 9_000)):
        ClaimFactory(transcript=transcript, start=segment.start, end=segment.end, rank=rank)
    ClaimFactory(
        transcript=transcript, start=last.start, end=last.end - 1, rank=7_000, status="disputed"
    )
    shown = strip(transcript)
    assert shown.bins[0].best == {"extracted": 4_000}
    assert shown.bins[-1].best == {"extracted": 9_000, "disputed": 7_000}
    assert shown.statuses == {"extracted": 2, "disputed": 1}
    assert dict(shown.ticks).keys() == {"extracted", "disputed"}
    assert "2 claims" in shown.bins[-1].title


def test_superseded_claims_are_counted_and_not_drawn() -> None:
    claim = ClaimFactory(superseded_at=now())
    shown = strip(claim.transcript)
    assert shown.superseded == 1
    assert shown.total == 0
    assert not shown.ticks


def test_each_voice_has_its_shade_and_questioners_another() -> None:
    transcript = long_transcript(100)
    other = SpeakerFactory(name="Tess Okonjo")
    transcript.segments.filter(position__gte=60).update(speaker=other)
    transcript.segments.filter(position__gte=90).update(role="questioner")
    shown = strip(transcript)
    assert {shade for shade, _path in shown.shades} == {"v0", "v1", "asks"}
    assert [name for _shade, name in shown.key][1] == "Tess Okonjo"


def test_the_table_says_the_same() -> None:
    transcript = long_transcript()
    last = transcript.segments.last()
    ClaimFactory(transcript=transcript, start=last.start, end=last.end, status="published")
    rows = strip(transcript).rows
    assert len(rows) <= 20
    assert sum(row.claims for row in rows) == 1
    assert (rows[-1].claims, rows[-1].statuses) == (1, "1 published")


def test_an_unpublished_claim_of_a_withdrawn_transcript_is_for_editors() -> None:
    claim = ClaimFactory(transcript=TranscriptFactory(withdrawn_at=now()))
    assert strip(claim.transcript, actor=UserFactory(role=Role.EDITOR)).total == 1
    assert strip(claim.transcript, actor=UserFactory(role=Role.REVIEWER)).total == 0


def test_it_takes_as_many_queries_for_any_length() -> None:
    person = UserFactory(role=Role.EDITOR)

    def queries(transcript: Transcript) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert strip_of(person, transcript, length_of(transcript)).rows
        return len(caught)

    short, long = TranscriptFactory(), long_transcript()
    ClaimFactory(transcript=short)
    for segment in Segment.objects.filter(transcript=long)[:50]:
        ClaimFactory(transcript=long, start=segment.start, end=segment.end)
    queries(short)
    assert queries(long) == queries(short) <= 5


def test_a_transcript_without_segments_has_an_empty_strip() -> None:
    assert strip(TranscriptFactory(text="")).bins == []
