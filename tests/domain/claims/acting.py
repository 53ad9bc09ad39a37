"""What people do to one claim, each act by its name, a person's number and one more number.

A machine says in `attempt` how an act is judged.
"""

from functools import partial
from typing import Any, ClassVar

from accounts.models import User
from claims import services
from claims.models import Citation, Claim, RatingScale, Review
from tests.domain.claims.judging import Act, counting, publishable

DRAFT = {"rationale": "So far"}
WORDINGS = ("Unemployment fell.", "Unemployment rose.", "It stood still.")
CHANGES = ("", "normalised", "level", "citation")
LEVELS = ((1, "false"), (2, "doubtful"), (3, "true"), (None, "unproven"))
WITH_A_REASON = ("reveal", "dismiss", "reopen", "retract")


class Acting:
    """Acts of `people` (reviewers first, editors from number 2 on) on the claim `pk`."""

    people: ClassVar[list[User]]
    pk: int

    def attempt(self, actor: User, name: str, act: Act, *, may_refuse: bool = False) -> Any:
        """Acts. `may_refuse`: listed, but the arguments may be wrong for this claim."""
        raise NotImplementedError

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

    def hold_a_place(self, who: int, name: str) -> None:
        self.conditional(name, self.people[who])

    def next(self, who: int) -> None:
        mine = Claim.objects.filter(pk=self.pk)
        act = partial(services.next_claim, actor=self.people[who], queryset=mine)
        self.attempt(self.people[who], "take", act, may_refuse=True)

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
        if found:
            actor, citation = self.people[who], found[which % len(found)]
            act = partial(services.withdraw_citation, actor=actor, citation_id=citation.pk)
            self.attempt(actor, "withdraw_citation", partial(act, reason="Wrong."), may_refuse=True)

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

    def draft(self, who: int) -> None:
        act = partial(services.save_draft, actor=self.people[who], claim_id=self.pk)
        self.attempt(self.people[who], "draft", partial(act, draft=DRAFT), may_refuse=True)

    def publish_as_they_should(self) -> None:
        """Short cut to a published claim, which single acts seldom reach."""
        self.everybody_rates(0, 0)
        for which in (0, 1):
            self.cite(which, which, "refutes")
        self.adjudicate(2, 0, "It was 5.1.")
        self.publish(2)

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
            **dict.fromkeys(
                ("take", "renew", "release", "keep", "confirm"),
                lambda: self.hold_a_place(who, name),
            ),
        }[name]()
