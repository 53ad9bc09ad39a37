"""What a run does with its findings: stored, attached to people's claims, superseded, flagged."""

import pytest

from accounts.models import User
from claims import services
from claims.models import Claim, ScoredSentence
from tests.domain.claims.adoption.reading import Finding, Reading, queue, read
from tests.domain.claims.conftest import Desk
from tests.factories import SpeakerFactory, TranscriptFactory
from transcripts.models import Transcript

TEXT = "".join(f"Rents rose by {n} percent last year.\n" for n in range(1, 7))


@pytest.fixture
def transcript(db: None) -> Transcript:
    return TranscriptFactory(text=TEXT)


def spans(**filters: object) -> list[tuple[int, int]]:
    return sorted(Claim.objects.filter(**filters).values_list("start", "end"))


def by_hand(actor: User, transcript: Transcript, start: int, end: int) -> Claim:
    claim, _ = services.add_claim(actor=actor, transcript_id=transcript.pk, start=start, end=end)
    return claim


def test_what_is_left_out_is_kept_as_a_sentence(transcript: Transcript) -> None:
    run = queue(transcript)
    read(run, Finding(0, 20), Finding(40, 60, score=0.1, is_claim=False))
    assert spans() == [(0, 20)]
    kept = ScoredSentence.objects.filter(run=run).values_list("score", "rank", "is_claim")
    assert list(kept) == [(0.8, 6400, True), (0.1, 100, False)]


def test_another_attempt_replaces_the_sentences_and_doubles_no_claim(
    transcript: Transcript,
) -> None:
    run = queue(transcript)
    first = Reading(run)
    first.batch([Finding(0, 20), Finding(40, 60)])
    first.retry()
    read(run, Finding(0, 20), Finding(40, 60))
    assert spans() == [(0, 20), (40, 60)]
    assert ScoredSentence.objects.filter(run=run).count() == 2


def test_what_only_a_failed_attempt_found_is_superseded_by_the_next(
    transcript: Transcript,
) -> None:
    run = queue(transcript)
    first = Reading(run)
    first.batch([Finding(0, 20)])
    first.retry()
    assert read(run, Finding(40, 60)).superseded == 1
    assert spans(superseded_at__isnull=True) == [(40, 60)]


def test_an_untouched_claim_that_is_not_found_again_is_superseded_and_comes_back(
    transcript: Transcript,
) -> None:
    read(queue(transcript), Finding(0, 20), Finding(40, 60))
    assert read(queue(transcript), Finding(40, 60)).superseded == 1
    assert spans(superseded_at__isnull=True) == [(40, 60)]
    read(queue(transcript), Finding(0, 20), Finding(40, 60))
    assert spans(superseded_at__isnull=True) == [(0, 20), (40, 60)]


def test_a_claim_somebody_works_on_is_flagged_and_never_superseded(
    desk: Desk, transcript: Transcript
) -> None:
    read(queue(transcript), Finding(0, 20))
    claim = Claim.objects.get()
    desk.do("take", desk.one, claim)
    assert read(queue(transcript)).flagged == 1
    claim = desk.fresh(claim)
    assert claim.superseded_at is None
    assert claim.flagged
    read(queue(transcript), Finding(0, 20))
    assert not desk.fresh(claim).flagged


def test_half_of_the_shorter_one_is_enough_to_be_attached_and_less_is_not(
    desk: Desk, transcript: Transcript
) -> None:
    claim = by_hand(desk.one, transcript, 0, 20)
    run = queue(transcript)
    read(run, Finding(10, 40, score=0.9))
    assert spans() == [(0, 20)]
    claim.refresh_from_db()
    assert (claim.score, claim.rank, claim.last_seen_run) == (0.9, 8100, run)
    read(queue(transcript), Finding(11, 41))
    assert spans() == [(0, 20), (11, 41)]


