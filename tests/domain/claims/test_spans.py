"""Spans that people name become claims."""

import pytest
from django.db.models.functions import Now

from api.exceptions import InvalidInput, NotVisible
from claims import services
from tests.factories import ClaimFactory, UserFactory


def test_a_span_by_hand_becomes_a_claim_once(desk, claim):
    start = claim.transcript.text.index("We built")
    fields = {"transcript_id": claim.transcript_id, "start": start - 1, "end": start + 53}
    added, created = services.add_claim(actor=desk.one, **fields)
    assert created
    assert added.text == claim.transcript.text[added.start : added.end].strip()
    assert added.text.startswith("We built")
    assert added.shown_speaker == added.first_segment.speaker
    again, created = services.add_claim(actor=desk.two, **fields)
    assert (again, created) == (added, False)


def test_naming_a_superseded_span_brings_it_back(desk):
    claim = ClaimFactory(superseded_at=Now())
    found, created = services.add_claim(
        actor=desk.one, transcript_id=claim.transcript_id, start=claim.start, end=claim.end
    )
    assert (found, created) == (claim, False)
    assert found.superseded_at is None
    assert found.worked_on_at is not None


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (4, 4), (0, 10**6), (0, 5_001), (True, 4)])
def test_impossible_spans_are_refused(desk, claim, start, end):
    with pytest.raises(InvalidInput):
        services.add_claim(actor=desk.one, transcript_id=claim.transcript_id, start=start, end=end)


def test_an_invisible_claim_is_not_found(desk, claim):
    with pytest.raises(NotVisible):
        desk.do("take", UserFactory(role=None), claim)
