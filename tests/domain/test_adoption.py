"""claims.services.adoption: re-extraction never changes what people did."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.roles import Role
from accounts.services import create_user
from claims.models import Claim, ScoredSentence
from claims.services import add_claim, adoption, cite, take
from claims.services.adoption import Candidate
from transcripts.models import ExtractionRun
from transcripts.services import ingest

TEXT = "Mayor Vera Quill: " + "Rents rose by 4 percent. " * 12
PEOPLE = (
    "normalised",
    "type",
    "speaker_id",
    "status",
    "round",
    "wording",
    "version",
    "added_by_id",
)


@pytest.fixture
def editor(db):
    return create_user(username="edith", password="a long enough secret", roles=[Role.EDITOR])


@pytest.fixture
def run(editor):
    return ingest(actor=editor, data=TEXT.encode()).run


def candidate(run, start, end, score=0.8, is_claim=True):
    segment = run.transcript.segments.first()
    return Candidate(
        start=start,
        end=end,
        text=run.transcript.text[start:end],
        role="speaker",
        score=score,
        is_claim=is_claim,
        type="trend",
        reasons=[],
        entities=[],
        context_start=start,
        context_end=end,
        first_segment_id=segment.pk,
        last_segment_id=segment.pk,
        speaker_id=segment.speaker_id,
    )


def next_run(run):
    ExtractionRun.objects.active().update(status="succeeded", finished_at=now())
    return ExtractionRun.objects.create(transcript=run.transcript, max_attempts=3, not_before=now())


def read(run, *spans, score=0.8):
    adoption.start_attempt(run)
    adoption.store_batch(run, [candidate(run, *span, score=score) for span in spans])
    return adoption.conclude(run)


def spans(**filters):
    return sorted(Claim.objects.filter(**filters).values_list("start", "end"))


def test_what_is_left_out_is_kept_as_a_sentence(run):
    adoption.store_batch(
        run, [candidate(run, 20, 40), candidate(run, 50, 60, score=0.1, is_claim=False)]
    )
    assert spans() == [(20, 40)]
    assert ScoredSentence.objects.filter(run=run).count() == 2


def test_another_attempt_replaces_the_sentences_and_doubles_no_claim(run):
    read(run, (20, 40), (50, 70))
    read(run, (20, 40), (50, 70))
    assert spans() == [(20, 40), (50, 70)]
    assert ScoredSentence.objects.filter(run=run).count() == 2


def test_an_untouched_claim_that_is_not_found_again_is_superseded_and_comes_back(run):
    read(run, (20, 40), (50, 70))
    second = next_run(run)
    assert read(second, (50, 70)).superseded == 1
    assert spans(superseded_at__isnull=True) == [(50, 70)]
    read(next_run(second), (20, 40), (50, 70))
    assert spans(superseded_at__isnull=True) == [(20, 40), (50, 70)]


def test_a_claim_somebody_works_on_is_flagged_and_never_superseded(run, editor):
    read(run, (20, 40))
    claim = take(actor=editor, claim_id=Claim.objects.get().pk, expected_version=1)
    second = next_run(run)
    assert read(second).flagged == 1
    claim.refresh_from_db()
    assert claim.superseded_at is None
    assert claim.not_found_at is not None
    read(next_run(second), (20, 40))
    claim.refresh_from_db()
    assert claim.not_found_at is None


def test_a_candidate_that_overlaps_peoples_work_by_half_is_attached_to_it(run, editor):
    claim, _ = add_claim(actor=editor, transcript_id=run.transcript_id, start=20, end=40)
    read(run, (30, 60), score=0.9)
    assert spans() == [(20, 40)]
    claim.refresh_from_db()
    assert (claim.score, claim.rank, claim.last_seen_run_id) == (0.9, 9000, run.pk)
    read(run, (31, 61))
    assert spans() == [(20, 40), (31, 61)]


def test_a_shadow_run_keeps_sentences_only(run):
    read(run, (20, 40))
    ExtractionRun.objects.update(status="succeeded", finished_at=now())
    shadow = ExtractionRun.objects.create(
        transcript=run.transcript, max_attempts=3, not_before=now(), mode="shadow"
    )
    assert read(shadow, (50, 70)).superseded == 0
    assert spans(superseded_at__isnull=True) == [(20, 40)]
    assert ScoredSentence.objects.filter(run=shadow).count() == 1


def test_a_run_over_part_of_the_transcript_supersedes_only_there(run):
    read(run, (20, 40))
    part = next_run(run)
    ExtractionRun.objects.filter(pk=part.pk).update(segment_range=(5, 9))
    part.refresh_from_db()
    assert read(part).superseded == 0


SPANS = st.lists(
    st.tuples(st.integers(18, 200), st.integers(2, 60)).map(lambda s: (s[0], s[0] + s[1])),
    max_size=6,
    unique_by=lambda s: s[0],
)


@settings(
    max_examples=25,
    deadline=timedelta(seconds=10),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    found=SPANS,
    by_hand=SPANS,
    taken=st.sets(st.integers(0, 5)),
    rereadings=st.lists(SPANS, max_size=3),
)
def test_nothing_people_did_is_lost_changed_or_doubled(
    run, editor, found, by_hand, taken, rereadings
):
    Claim.objects.all()._raw_delete("default")
    current = next_run(run)
    read(current, *found)
    touched = []
    for start, end in by_hand:
        claim, _ = add_claim(actor=editor, transcript_id=run.transcript_id, start=start, end=end)
        touched.append(claim.pk)
    for position, claim in enumerate(Claim.objects.filter(worked_on_at__isnull=True)):
        if position in taken:
            take(actor=editor, claim_id=claim.pk, expected_version=claim.version)
            cite(
                actor=editor,
                claim_id=claim.pk,
                url=f"https://stat.example/{claim.pk}",
                title="Figures",
                publisher="Office",
                kind="primary",
                excerpt="Four percent.",
                stance="supports",
            )
            touched.append(claim.pk)
    before = {c.pk: [getattr(c, f) for f in PEOPLE] for c in Claim.objects.filter(pk__in=touched)}
    for again in rereadings:
        current = next_run(current)
        read(current, *again)
    after = {c.pk: [getattr(c, f) for f in PEOPLE] for c in Claim.objects.filter(pk__in=touched)}
    assert after == before
    assert not Claim.objects.filter(pk__in=touched, superseded_at__isnull=False).exists()
    assert len(spans()) == len(set(spans()))
    for claim in Claim.objects.all():
        assert run.transcript.text[claim.start : claim.end] == claim.text
    from claims.models import Citation, Review

    Citation.objects.all()._raw_delete("default")
    Review.objects.all()._raw_delete("default")
