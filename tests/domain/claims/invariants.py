"""What holds of a claim after any act: places, verdicts, blindness, the audit chain."""

from typing import ClassVar

from hypothesis.stateful import invariant

from accounts.models import User
from audit.verify import verify_chains
from claims.history import history
from claims.models import Citation, Claim, Rating, Review, Verdict
from tests.domain.claims.judging import counting, rated

DECIDED = ("resolved", "disputed", "published")
SECRETS = frozenset({"level", "stance", "confidence", "rationale", "rating", "verdict"})


class AlwaysHolds:
    """For a state machine about the claim `pk`."""

    people: ClassVar[list[User]]
    pk: int
    turn = 0

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