def test_the_highest_score_over_a_claim_stays_wherever_batches_are_cut(
    desk: Desk, transcript: Transcript
) -> None:
    claim = by_hand(desk.one, transcript, 0, 69)
    for scores in ((0.9, 0.4), (0.4, 0.9), (0.9, 0.9)):
        reading = Reading(queue(transcript))
        for finding in (Finding(0, 36, scores[0]), Finding(37, 72, scores[1])):
            reading.batch([finding])
        reading.succeed()
        claim.refresh_from_db()
        assert claim.score == 0.9
    assert spans() == [(0, 69)]


def test_one_finding_speaks_for_every_claim_of_people_that_it_covers(
    desk: Desk, transcript: Transcript
) -> None:
    read(queue(transcript), Finding(0, 36))
    whole = Claim.objects.get()
    desk.do("take", desk.one, whole)
    part = by_hand(desk.two, transcript, 0, 20)
    read(queue(transcript), Finding(0, 36, score=0.7))
    for claim in (whole, part):
        claim.refresh_from_db()
        assert claim.score == 0.7
    assert read(queue(transcript), Finding(0, 20)).flagged == 0


def test_a_shadow_run_keeps_sentences_only(transcript: Transcript) -> None:
    read(queue(transcript), Finding(0, 20))
    shadow = queue(transcript, mode="shadow")
    assert read(shadow, Finding(40, 60)).superseded == 0
    assert spans(superseded_at__isnull=True) == [(0, 20)]
    assert ScoredSentence.objects.filter(run=shadow).count() == 1


@pytest.mark.parametrize(
    ("within", "superseded"), [((0, 1), 0), ((1, None), 0), ((0, 2), 1), ((1, 2), 0), ((0, 9), 1)]
)
def test_a_run_over_a_part_supersedes_only_what_lies_wholly_inside(
    transcript: Transcript, within: tuple[int, int | None], superseded: int
) -> None:
    read(queue(transcript), Finding(20, 50))  # from the first line into the second
    assert read(queue(transcript, within=within)).superseded == superseded


def test_a_claim_that_two_runs_find_at_once_is_superseded_by_neither(
    desk: Desk, transcript: Transcript
) -> None:
    read(queue(transcript), Finding(0, 20), Finding(40, 60))
    taken = Claim.objects.get(start=40)
    desk.do("take", desk.one, taken)
    whole, part = Reading(queue(transcript)), Reading(queue(transcript, within=(0, 3)))
    for reading in (whole, part):
        reading.batch([Finding(0, 20), Finding(40, 60)])
    for reading in (whole, part):
        adopted = reading.succeed()
        assert (adopted.superseded, adopted.flagged) == (0, 0)


def test_a_speaker_suggested_after_the_first_take_is_a_suggestion_only(
    desk: Desk, transcript: Transcript
) -> None:
    speaker = SpeakerFactory()
    read(queue(transcript), Finding(0, 20))
    claim = Claim.objects.get()
    desk.take_and_rate(desk.one, claim)
    read(queue(transcript), Finding(0, 20, speaker=speaker.pk))
    claim = desk.fresh(claim)
    assert (claim.suggested_speaker, claim.shown_speaker, claim.wording) == (speaker, None, 1)
    assert not Claim.objects.said_by(speaker.pk).exists()
    desk.do("edit_claim", desk.editor, claim, changes={"speaker": speaker.pk})
    claim = desk.fresh(claim)
    assert (claim.shown_speaker, claim.wording) == (speaker, 2)
    assert list(Claim.objects.said_by(speaker.pk)) == [claim]


def test_the_next_round_takes_the_speaker_up_as_another_wording(
    desk: Desk, transcript: Transcript
) -> None:
    speaker = SpeakerFactory()
    read(queue(transcript), Finding(0, 20))
    claim = desk.resolve(Claim.objects.get(), 1, 5)
    read(queue(transcript), Finding(0, 20, speaker=speaker.pk))
    desk.do("reopen", desk.editor, claim, reason="New data.")
    claim = desk.fresh(claim)
    assert (claim.shown_speaker, claim.wording) == (speaker, 2)
    assert claim.earlier_wordings.get(wording=1).speaker is None
    desk.do("take", desk.one, claim)
    claim = desk.fresh(claim)
    assert (claim.speaker, claim.wording) == (speaker, 2)
