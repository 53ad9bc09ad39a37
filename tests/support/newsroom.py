"""A newsroom at work: three transcripts and about 200 claims in every state of their life.

Its work goes back eleven weeks: what is decided was decided then, what is in work began lately.
A short Arabic transcript, which no extractor reads, has claims that people added.

For pictures, browser tests and measurements of pages, which look at nothing with two rows in
the database. Everything goes through the services that people use; the same seed gives the
same newsroom.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db.models import F
from django.test.utils import override_settings

from accounts.models import User
from accounts.roles import Role
from accounts.services import create_user
from benchmarks.texts import transcript as any_length
from claims import services
from claims.maintenance import review_due
from claims.models import Claim, ScoredSentence
from notify.services import deliver
from tests.support import network, superseding
from tests.support.clock import wound_back
from tests.support.work import Work
from transcripts.models import ExtractionRun, SegmentRole, Transcript
from transcripts.runs import request_run
from transcripts.services import ingest
from worker.orchestration import extract

PASSWORD = "a-long-password-for-tests-1"
SAMPLES = Path(__file__).resolve().parents[2] / "samples"

#: How long ago each transcript came in.
WEEKS = (11, 7, 4)
SCHOOLS = "ارتفعت ميزانية المدارس بنسبة 12 في المئة منذ عام 2021"
HOSPITALS = "أُغلقت ثلاثة مستشفيات في عام 2019"
ARABIC = f"""\
رئيسة المجلس: نبدأ بتقرير لجنة التعليم. تفضل يا سيد حداد.

سامي حداد: شكرا. {SCHOOLS}، وبنينا 14 مدرسة جديدة.

رئيسة المجلس: وماذا عن الصحة؟

ليلى منصور: {HOSPITALS} (St. Mary's وغيرها)، ولم يُفتح أي مستشفى منذ ذلك الحين.

سامي حداد: هذا غير دقيق. الأرقام منشورة في التقرير السنوي، الصفحة 41.
"""


@dataclass(frozen=True)
class Newsroom:
    """Who works there, `newcomer` on nothing yet, and on what; `claims` are in order of rank."""

    reviewers: Sequence[User]
    editor: User
    integrator: User
    administrator: User
    newcomer: User
    transcripts: Sequence[Transcript]
    arabic: Transcript

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
    people = _hire()
    with (
        override_settings(PUBLIC_URL="https://checks.example", PUBLISHER_NAME="The Gazette"),
        wound_back(timedelta(weeks=WEEKS[0])) as clock,
    ):
        network.subscribe(people["anna"])
        reviewers = [people["anna"], people["bela"], people["chidi"]]
        work = Work(reviewers, people["edda"], random.Random(seed), clock)
        transcripts = _bring_in(people["ingest"], work, any_length(long, seed).encode())
        for transcript in transcripts:
            _promote(people["chidi"], transcript)
        _try_another_version(people["edda"], transcripts[0])
        work.until(timedelta())
        superseding.supersede(people["anna"], people["edda"])
        network.bring()
        network.export(people["anna"], transcripts[0])
    newsroom = Newsroom(
        work.reviewers,
        people["edda"],
        people["ingest"],
        people["olga"],
        people["dora"],
        transcripts,
        _arabic(people["ingest"], people["anna"]),
    )
    review_due()
    deliver()
    network.import_fact_checks(people["edda"])
    return newsroom


def _hire() -> dict[str, User]:
    return {
        name: create_user(username=name, password=PASSWORD, roles=[role])
        for name, role in (
            ("anna", Role.REVIEWER),
            ("bela", Role.REVIEWER),
            ("chidi", Role.REVIEWER),
            ("edda", Role.EDITOR),
            ("ingest", Role.INTEGRATOR),
            ("olga", Role.ADMINISTRATOR),
            ("dora", Role.REVIEWER),
        )
    }


def _bring_in(uploader: User, work: Work, session: bytes) -> list[Transcript]:
    """One transcript after the other, each read and its claims' acts planned."""
    files = [
        ("debate.txt", (SAMPLES / "debate.txt").read_bytes()),
        ("hearing.vtt", (SAMPLES / "hearing.vtt").read_bytes()),
        ("session.txt", session),
    ]
    transcripts = []
    for (name, data), weeks in zip(files, WEEKS, strict=True):
        work.until(timedelta(weeks=weeks))
        more: dict[str, Any] = {"source_url": f"https://video.example/{name}"}
        if name == "session.txt":
            more |= {"title": "Spring session, third day", "event_date": date(2024, 4, 18)}
        taken = ingest(actor=uploader, data=data, name=name, metadata=more)
        assert taken.run is not None
        extract(taken.run.pk)
        transcripts.append(taken.transcript)
        work.plan(taken.transcript, timedelta(weeks=weeks))
    return transcripts


def _promote(reviewer: User, transcript: Transcript) -> None:
    """Two sentences that the machine left out and a reader did not."""
    left = ScoredSentence.objects.filter(
        run__transcript=transcript, is_claim=False, role=SegmentRole.SPEAKER
    )
    for sentence in left.order_by("-score", "start")[:2]:
        services.add_claim(
            actor=reviewer, transcript_id=transcript.pk, start=sentence.start, end=sentence.end
        )


def _try_another_version(editor: User, transcript: Transcript) -> None:
    """A trial of a version that finds less of one kind and more of another."""
    trial, _new = request_run(actor=editor, transcript=transcript, mode="shadow")
    extract(trial.pk)
    read = ScoredSentence.objects.filter(run=trial)
    read.filter(is_claim=True, type="quantity").update(is_claim=False, score=F("score") / 2)
    read.filter(is_claim=False, score__gt=0.3, type="event").update(is_claim=True, score=0.8)
    ExtractionRun.objects.filter(pk=trial.pk).update(extractor_version="another version")


def _arabic(uploader: User, reviewer: User) -> Transcript:
    name, words = "majlis.txt", ARABIC.encode()
    more = {"title": "جلسة مجلس المدينة", "language": "ar", "event_date": date(2024, 6, 3)}
    taken = ingest(actor=uploader, data=words, name=name, metadata=more)
    assert taken.run is not None
    extract(taken.run.pk)  # refused: there is no extractor for Arabic
    text = taken.transcript.text
    for said in (SCHOOLS, HOSPITALS):
        services.add_claim(
            actor=reviewer,
            transcript_id=taken.transcript.pk,
            start=text.index(said),
            end=text.index(said) + len(said),
            type=None,
        )
    return taken.transcript
