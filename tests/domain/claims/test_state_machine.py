"""Two reviewers and two editors do to one claim whatever they like, in any order.

After each act: it did what DESIGN.md says or was refused and left nothing behind; what
`allowed_actions_for` lists is accepted, what it does not list is refused; and the invariants
of rounds, verdicts, blindness and the audit chain hold.
"""

from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction
from django.db.models.functions import Now
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from accounts.roles import Role
from api.exceptions import DomainError, StaleVersion
from audit.verify import verify_chains
from claims import services
from claims.history import history
from claims.lifecycle import Action
from claims.models import Citation, Claim, Rating, RatingScale, Review, Verdict
from tests.domain.claims.judging import (
    Act,
    Seen,
    chain,
    consensus,
    counting,
    publishable,
    rated,
    tried,
)
from tests.factories import ClaimFactory, UserFactory

DECIDED = ("resolved", "disputed", "published")
#: Acts that leave the status alone and are no state action: the version stays.
ADDITIONS = frozenset({"cite", "rate"})
WORDINGS = ("Unemployment fell.", "Unemployment rose.", "It stood still.")
SECRETS = frozenset({"level", "stance", "confidence", "rationale", "rating", "verdict"})
LEVELS = ((1, "false"), (2, "doubtful"), (3, "true"), (None, "unproven"))
CHANGES = ("", "normalised", "level", "citation")
WITH_A_REASON = ("reveal", "dismiss", "reopen", "retract")
people = st.integers(0, 3)
picks = st.integers(0, 41)


