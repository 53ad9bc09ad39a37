"""People act and runs read, succeed, fail, are cancelled or lost, in any order and amid each other.

After each step nothing that people did is lost, changed or doubled, and claims look as
tests.domain.claims.adoption.told_anew says.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from accounts.roles import Role
from audit.verify import verify_chains
from claims import services
from claims.models import Claim, ScoredSentence
from tests.domain.claims.acting import Acting
from tests.domain.claims.adoption.reading import Finding, Reading, queue
from tests.domain.claims.adoption.told_anew import Expected, Row, peoples_work, rows
from tests.domain.claims.judging import Act, tried
from tests.factories import SpeakerFactory, TranscriptFactory, UserFactory
from transcripts.models import ExtractionRun, Speaker

LINES = 6
TEXT = "".join(f"Rents rose by {n} percent last year.\n" for n in range(1, LINES + 1))
LINE = len(TEXT) // LINES
MOVING = ("take", "rate", "cite", "edit", "keep", "dismiss", "withdraw_citation", "correct")


@dataclass(frozen=True)
class Doing:
    """An act of a person, its arguments as numbers that are fitted to what there is."""

    who: int
    claim: int
    pick: int
    which: int


@dataclass(frozen=True)
class Span:
    at: int
    length: int
    score: int
    is_claim: bool
    speaker: int


@dataclass(frozen=True)
class Attempt:
    """Batches, each after what a person does meanwhile, and how the attempt ends."""

    batches: list[tuple[Doing | None, list[Span]]]
    last: Doing | None
    end: str


people, picks = st.integers(0, 3), st.integers(0, 41)
doings = st.builds(Doing, people, picks, picks, picks)
spans = st.builds(
    Span,
    # Mostly whole lines, as sentences are; else anything.
    st.one_of(st.integers(0, LINES - 1).map(lambda n: n * LINE), st.integers(0, len(TEXT))),
    st.sampled_from([LINE - 1, LINE - 1, LINE // 2, 2 * LINE - 1, 3]),
    st.integers(0, 3),
    st.sampled_from([True, True, True, False]),
    st.integers(0, 2),
)
batches = st.lists(
    st.tuples(st.one_of(st.none(), doings), st.lists(spans, max_size=4)), min_size=1, max_size=3
)
last_attempts = st.builds(
    Attempt,
    batches,
    st.one_of(st.none(), doings),
    st.sampled_from(["succeed", "succeed", "succeed", "fail", "cancel"]),
)
earlier_attempts = st.builds(Attempt, batches, st.none(), st.sampled_from(["retry", "lost"]))
ranges = st.one_of(
    st.just((0, None)),
    st.tuples(st.integers(0, LINES - 1), st.integers(1, LINES)).map(lambda r: (r[0], sum(r))),
)


class AnyOrder(Acting, RuleBasedStateMachine):
    """Each example runs in a savepoint and is rolled back: nothing here can be deleted."""

    people: ClassVar[list[User]]
    met: ClassVar[set[str]]  # what happened, over all examples

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.flagged: set[int] = set()

    def teardown(self) -> None:
        assert not list(verify_chains())
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    @initialize(found=st.lists(spans, min_size=1, max_size=5))
    def begin(self, found: list[Span]) -> None:
        self.transcript = TranscriptFactory(text=TEXT)
        self.speakers: list[Speaker | None] = [None, SpeakerFactory(), SpeakerFactory()]
        self.a_run_reads((0, None), [], Attempt([(None, found)], None, "succeed"))

    # People -----------------------------------------------------------------------------------

    def attempt(self, actor: User, name: str, act: Act, *, may_refuse: bool = False) -> Any:
        before = rows()
        answer, refusal = tried(act)
        if refusal is None:
            self.met.add(name)
            self.only_the_machine_keeps_its_fields(before)
        return answer

    def only_the_machine_keeps_its_fields(self, before: dict[int, Row]) -> None:
        """An act brings a superseded claim back, and touches nothing else of the machine's."""
        after = rows()
        for pk, row in before.items():
            for name in ("score", "rank", "suggested_normalised", "not_found_at"):
                assert after[pk][name] == row[name]
            assert after[pk]["superseded_at"] in (None, row["superseded_at"])
            if after[pk]["kept_at"] != row["kept_at"]:
                self.flagged.discard(pk)

    @rule(doing=doings)
    def somebody_acts(self, doing: Doing) -> None:
        claims = list(Claim.objects.order_by("pk"))
        if not claims:
            return
        claim = claims[doing.claim % len(claims)]
        self.pk = claim.pk
        listed = services.allowed_actions_for(self.people[doing.who], claim)
        can = [name for name in ("add", "add", *MOVING, "reopen", "retract") if name in
               (*listed, "add", "withdraw_citation")]  # fmt: skip
        name = can[doing.pick % len(can)]
        if name == "add":
            self.name_a_span(doing)
        elif name == "edit" and doing.which % 2:
            self.name_the_speaker(doing)
        else:
            self.does(doing.who, name, doing.which)

    def name_a_span(self, doing: Doing) -> None:
        start = (doing.claim * 7) % len(TEXT)
        length = (LINE - 1, LINE // 2, 2 * LINE, 5)[doing.which % 4]
        whole_line = doing.claim % 2 == 0
        start = start - start % LINE if whole_line else start
        fields = {"start": start, "end": min(start + length, len(TEXT))}
        actor = self.people[doing.who]
        self.attempt(
            actor,
            "add",
            lambda: services.add_claim(actor=actor, transcript_id=self.transcript.pk, **fields),
        )

    def name_the_speaker(self, doing: Doing) -> None:
        changes = {"speaker": SpeakerFactory().pk, "type": "event"}
        self.conditional("edit", self.people[doing.who], "edit_claim", changes=changes)

    @precondition(lambda self: Claim.objects.flagged().exists())
    @rule(who=people)
    def somebody_looks_at_a_flagged_claim(self, who: int) -> None:
        self.pk = Claim.objects.flagged().earliest("pk").pk
        self.hold_a_place(who, "keep")
        assert not Claim.objects.get(pk=self.pk).flagged

    @rule(pick=picks, how=st.sampled_from(["disputed", "published", "corrected", "retracted"]))
    def a_claim_goes_a_long_way(self, pick: int, how: str) -> None:
        """Short cut to what single acts seldom reach."""
        claims = list(Claim.objects.order_by("pk"))
        if not claims:
            return
        self.pk = claims[pick % len(claims)].pk
        if how == "disputed":
            self.everybody_rates(0, 3)
            self.cite(0, 2, "refutes")
            self.withdraw_citation(3, 0)
            return
        self.publish_as_they_should()
        if how == "corrected":
            self.correct(2, "normalised")
        elif how == "retracted":
            self.with_a_reason(3, "retract")

    # Runs -------------------------------------------------------------------------------------

    @rule(within=ranges, earlier=st.lists(earlier_attempts, max_size=1), last=last_attempts)
    def a_run_reads(self, within: Any, earlier: list[Attempt], last: Attempt) -> None:
        run = queue(self.transcript, within=within)
        for attempt in (*earlier, last):
            self.one_attempt(run, attempt)
            self.met.add(attempt.end)
        run.refresh_from_db()
        assert run.finished_at is not None

    @rule(within=ranges, last=last_attempts)
    def a_shadow_run_reads(self, within: Any, last: Attempt) -> None:
        """Sentences only: claims stay as they are, all columns, the last run among them."""
        everything = list(Claim.objects.order_by("pk").values())
        done = peoples_work()
        run = queue(self.transcript, mode="shadow", within=within)
        reading = Reading(run)
        found = self.found(run, last)
        for batch in found:
            reading.batch(batch)
        self.ends(reading, last.end)
        assert list(Claim.objects.order_by("pk").values()) == everything
        assert peoples_work() == done
        assert ScoredSentence.objects.filter(run=run).count() == sum(map(len, found))
        self.met.add("shadow")

    def one_attempt(self, run: ExtractionRun, attempt: Attempt) -> None:
        reading, expected = Reading(run), Expected()
        for (doing, _), batch in zip(attempt.batches, self.found(run, attempt), strict=True):
            if doing is not None:
                self.somebody_acts(doing)
            before, done = rows(), peoples_work()
            reading.batch(batch)
            after = rows()
            expected.after_batch(before, after, batch)
            self.flagged -= set(expected.seen)
            assert peoples_work() == done
        if attempt.last is not None:
            self.somebody_acts(attempt.last)
        before, done = rows(), peoples_work()
        self.ends(reading, attempt.end)
        assert peoples_work() == done
        if attempt.end != "succeed":
            assert rows() == before  # a run that did not succeed supersedes and flags nothing
            return
        self.flagged |= expected.after_end(before, rows(), self.inside(run))
        assert set(Claim.objects.filter(last_seen_run=run).values_list("pk", flat=True)) == set(
            expected.seen
        )

    def ends(self, reading: Reading, how: str) -> None:
        still = [Finding(0, LINE - 1, 0.5)]
        match how:
            case "cancel":
                reading.cancel(self.people[2], still)
            case "lost":
                reading.lost(still)
            case _:
                getattr(reading, how)()

    def inside(self, run: ExtractionRun) -> tuple[int, int]:
        """The characters of the run's range, told by the text's lines."""
        low, high = run.segment_range.lower or 0, run.segment_range.upper
        return low * LINE, min((high or LINES) * LINE, len(TEXT))

    def found(self, run: ExtractionRun, attempt: Attempt) -> list[list[Finding]]:
        """The attempt's findings, fitted into the run's range; no two begin at one place."""
        low, high = self.inside(run)
        begun: set[int] = set()
        batches = []
        for _, found in attempt.batches:
            batch = []
            for span in found:
                start = low + (span.at - low) % (high - low)
                end = min(start + span.length, high)
                piece = TEXT[start:end]
                start += len(piece) - len(piece.lstrip("\n"))
                end = start + len(piece.strip("\n"))
                if start in begun or start == end:
                    continue
                begun.add(start)
                speaker = self.speakers[span.speaker]
                score = (0.25, 0.5, 0.75, 1.0)[span.score]
                batch.append(
                    Finding(start, end, score, span.is_claim, speaker=speaker and speaker.pk)
                )
            batches.append(batch)
        return batches

    # What always holds ------------------------------------------------------------------------

    @invariant()
    def claims_are_their_words(self) -> None:
        for claim in Claim.objects.all():
            assert TEXT[claim.start : claim.end] == claim.text

    @invariant()
    def what_people_touched_is_never_superseded(self) -> None:
        assert not Claim.objects.exclude(superseded_at=None).exclude(worked_on_at=None).exists()

    @invariant()
    def flags_are_up_until_somebody_answers(self) -> None:
        dismissed = set(Claim.objects.filter(status="dismissed").values_list("pk", flat=True))
        up = set(Claim.objects.flagged().values_list("pk", flat=True))
        assert up == self.flagged - dismissed
        assert up == {claim.pk for claim in Claim.objects.all() if claim.flagged}
        if up:
            self.met.add("flagged")


@pytest.fixture
def acting(db: None) -> list[User]:
    reviewers = [UserFactory(username=name) for name in ("anna", "bert")]
    editors = [UserFactory(username=name, role=Role.EDITOR) for name in ("edda", "emil")]
    AnyOrder.people, AnyOrder.met = reviewers + editors, set()
    return AnyOrder.people


def test_in_any_order_nothing_people_did_is_lost_changed_or_doubled(acting: list[User]) -> None:
    run_state_machine_as_test(
        AnyOrder,
        settings=settings(
            max_examples=25,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],  # a step is many queries: shrinking takes too long
            suppress_health_check=list(HealthCheck),
        ),
    )
    ends = {"succeed", "fail", "cancel", "retry", "lost", "shadow", "flagged"}
    acts = {"add", "take", "rate", "cite", "edit", "keep", "dismiss", "publish", "correct"}
    assert ends | acts | {"withdraw_citation", "adjudicate", "retract"} <= AnyOrder.met
