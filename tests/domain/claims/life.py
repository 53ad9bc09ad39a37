"""Two reviewers and two editors do to one claim whatever they like, in any order.

After each act: it did what DESIGN.md says or was refused and left nothing behind; what
`allowed_actions_for` lists is accepted, what it does not list is refused; and what always
holds (tests.domain.claims.invariants) holds.
"""

from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction
from django.db.models.functions import Now
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from accounts.models import User
from api.exceptions import DomainError, StaleVersion
from claims import services
from claims.models import Citation, Claim, Review
from tests.domain.claims.acting import DRAFT, LEVELS, WITH_A_REASON, Acting
from tests.domain.claims.invariants import DECIDED, AlwaysHolds
from tests.domain.claims.judging import Act, Seen, chain, consensus, counting, tried
from tests.factories import ClaimFactory

#: Acts that leave the status alone and are no state action: the version stays.
ADDITIONS = frozenset({"cite", "rate"})
people = st.integers(0, 3)
picks = st.integers(0, 41)


class LifeOfAClaim(Acting, AlwaysHolds, RuleBasedStateMachine):
    """Each example runs in a savepoint and is rolled back: nothing here can be deleted."""

    done: ClassVar[set[str]]  # acts that were accepted, over all examples

    def __init__(self) -> None:
        super().__init__()
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

    # Acts judged otherwise ----------------------------------------------------------------------

    def next(self, who: int) -> None:
        actor, before = self.people[who], Seen.now(self.pk)
        listed = "take" in services.allowed_actions_for(actor, before.claim)
        mine = Claim.objects.filter(pk=self.pk)
        taken = services.next_claim(actor=actor, queryset=mine)
        assert (taken is not None) == listed
        if taken is not None:
            self.judge(actor, "take", before)

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

    def draft(self, who: int) -> None:
        before = Seen.now(self.pk)
        tried(lambda: services.save_draft(actor=self.people[who], claim_id=self.pk, draft=DRAFT))
        after = chain(before.claim).order_by("seq")[before.events :]
        assert all(event.actor is None for event in after)

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

    @rule(who=people)
    def everything(self, who: int) -> None:
        """What is listed is accepted, what is not is refused: each act, and back again."""
        names = ("next", "edit", "rate", "assign", "adjudicate", "publish", "correct")
        for name in (*names, "take", "renew", "release", "keep", "confirm", *WITH_A_REASON):
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
        super().publish_as_they_should()

    @rule()
    def a_run_no_longer_finds_it(self) -> None:
        lost = Claim.objects.filter(pk=self.pk, not_found_at=None).exclude(worked_on_at=None)
        lost.update(not_found_at=Now())

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
