"""Each list costs the same number of queries for two rows as for fifty, whoever they belong to."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import Role
from audit.services import record
from claims.archive.imports import request_import
from claims.models import (
    Citation,
    Export,
    PassageCheck,
    Post,
    Rating,
    Review,
    ScoredSentence,
    Snapshot,
    Verdict,
)
from notify.models import Attempt, Delivery, Endpoint, SavedSearch, SearchMatch, SigningSecret
from tests.api.conftest import Client
from tests.factories import (
    ClaimFactory,
    ScaleFactory,
    SourceFactory,
    SpeakerFactory,
    TranscriptFactory,
    UploadFactory,
    UserFactory,
)
from transcripts.models import ExtractionRun, Segment, Transcript

FEW, MANY = 2, 50


class World:
    """Makes rows, each with people, speakers and sources of its own."""

    def __init__(self, asks: User) -> None:
        self.asks = asks
        self.claim = ClaimFactory(status="disputed", scale=ScaleFactory())
        self.transcript = self.claim.transcript
        self.run = self.new_run(self.transcript, status="succeeded")
        self.scale = self.claim.scale
        self.source = SourceFactory()
        self.made = 0

    def new_run(self, transcript: Transcript, **fields: Any) -> ExtractionRun:
        fields = {"status": "failed", "failure_code": "internal", **fields}
        run: ExtractionRun = ExtractionRun.objects.create(
            transcript=transcript, max_attempts=3, not_before=Now(), finished_at=Now(), **fields
        )
        return run

    def next(self) -> int:
        self.made += 1
        return self.made

    def transcripts(self) -> None:
        UploadFactory(user=self.asks, transcript=TranscriptFactory(event_date="2026-01-05"))

    def claims(self) -> None:
        """Found in transcripts of their own, or further spans of one; all kinds of people."""
        other = TranscriptFactory(event_date="2026-01-05")
        UploadFactory(user=self.asks, transcript=other)
        claim = ClaimFactory(
            transcript=other if self.next() % 2 else self.transcript,
            start=self.made,
            speaker=SpeakerFactory(),
            type="law",
            scale=ScaleFactory(),
            status="in_review",
            added_by=UserFactory(),
        )
        Review.objects.create(claim=claim, reviewer=self.asks, round=1, lease_expires_at=Now())
        Transcript.objects.filter(pk=self.transcript.pk).update(event_date="2026-01-05")

    def superseded(self) -> None:
        ClaimFactory(superseded_at=Now())

    def of_one_speaker(self) -> None:
        ClaimFactory(speaker=self.transcript.segments.first().speaker)

    def segments(self) -> None:
        start = 1_000 + self.next()
        Segment.objects.create(
            transcript=self.transcript,
            position=start,
            speaker=SpeakerFactory(),
            role="speaker",
            start=start,
            end=start + 1,
        )

    def sentences(self) -> None:
        start = self.next()
        ScoredSentence.objects.create(
            run=self.run,
            start=start,
            end=start + 1,
            role="speaker",
            score=0.5,
            is_claim=True,
            type="law",
        )

    def runs(self) -> None:
        self.new_run(TranscriptFactory(), requested_by=UserFactory())

    def speakers(self) -> None:
        SpeakerFactory()

    def scales(self) -> None:
        ScaleFactory()

    def imports(self) -> None:
        request_import(actor=UserFactory(role=Role.EDITOR), data=b"{}")

    def exports(self) -> None:
        Export.objects.create(
            kind="claims",
            format="csv",
            transcript=TranscriptFactory(),
            requested_by=self.asks,
            max_attempts=3,
            not_before=Now(),
        )

    def sources(self) -> None:
        SourceFactory()

    def reviews(self) -> Review:
        self.next()
        review: Review = Review.objects.create(
            claim=self.claim,
            reviewer=UserFactory(),
            assigned_by=UserFactory(role=Role.EDITOR),
            round=1,
            lease_expires_at=Now(),
            outcome="rated",
            ended_at=Now(),
        )
        return review

    def ratings(self) -> None:
        review = self.reviews()
        level = self.scale.levels.all()[self.made % 6]
        Rating.objects.create(
            claim=self.claim,
            review=review,
            reviewer=review.reviewer,
            round=1,
            level=level,
            rationale="Seen.",
            wording=1,
        )

    def snapshots(self, source: Any = None) -> Snapshot:
        made: Snapshot = Snapshot.objects.create(
            source=source or self.source,
            origin="upload",
            status="kept",
            requested_by=UserFactory(),
            max_attempts=3,
            not_before=Now(),
            finished_at=Now(),
            retrieved_at=Now(),
            sha256="0" * 64,
        )
        return made

    def citations(self) -> None:
        source = SourceFactory()
        kept = self.snapshots(source)
        citation = Citation.objects.create(
            claim=self.claim,
            source=source,
            round=1,
            stance="refutes",
            added_by=UserFactory(),
            withdrawn_at=Now(),
            withdrawn_by=UserFactory(),
            withdrawn_reason="Wrong.",
        )
        PassageCheck.objects.create(citation=citation, snapshot=kept, outcome="exact", similarity=1)

    def posts(self) -> None:
        post = Post.objects.create(
            claim=self.claim,
            author=UserFactory(),
            round=1,
            body="Which year?",
            blind=True,
            withdrawn_at=Now(),
            withdrawn_by=UserFactory(),
            withdrawn_reason="Settled.",
        )
        post.mentions.set([UserFactory()])

    def verdicts(self) -> None:
        Verdict.objects.create(
            claim=self.claim,
            round=1,
            level=self.scale.levels.all()[self.next() % 6],
            decided_by=UserFactory(),
            published_by=UserFactory(),
            published_at=Now(),
            superseded_at=Now(),
            ratings_count=2,
            ratings_required=2,
        )

    @property
    def webhook(self) -> Endpoint:
        found = Endpoint.objects.filter(owner=self.asks).order_by("id").first()
        return found or self.webhooks()

    def webhooks(self) -> Endpoint:
        made: Endpoint = Endpoint.objects.create(owner=self.asks, url="https://a.example/")
        SigningSecret.objects.create(endpoint=made, sealed="x", expires_at="2099-01-01T00:00Z")
        SigningSecret.objects.create(endpoint=made, sealed="x")
        return made

    def deliveries(self) -> None:
        sent = Delivery.objects.create(
            endpoint=self.webhook,
            kind="ping",
            message_id=f"m{self.next()}",
            body="{}",
            not_before=Now(),
            give_up_at=Now(),
        )
        for number in (1, 2):
            Attempt.objects.create(delivery=sent, number=number, at=Now(), duration_ms=1)

    @property
    def search(self) -> SavedSearch:
        found = SavedSearch.objects.filter(owner=self.asks).order_by("id").first()
        return found or self.searches()

    def searches(self) -> SavedSearch:
        made: SavedSearch = SavedSearch.objects.create(
            owner=self.asks, name="N", query="type=law", since=Now(), endpoint=self.webhook
        )
        return made

    def matches(self) -> None:
        SearchMatch.objects.create(search=self.search, claim=ClaimFactory())

    def history(self) -> None:
        record(actor=UserFactory(), action="take", target=self.claim)


CASES: list[tuple[str, Callable[[World], Any]]] = [
    ("claims/", World.claims),
    ("claims/?ordering=id", World.claims),
    ("claims/?status=in_review", World.claims),
    ("claims/?transcript={transcript}", World.claims),
    ("claims/?speaker={speaker}", World.of_one_speaker),
    ("claims/?type=law", World.claims),
    ("claims/?min_score=0.1", World.claims),
    ("claims/?max_score=0.95", World.claims),
    ("claims/?assignee=me", World.claims),
    ("claims/?date_from=2026-01-01&date_to=2026-02-01", World.claims),
    ("claims/?search=unemployment", World.of_one_speaker),
    ("claims/?superseded=true", World.superseded),
    ("transcripts/", World.transcripts),
    ("transcripts/?language=en&title=council&date_from=2026-01-01", World.transcripts),
    ("transcripts/{transcript}/segments/", World.segments),
    ("transcripts/{transcript}/sentences/", World.sentences),
    ("transcripts/{transcript}/sentences/?is_claim=true&min_score=0.1", World.sentences),
    ("runs/", World.runs),
    ("runs/?status=failed", World.runs),
    ("speakers/", World.speakers),
    ("speakers/?name=quill", World.speakers),
    ("sources/", World.sources),
    ("sources/?kind=primary&title=labour&publisher=office", World.sources),
    ("sources/{source}/snapshots/", World.snapshots),
    ("exports/", World.exports),
    ("scales/", World.scales),
    ("imports/", World.imports),
    ("claims/{claim}/ratings/", World.ratings),
    ("claims/{claim}/citations/", World.citations),
    ("claims/{claim}/posts/", World.posts),
    ("claims/{claim}/reviews/", World.reviews),
    ("claims/{claim}/verdicts/", World.verdicts),
    ("claims/{claim}/history/", World.history),
    ("webhooks/", World.webhooks),
    ("webhooks/{webhook}/deliveries/", World.deliveries),
    ("webhooks/{webhook}/deliveries/?status=queued&kind=ping", World.deliveries),
    ("searches/", World.searches),
    ("searches/{search}/matches/", World.matches),
]


def cost(client: Client, path: str) -> tuple[int, int]:
    """Rows and queries of one request."""
    where = path + ("" if "/history/" in path else ("&" if "?" in path else "?") + "page_size=200")
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(where)
    assert answer.status_code == 200, answer.json()
    return len(answer.json()["results"]), len(captured)


ELSEWHERE = {"/api/v1/runs/{id}/comparison/"}
"""Its rows are no rows of a table: tests/api/test_comparison.py holds its cost."""


@pytest.mark.parametrize(("path", "add"), CASES, ids=[path for path, _ in CASES])
def test_a_list_of_fifty_costs_what_a_list_of_two_does(
    path: str, add: Callable[[World], Any], person: Any, client_of: Any
) -> None:
    user = person("asks", Role.REVIEWER)
    client, world = client_of(user), World(user)
    at = path.format(
        claim=world.claim.pk,
        transcript=world.transcript.pk,
        speaker=world.transcript.segments.first().speaker_id,
        webhook=world.webhook.pk,
        search=world.search.pk,
        source=world.source.pk,
    )
    for _ in range(FEW):
        add(world)
    cost(client, at)  # what is remembered from the first request on
    few_rows, few = cost(client, at)
    for _ in range(MANY - FEW):
        add(world)
    many_rows, many = cost(client, at)
    assert many_rows >= few_rows + 20, "the list has not grown"
    assert many == few
    assert many <= 12


INTEGRATORS = ("transcripts/", "claims/", "claims/?type=law", "speakers/")


@pytest.mark.parametrize("path", INTEGRATORS)
def test_what_an_integrator_lists_costs_the_same(path: str, person: Any, client_of: Any) -> None:
    user = person("asks", Role.INTEGRATOR)
    client, world = client_of(user), World(user)
    for _ in range(FEW):
        world.claims()
    cost(client, path)
    few_rows, few = cost(client, path)
    for _ in range(MANY - FEW):
        world.claims()
    many_rows, many = cost(client, path)
    assert many_rows >= few_rows + 20
    assert many == few


def test_no_list_is_left_out() -> None:
    """Every GET route that answers with `results` stands in CASES, or is measured ELSEWHERE."""
    schema = yaml.safe_load((Path(__file__).parents[2] / "docs" / "openapi.yaml").read_text())
    listed = {f"/api/v1/{path.partition('?')[0]}" for path, _ in CASES}
    shapes = {re.sub(r"{\w+}", "{id}", path) for path in listed}
    for path, methods in schema["paths"].items():
        answer = methods.get("get", {}).get("responses", {}).get("200", {})
        shape = next(iter(answer.get("content", {}).values()), {}).get("schema", {})
        name = shape.get("$ref", "").rpartition("/")[2]
        known = schema["components"]["schemas"].get(name, {})
        if "results" in known.get("properties", {}):
            shape_of_path = re.sub(r"{\w+}", "{id}", path)
            assert shape_of_path in shapes | ELSEWHERE, f"{path} has no case"
