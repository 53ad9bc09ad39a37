"""Rows for lists to be measured with, each with people, speakers and sources of its own."""

from typing import Any

from django.db.models.functions import Now

from accounts.models import User
from accounts.roles import Role
from audit.services import record
from claims.archive.imports import request_import
from claims.models import (
    Citation,
    Export,
    Match,
    PassageCheck,
    Post,
    Rating,
    Review,
    ScoredSentence,
    Snapshot,
    Source,
    Supersession,
    Verdict,
)
from notify.models import Attempt, Delivery, Endpoint, SavedSearch, SearchMatch, SigningSecret
from tests.factories import (
    ClaimFactory,
    ScaleFactory,
    SourceFactory,
    SpeakerFactory,
    TranscriptFactory,
    UploadFactory,
    UserFactory,
    VerdictFactory,
)
from transcripts.models import ExtractionRun, Segment, Transcript


class World:
    """Each method adds one row to some list; `asks` is who reads it."""

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

    def due(self) -> None:
        claim = ClaimFactory(status="published", scale=ScaleFactory())
        VerdictFactory(claim=claim, due_at=Now(), due_because=[{"code": "date"}])

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
        self.marked(SourceFactory())

    def marked(self, source: Source, **withdrawn: Any) -> Supersession:
        made: Supersession = Supersession.objects.create(
            source=source,
            reason="Revised.",
            replaced_by=SourceFactory(),
            said_by=UserFactory(),
            **withdrawn,
        )
        return made

    def supersessions(self) -> None:
        self.marked(
            self.source,
            withdrawn_at=Now(),
            withdrawn_by=UserFactory(),
            withdrawn_reason="Another table.",
        )

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
        self.marked(source)
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

    def claim_matches(self) -> None:
        """A later claim of somebody else that a person confirmed, with its published check."""
        later = VerdictFactory().claim
        Match.objects.create(
            claim=later,
            earlier=self.claim,
            kind="related",
            score=0.5,
            model="m",
            status="confirmed",
            decided_kind="same_claim",
            decided_by=UserFactory(),
            decided_at=Now(),
        )

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
            due_at=Now(),
            due_because=[{"code": "superseded", "supersession": self.marked(SourceFactory()).pk}],
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