class LifeOfAClaim(RuleBasedStateMachine):
    """Each example runs in a savepoint and is rolled back: nothing here can be deleted."""

    people: ClassVar[list[User]]
    done: ClassVar[set[str]]  # acts that were accepted, over all examples

    def __init__(self) -> None:
        super().__init__()
        self.turn = 0
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    @initialize(
        required=st.sampled_from([2, 3, 1]),
        start=st.sampled_from(["taken", "rated", "published", "disputed", "new"]),
    )
    def begin(self, required: int, start: str = "new") -> None:
        services.create_scale(
            actor=self.people[2],
            name="Three",
            levels=[{"label": label, "number": number} for number, label in LEVELS],
            ratings_required=required,
            make_default=True,
        )
        self.pk = ClaimFactory().pk
        if start in ("taken", "rated"):
            self.hold_a_place(0, "take")
        if start == "rated":
            self.rate(0, 0, False)
        elif start == "disputed":
            self.everybody_rates(0, 2)
        elif start == "published":
            self.publish_as_they_should()

    # How an act is judged ---------------------------------------------------------------------

    def attempt(self, actor: User, name: str, act: Act, *, may_refuse: bool = False) -> Any:
        """Acts. `may_refuse`: listed, but the arguments may be wrong for this claim."""
        before = Seen.now(self.pk)
        listed = name in services.allowed_actions_for(actor, before.claim)
        answer, refusal = tried(act)
        if refusal is None:
            assert listed or self.rates_after_expiry(actor, name, before), f"{name}: not listed"
            self.judge(actor, name, before)
            return answer
        said = f"{name}: listed {listed}, {before.claim.status}, {refusal.status} {refusal.detail}"
        assert not listed or may_refuse, said
        assert listed or refusal.status in ((400, 403, 409) if may_refuse else (403, 409)), said
        self.nothing_changed(before)
        return None

    def rates_after_expiry(self, actor: User, name: str, before: Seen) -> bool:
        """The one act beyond the table: docs/claim-lifecycle.md, below it."""
        ended = Review.objects.filter(claim=self.pk, reviewer=actor, outcome="expired")
        here = ended.filter(round=before.claim.round)
        return name == "rate" and before.claim.status == "extracted" and here.exists()

    def nothing_changed(self, before: Seen) -> None:
        after = Seen.now(self.pk)
        assert after.claim.version == before.claim.version
        assert after.claim.status == before.claim.status
        assert after.events == before.events

    def judge(self, actor: User, name: str, before: Seen) -> None:
        self.done.add(name)
        after = Seen.now(self.pk).claim
        new = list(chain(after).order_by("seq"))[before.events :]
        by_system = [event for event in new if event.actor is None]
        acts = [event.action for event in new if event.actor is not None]
        assert {event.actor for event in new} <= {None, actor.opaque_id}
        assert {event.action for event in by_system} <= {"expire"}
        self.one_event(name, acts, before, after)
        moved = after.version - before.claim.version
        expired = bool(by_system) and before.settled != before.claim.status
        if name == "rate":
            place = int("take" in acts and (expired or before.claim.status == "extracted"))
            decided = int(after.status in DECIDED and before.claim.status not in DECIDED)
            assert moved == expired + place + decided
        elif name == "edit" and not acts:
            assert moved == expired
        else:
            assert moved == expired + (name not in ADDITIONS)

    def one_event(self, name: str, acts: list[str], before: Seen, after: Claim) -> None:
        """One act, one event; a rating after expiry takes first, a correction may edit."""
        if name == "edit":
            assert acts in ([], ["edit"])
        elif name == "correct":
            assert acts[-1] == "correct"
            assert set(acts[:-1]) <= {"edit", "withdraw_citation"}
        elif name == "rate":
            assert acts in (["rate"], ["take", "rate"])
            judged = counting(after)
            full = after.scale and len(judged) >= after.scale.ratings_required
            if before.claim.status != "disputed":
                assert after.status == (consensus(judged) if full else "in_review")
        else:
            assert acts == [name]

    def conditional(self, name: str, actor: User, service: str = "", **fields: Any) -> Any:
        version = Claim.objects.get(pk=self.pk).version
        act = getattr(services, service or name)
        may_refuse = fields.pop("may_refuse", False)
        return self.attempt(
            actor,
            name,
            lambda: act(actor=actor, claim_id=self.pk, expected_version=version, **fields),
            may_refuse=may_refuse,
        )

    def level(self, which: int) -> Any:
        claim = Claim.objects.select_related("scale").get(pk=self.pk)
        scale = claim.scale or RatingScale.objects.get(is_default=True)
        return scale.levels.order_by("position")[which]

    # Acts -------------------------------------------------------------------------------------

    def hold_a_place(self, who: int, name: str) -> None:
        self.conditional(name, self.people[who])

    def next(self, who: int) -> None:
        actor, before = self.people[who], Seen.now(self.pk)
        listed = "take" in services.allowed_actions_for(actor, before.claim)
        mine = Claim.objects.filter(pk=self.pk)
        taken = services.next_claim(actor=actor, queryset=mine)
        assert (taken is not None) == listed
        if taken is not None:
            self.judge(actor, "take", before)

    def rate(self, who: int, which: int, stale: bool) -> None:
        wording = Claim.objects.get(pk=self.pk).wording
        self.attempt(
            self.people[who],
            "rate",
            lambda: services.rate(
                actor=self.people[who],
                claim_id=self.pk,
                level=self.level(which),
                confidence="high",
                rationale="The table says so.",
                wording=wording - stale,
            ),
            may_refuse=stale,
        )

    def everybody_rates(self, which: int, apart: int) -> None:
        """Short cut to a full round, which single acts seldom reach."""
        for who in (0, 1, 3):
            self.hold_a_place(who, "take")
            self.rate(who, (which + apart * (who == 1)) % len(LEVELS), False)

    def cite(self, who: int, which: int, stance: str) -> None:
        self.attempt(
            self.people[who],
            "cite",
            lambda: services.cite(
                actor=self.people[who],
                claim_id=self.pk,
                url=f"https://source.example/{which}",
                title="Source",
                publisher="",
                kind="primary" if which == 0 else "secondary",
                excerpt="5.1 percent",
                stance=stance,
            ),
        )

    def withdraw_citation(self, who: int, which: int) -> None:
        found = list(Citation.objects.filter(claim=self.pk).order_by("pk"))
        if not found:
            return
        actor, citation = self.people[who], found[which % len(found)]
        before = Seen.now(self.pk)
        own = citation.added_by_id == actor.pk or who >= 2
        open_ = before.claim.status not in ("published", "dismissed")
        _, refusal = tried(
            lambda: services.withdraw_citation(
                actor=actor, citation_id=citation.pk, reason="Wrong."
            )
        )
        if refusal is None:
            assert own
            assert open_
            self.judge(actor, "withdraw_citation", before)
        else:
            assert refusal.status == (409 if own else 403)
            assert not (own and open_ and citation.withdrawn_at is None)
            self.nothing_changed(before)

    def edit(self, who: int, text: str) -> None:
        self.conditional("edit", self.people[who], "edit_claim", changes={"normalised": text})

    def assign(self, who: int, whom: int) -> None:
        self.conditional("assign", self.people[who], reviewer=self.people[whom], may_refuse=True)

    def take_over(self, who: int, whom: int) -> None:
        reviewer = self.people[whom]
        claim = Claim.objects.get(pk=self.pk)
        held = Review.objects.filter(claim=claim, round=claim.round, reviewer=reviewer)
        stale = not any(rating.reviewer_id == reviewer.pk for rating in counting(claim))
        can = held.filter(outcome__in=["open", *(["rated"] if stale else [])]).exists()
        self.conditional("take_over", self.people[who], reviewer=reviewer, may_refuse=not can)

    def with_a_reason(self, who: int, name: str) -> None:
        self.conditional(name, self.people[who], reason="Because.")

    def adjudicate(self, who: int, which: int, summary: str) -> None:
        fields = {"level": self.level(which), "summary": summary, "reason": "Because."}
        self.conditional("adjudicate", self.people[who], **fields)

    def publish(self, who: int) -> None:
        ready = publishable(Claim.objects.get(pk=self.pk))
        verdict = self.conditional("publish", self.people[who], may_refuse=not ready)
        assert ready or verdict is None

    def correct(self, who: int, change: str) -> None:
        claim = Claim.objects.get(pk=self.pk)
        fields: dict[str, Any] = {"note": "A figure was wrong.", "may_refuse": change != ""}
        if change == "normalised":
            fields["changes"] = {"normalised": "Other words."}
        elif change == "level" and claim.scale is not None:
            fields["level"] = self.level(0)
        elif change == "citation":
            standing = Citation.objects.filter(claim=claim, withdrawn_at=None)
            fields["withdraw_citations"] = list(standing.values_list("pk", flat=True)[:1])
        self.conditional("correct", self.people[who], **fields)

    @rule(who=people, pick=picks, which=picks)
    def somebody_does_what_they_may(self, who: int, pick: int, which: int) -> None:
        listed = services.allowed_actions_for(self.people[who], Claim.objects.get(pk=self.pk))
        listed = [*listed, *(name for name in ("rate", "adjudicate", "publish") if name in listed)]
        if listed:
            self.does(who, listed[pick % len(listed)], which)

    @rule(who=people, pick=picks, which=picks)
    def somebody_rates_or_cites(self, who: int, pick: int, which: int) -> None:
        """What moves a claim on."""
        name = ("take", "rate", "rate", "cite", "withdraw_citation", "next", "draft")[pick % 7]
        self.does(who, name, which)

    def does(self, who: int, name: str, which: int) -> None:
        """`which` decides on all arguments."""
        {
            "rate": lambda: self.rate(who, min(which % 6, 3), which % 7 == 6),
            "cite": lambda: self.cite(who, which % 3, ("refutes", "supports")[which % 2]),
            "withdraw_citation": lambda: self.withdraw_citation(who, which),
            "edit": lambda: self.edit(who, WORDINGS[which % len(WORDINGS)]),
            "assign": lambda: self.assign(who, which % len(self.people)),
            "take_over": lambda: self.take_over(who, which % len(self.people)),
            "adjudicate": lambda: self.adjudicate(who, which % 4, "It was 5.1." * (which % 5 > 0)),
            "publish": lambda: self.publish(who),
            "correct": lambda: self.correct(who, CHANGES[which % len(CHANGES)]),
            "next": lambda: self.next(who),
            "draft": lambda: self.draft(who),
            **dict.fromkeys(WITH_A_REASON, lambda: self.with_a_reason(who, name)),
            **dict.fromkeys(("take", "renew", "release"), lambda: self.hold_a_place(who, name)),
        }[name]()

    @rule(who=people)
    def everything(self, who: int) -> None:
        """What is listed is accepted, what is not is refused: each act, and back again."""
        names = ("next", "edit", "rate", "assign", "adjudicate", "publish", "correct")
        for name in (*names, "take", "renew", "release", *WITH_A_REASON):
            self.and_back(who, name, 1)
        for whom in range(len(self.people)):
            self.and_back(who, "take_over", whom)

    def and_back(self, who: int, name: str, which: int) -> None:
        with transaction.atomic():
            self.does(who, name, which)
            transaction.set_rollback(True)

    @rule(which=st.integers(0, 3), apart=st.sampled_from([0, 1, 2]))
    def round_is_filled(self, which: int, apart: int) -> None:
        self.everybody_rates(which, apart)

    @rule()
    def publish_as_they_should(self) -> None:
        """Short cut to a published claim, which single acts seldom reach."""
        self.everybody_rates(0, 0)
        for which in (0, 1):
            self.cite(which, which, "refutes")
        self.adjudicate(2, 0, "It was 5.1.")
        self.publish(2)

    # What is no act on the record -------------------------------------------------------------

    @rule(who=people, action=st.sampled_from(["take", "release", "renew", "reopen", "publish"]))
    def act_on_an_old_version(self, who: int, action: str) -> None:
        before = Seen.now(self.pk)
        act = getattr(services, action)
        editors_only = action == "publish" and who < 2
        expected = DomainError if editors_only else StaleVersion
        with pytest.raises(expected), transaction.atomic():
            act(actor=self.people[who], claim_id=self.pk, expected_version=10**6)
        self.nothing_changed(before)

    def draft(self, who: int) -> None:
        before = Seen.now(self.pk)
        written = {"rationale": "So far"}
        tried(lambda: services.save_draft(actor=self.people[who], claim_id=self.pk, draft=written))
        after = chain(before.claim).order_by("seq")[before.events :]
        assert all(event.actor is None for event in after)

    @rule(who=people)
    def the_lease_runs_out(self, who: int) -> None:
        mine = Review.objects.filter(claim=self.pk, reviewer=self.people[who], outcome="open")
        mine.update(lease_expires_at=Now() - timedelta(seconds=1))

    @rule()
    def maintenance_expires(self) -> None:
        before = Seen.now(self.pk)
        services.expire_overdue()
        after = Seen.now(self.pk).claim
        assert after.status == before.settled
        assert after.version - before.claim.version == (before.claim.status != before.settled)

    # What always holds ------------------------------------------------------------------------

    @invariant()
    def places(self) -> None:
        claim = Claim.objects.select_related("scale").get(pk=self.pk)
        reviews = list(Review.objects.filter(claim=claim))
        holding = [r for r in reviews if r.outcome in ("open", "rated")]
        places = [(r.reviewer_id, r.round) for r in holding]
        assert len(places) == len(set(places))
        here = [r for r in holding if r.round == claim.round]
        assert len(here) <= (claim.scale.ratings_required if claim.scale else 0)
        open_ = [r for r in reviews if r.outcome == "open"]
        assert all(r.round == claim.round for r in open_)
        assert claim.status == "in_review" or not open_
        if claim.status == "in_review":
            assert open_ or rated(claim).exists()
            assert claim.scale is not None
            assert len(counting(claim)) < claim.scale.ratings_required
        elif claim.status == "extracted":
            assert not rated(claim).exists()
        elif claim.status == "disputed":
            assert rated(claim).exists()

    @invariant()
    def verdicts(self) -> None:
        claim = Claim.objects.get(pk=self.pk)
        alive = Verdict.objects.filter(claim=claim, superseded_at=None, retracted_at=None)
        drafts = [v for v in alive if v.published_at is None]
        public = [v for v in alive if v.published_at is not None]
        assert len(public) == (claim.status == "published")
        assert len(drafts) <= (claim.status == "resolved")
        for verdict in public:
            assert verdict.summary
            assert verdict.wording == claim.wording
            assert verdict.round == claim.round
            assert len({c["source"] for c in verdict.citations}) >= 2
            assert "primary" in {c["kind"] for c in verdict.citations}

    @invariant()
    def blindness(self) -> None:
        claim = Claim.objects.get(pk=self.pk)
        self.turn += 1  # two people after each act, whoever's turn it is: it is many queries
        for who in (self.turn % 2, 2 + self.turn % 2):
            person = self.people[who]
            ratings = set(Rating.objects.visible_to(person).filter(claim=claim))
            citations = Citation.objects.filter(claim=claim).with_stance_for(person)
            entries = history(person, claim)
            if claim.status in DECIDED or self.looked(person, claim):
                assert ratings == set(claim.ratings.all())
                assert all(citation.shown_stance for citation in citations)
                continue
            assert ratings == set(claim.ratings.filter(reviewer=person))
            assert all(c.shown_stance is None or c.added_by_id == person.pk for c in citations)
            seen = Verdict.objects.visible_to(person).filter(claim=claim)
            assert all(verdict.published_at for verdict in seen)
            for entry in entries:
                if entry.actor != person:
                    assert not entry.digests
                    assert SECRETS.isdisjoint(entry.values)
                    assert entry.action != "adjudicate" or not entry.reason

    def looked(self, person: User, claim: Claim) -> bool:
        mine = Review.objects.filter(claim=claim, round=claim.round, reviewer=person)
        return bool(mine.exclude(revealed_at=None).exists())

    @invariant()
    def the_record_verifies(self) -> None:
        assert not list(verify_chains())


