"""What people do in the newsroom of tests, claim by claim, through the services they use."""

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import cycle

from django.utils import timezone

from accounts.models import User
from claims import services
from claims.models import Claim, RatingLevel
from notify.services import deliver
from tests.support.clock import Clock
from transcripts.models import Transcript

#: So that what was published weeks ago is due again.
LOOK_AGAIN = timedelta(days=40)
RATIONALES = (
    "The annual table gives 3.9 percent for the year that is meant, so the figure is right to "
    "one decimal. The comparison with the years before holds as well.",
    "The office counts from April to March, the speaker from January. Over the calendar year "
    "the change is about half of what was said.",
    "The report says so in its summary, but the chapter behind it limits it to the two "
    "northern districts. Said of the whole state it is not so.",
    "No series goes back that far. The oldest one that can be compared begins eleven years "
    "later, and within it the claim holds.",
    "The minutes of the meeting have the vote as 31 to 28, as it was said.",
    "The number is the forecast of the year before, not what was counted. The count is lower.",
)
SUMMARIES = (
    "The official table has the figure, and the comparison holds for the years that can be "
    "compared.",
    "The number is right for the two northern districts. For the state as a whole it is about "
    "half of that.",
    "What was counted is lower than what was said; the speaker quoted a forecast.",
)
SOURCES = (
    ("https://statistics.example/annual/table-4", "Annual report, table 4", "Office of Statistics"),
    ("https://archive.example/minutes/2024-03", "Minutes of the March session", "State Archive"),
    ("https://audit.example/bridges", "Audit of the bridge programme", "Court of Audit"),
)
PAPERS = (
    ("https://gazette.example/figures", "What the figures say", "The Harbour Gazette"),
    ("https://courier.example/session", "The session, day by day", "Tamarack Courier"),
)


class Work:
    """Each life in turn, down the ranks of a transcript."""

    def __init__(
        self, reviewers: Sequence[User], editor: User, chance: random.Random, clock: Clock
    ) -> None:
        self.reviewers = reviewers
        self.editor = editor
        self.chance = chance
        self.clock = clock
        self.levels = list(RatingLevel.objects.filter(scale__is_default=True).order_by("position"))
        self.planned: list[tuple[timedelta, int, Callable[[Claim], None], Claim]] = []
        self.lives = cycle(
            [
                (self.published,),
                (self.disputed,),
                (self.half_rated,),
                (),
                (self.agreed,),
                (self.taken,),
                (self.published, self.corrected),
                (self.assigned,),
                (self.dismissed,),
                (),
                (self.published, self.retracted),
                (self.reworded,),
                (),
                (self.published,),
                (),
                (self.disputed, self.reopened),
            ]
        )

    def plan(self, transcript: Transcript, received: timedelta) -> None:
        """Each claim's acts at some time between its transcript's arrival and today."""
        today = {self.half_rated, self.taken, self.assigned, self.reworded}
        for claim in Claim.objects.filter(transcript=transcript).order_by("-rank", "-id"):
            left = received * self.chance.uniform(0.05, 0.95)
            for act in next(self.lives):
                when = timedelta(minutes=self.chance.uniform(5, 50)) if act in today else left
                self.planned.append((when, claim.pk, act, claim))
                left *= self.chance.uniform(0.4, 0.9)  # a correction comes later

    def until(self, ago: timedelta) -> None:
        """Does what is planned for before then, in its order, and lets the inboxes know."""
        due = sorted(
            (one for one in self.planned if one[0] > ago), reverse=True, key=lambda o: o[:2]
        )
        self.planned = [one for one in self.planned if one[0] <= ago]
        for when, _, act, claim in due:
            self.clock.ago(when)
            act(claim)
        self.clock.ago(ago)
        deliver()

    def taken(self, claim: Claim) -> None:
        self._take(claim, self._two()[0])

    def half_rated(self, claim: Claim) -> None:
        one, two = self._two()
        self._take(claim, one)
        self._take(claim, two)
        self._cite(claim, one)
        self._rate(claim, one, self.chance.randrange(5))

    def reworded(self, claim: Claim) -> None:
        one = self._two()[0]
        self._take(claim, one)
        services.edit_claim(
            actor=one,
            claim_id=claim.pk,
            expected_version=None,
            changes={"normalised": f"{claim.text.rstrip('.')} [in the state]."},
        )
        self._rate(claim, one, self.chance.randrange(5))

    def assigned(self, claim: Claim) -> None:
        services.assign(
            actor=self.editor,
            claim_id=claim.pk,
            expected_version=None,
            reviewer=self._two()[0],
        )

    def dismissed(self, claim: Claim) -> None:
        services.dismiss(
            actor=self._two()[0],
            claim_id=claim.pk,
            expected_version=None,
            reason="Said in jest; nobody would take it for a fact.",
        )

    def disputed(self, claim: Claim) -> None:
        self._round(claim, 0, 4)

    def agreed(self, claim: Claim) -> None:
        level = self.chance.randrange(4)
        self._round(claim, level, level + 1)

    def published(self, claim: Claim) -> None:
        level = self.chance.choice((0, 1, 2, 3, 4, 5))
        self._round(claim, level, level)
        services.adjudicate(
            actor=self.editor,
            claim_id=claim.pk,
            expected_version=None,
            level=self.levels[level],
            summary=self.chance.choice(SUMMARIES),
            as_of=date(2024, 10, 9),
            review_by=timezone.now().date() + LOOK_AGAIN,
        )
        services.publish(actor=self.editor, claim_id=claim.pk, expected_version=None)

    def corrected(self, claim: Claim) -> None:
        services.correct(
            actor=self.editor,
            claim_id=claim.pk,
            expected_version=None,
            note="An earlier version named the wrong table.",
            summary=self.chance.choice(SUMMARIES),
        )

    def retracted(self, claim: Claim) -> None:
        services.retract(
            actor=self.editor,
            claim_id=claim.pk,
            expected_version=None,
            reason="The statement was somebody else's, whom the speaker quoted.",
        )

    def reopened(self, claim: Claim) -> None:
        services.reopen(
            actor=self.editor,
            claim_id=claim.pk,
            expected_version=None,
            reason="A new count came out this morning.",
        )

    def _round(self, claim: Claim, one_level: int, two_level: int) -> None:
        one, two = self._two()
        for person in (one, two):
            self._take(claim, person)
        self.clock.forward(minutes=self.chance.uniform(5, 60))
        self._cite(claim, one, primary=True)
        self._cite(claim, two, primary=False)
        self._rate(claim, one, one_level)
        self._rate(claim, two, two_level)

    def _two(self) -> list[User]:
        return self.chance.sample(list(self.reviewers), 2)

    def _take(self, claim: Claim, person: User) -> None:
        services.take(actor=person, claim_id=claim.pk, expected_version=None)

    def _cite(self, claim: Claim, person: User, *, primary: bool = True) -> None:
        url, title, publisher = self.chance.choice(SOURCES if primary else PAPERS)
        services.cite(
            actor=person,
            claim_id=claim.pk,
            url=url,
            title=title,
            publisher=publisher,
            kind="primary" if primary else "secondary",
            excerpt="The series stands at 3.9 for the year, after 4.4 in the year before.",
            stance=self.chance.choice(("supports", "refutes", "context")),
        )

    def _rate(self, claim: Claim, person: User, level: int) -> None:
        claim.refresh_from_db(fields=["wording"])
        services.rate(
            actor=person,
            claim_id=claim.pk,
            level=self.levels[level],
            confidence=self.chance.choice(("low", "medium", "high")),
            rationale=self.chance.choice(RATIONALES),
            wording=claim.wording,
        )
