"""A newsroom at work: three transcripts and about 200 claims in every state of their life.

For pictures, browser tests and measurements of pages, which look at nothing with two rows in
the database. Everything goes through the services that people use; the same seed gives the
same newsroom.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import F
from django.test.utils import override_settings

from accounts.models import User
from accounts.roles import Role
from accounts.services import create_user
from benchmarks.texts import transcript as any_length
from claims import services
from claims.models import Claim, RatingLevel, ScoredSentence
from notify.services import deliver
from transcripts.models import ExtractionRun, Transcript
from transcripts.runs import request_run
from transcripts.services import ingest
from worker.orchestration import extract

PASSWORD = "a-long-password-for-tests-1"
SAMPLES = Path(__file__).resolve().parents[2] / "samples"

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


@dataclass(frozen=True)
class Newsroom:
    """Who works there and on what; `claims` in the order of their rank."""

    reviewers: Sequence[User]
    editor: User
    integrator: User
    administrator: User
    transcripts: Sequence[Transcript]

    @property
    def claims(self) -> list[Claim]:
        return list(Claim.objects.order_by("-rank", "-id"))

    def one(self, **filters: Any) -> Claim:
        """The highest ranked claim in some state."""
        found: Claim | None = Claim.objects.filter(**filters).order_by("-rank", "-id").first()
        assert found is not None, filters
        return found


def build(long: int = 5_000, seed: int = 7) -> Newsroom:
    """Fills the database that Django is connected to; `long` is the words of one transcript.

    The extractor reads in this process, by the worker's own code.
    """
    people = {
        name: create_user(username=name, password=PASSWORD, roles=[role])
        for name, role in (
            ("anna", Role.REVIEWER),
            ("bela", Role.REVIEWER),
            ("chidi", Role.REVIEWER),
            ("edda", Role.EDITOR),
            ("ingest", Role.INTEGRATOR),
            ("olga", Role.ADMINISTRATOR),
        )
    }
    files = [
        ("debate.txt", (SAMPLES / "debate.txt").read_bytes()),
        ("hearing.vtt", (SAMPLES / "hearing.vtt").read_bytes()),
        ("session.txt", any_length(long, seed).encode()),
    ]
    transcripts = []
    for name, data in files:
        more: dict[str, Any] = {"source_url": f"https://video.example/{name}"}
        if name == "session.txt":
            more |= {"title": "Spring session, third day", "event_date": date(2024, 4, 18)}
        taken = ingest(actor=people["ingest"], data=data, name=name, metadata=more)
        assert taken.run is not None
        extract(taken.run.pk)
        transcripts.append(taken.transcript)
    _try_another_version(people["edda"], transcripts[0])
    newsroom = Newsroom(
        [people["anna"], people["bela"], people["chidi"]],
        people["edda"],
        people["ingest"],
        people["olga"],
        transcripts,
    )
    with override_settings(PUBLIC_URL="https://checks.example", PUBLISHER_NAME="The Gazette"):
        _Work(newsroom, random.Random(seed)).all()
    deliver()
    return newsroom


def _try_another_version(editor: User, transcript: Transcript) -> None:
    """A trial of a version that finds less of one kind and more of another."""
    trial, _new = request_run(actor=editor, transcript=transcript, mode="shadow")
    extract(trial.pk)
    read = ScoredSentence.objects.filter(run=trial)
    read.filter(is_claim=True, type="quantity").update(is_claim=False, score=F("score") / 2)
    read.filter(is_claim=False, score__gt=0.3, type="event").update(is_claim=True, score=0.8)
    ExtractionRun.objects.filter(pk=trial.pk).update(extractor_version="another version")


class _Work:
    """What people did, claim by claim: each life in turn, down the ranks."""

    def __init__(self, newsroom: Newsroom, chance: random.Random) -> None:
        self.room = newsroom
        self.chance = chance
        self.levels = list(RatingLevel.objects.filter(scale__is_default=True).order_by("position"))

    def all(self) -> None:
        lives: list[Callable[[Claim], None]] = [
            self.published,
            self.disputed,
            self.half_rated,
            self.untouched,
            self.agreed,
            self.taken,
            self.corrected,
            self.assigned,
            self.dismissed,
            self.untouched,
            self.retracted,
            self.reworded,
            self.untouched,
            self.published,
            self.untouched,
            self.reopened,
        ]
        for number, claim in enumerate(self.room.claims):
            lives[number % len(lives)](claim)

    def untouched(self, claim: Claim) -> None:
        """As the machine left it."""

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
            actor=self.room.editor,
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
            actor=self.room.editor,
            claim_id=claim.pk,
            expected_version=None,
            level=self.levels[level],
            summary=self.chance.choice(SUMMARIES),
            as_of=date(2024, 10, 9),
        )
        services.publish(actor=self.room.editor, claim_id=claim.pk, expected_version=None)

    def corrected(self, claim: Claim) -> None:
        self.published(claim)
        services.correct(
            actor=self.room.editor,
            claim_id=claim.pk,
            expected_version=None,
            note="An earlier version named the wrong table.",
            summary=self.chance.choice(SUMMARIES),
        )

    def retracted(self, claim: Claim) -> None:
        self.published(claim)
        services.retract(
            actor=self.room.editor,
            claim_id=claim.pk,
            expected_version=None,
            reason="The statement was somebody else's, whom the speaker quoted.",
        )

    def reopened(self, claim: Claim) -> None:
        self._round(claim, 1, 4)
        services.reopen(
            actor=self.room.editor,
            claim_id=claim.pk,
            expected_version=None,
            reason="A new count came out this morning.",
        )

    def _round(self, claim: Claim, one_level: int, two_level: int) -> None:
        one, two = self._two()
        for person in (one, two):
            self._take(claim, person)
        self._cite(claim, one, primary=True)
        self._cite(claim, two, primary=False)
        self._rate(claim, one, one_level)
        self._rate(claim, two, two_level)

    def _two(self) -> list[User]:
        return self.chance.sample(list(self.room.reviewers), 2)

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