@pytest.fixture
def acting(db: None) -> list[User]:
    reviewers = [UserFactory(username=name) for name in ("anna", "bert")]
    editors = [UserFactory(username=name, role=Role.EDITOR) for name in ("edda", "emil")]
    LifeOfAClaim.people, LifeOfAClaim.done = reviewers + editors, set()
    return LifeOfAClaim.people


def test_whatever_people_do_the_claim_stays_consistent(acting: list[User]) -> None:
    run_state_machine_as_test(
        LifeOfAClaim,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_every_act_from_the_first_to_the_last(acting: list[User]) -> None:
    """One life in which each act is accepted, judged like any other."""
    life = LifeOfAClaim()
    life.begin(2)
    script = "take renew release assign take_over take rate reveal edit rate adjudicate reopen "
    script += "dismiss reopen"
    for name in script.split():
        who = 2 if name in ("assign", "edit", "take_over", "reveal", "adjudicate", "reopen") else 0
        life.does(who, name, 0)
        life.blindness()
        life.places()
        life.verdicts()
    life.publish_as_they_should()
    life.correct(2, "normalised")
    life.verdicts()
    life.with_a_reason(3, "retract")
    life.verdicts()
    life.blindness()
    life.the_record_verifies()
    life.teardown()
    assert {action.value for action in Action} <= LifeOfAClaim.done


@pytest.mark.parametrize("reworded", [False, True])
@pytest.mark.parametrize("then", ["lease", "take_over", "reveal", "nothing"])
def test_what_is_listed_where_places_end(acting: list[User], reworded: bool, then: str) -> None:
    """Corners that random acts seldom reach: overdue places, ratings of an earlier wording."""
    life = LifeOfAClaim()
    life.begin(2)
    life.hold_a_place(0, "take")
    if reworded:
        life.rate(0, 0, False)
        life.edit(2, WORDINGS[0])
    if then == "take_over":
        life.take_over(2, 0)
    elif then == "reveal":
        life.with_a_reason(2, "reveal")
    elif then == "lease":
        life.hold_a_place(1, "take")
        life.the_lease_runs_out(0)
        life.the_lease_runs_out(1)
    for who in range(len(acting)):
        life.everything(who)
        life.blindness()
    life.places()
    life.teardown()
