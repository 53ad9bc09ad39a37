"""Rows for tests, as the services would leave them. Explicit: every factory names what it makes.

Users get a role; transcripts get a text and one segment a paragraph; claims lie over a real
span of it, so that `text[start:end] == claim.text` holds.
"""

import datetime
import hashlib
from typing import Any

import factory
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory

from accounts.models import User
from accounts.roles import STAFF_ROLES, Role
from claims.models import Claim, ClaimType, RatingLevel, RatingScale, Source, SourceKind, Verdict
from transcripts.models import Segment, SegmentRole, Speaker, Transcript, Upload

TEXT = (
    "Unemployment fell to four percent last year, the lowest since 1999.\n"
    "We built two hundred kilometres of road in the north.\n"
    "The bridge at Alder Ferry was closed in March.\n"
)


class UserFactory(DjangoModelFactory[User]):
    """`UserFactory(role=Role.EDITOR)`; `role=None` is an account without any."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> User:
        role = kwargs.pop("role", Role.REVIEWER)
        made: User = super()._create(model_class, *args, is_staff=role in STAFF_ROLES, **kwargs)
        if role is not None:
            made.groups.add(Group.objects.get(name=role.value))
        return made


class SpeakerFactory(DjangoModelFactory[Speaker]):
    class Meta:
        model = Speaker

    name = factory.Sequence(lambda n: f"Vera Quill {n}")
    role = "Mayor"


class TranscriptFactory(DjangoModelFactory[Transcript]):
    """Three paragraphs said by one speaker, a segment each."""

    class Meta:
        model = Transcript
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Council meeting {n}")
    language = "en"
    format = "text"
    source_url = "https://council.example/meeting"
    text = TEXT
    digest = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest())

    @factory.post_generation
    def segments(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        speaker = SpeakerFactory()
        start = 0
        for position, line in enumerate(self.text.splitlines()):
            Segment.objects.create(
                transcript=self,
                position=position,
                speaker=speaker,
                role=SegmentRole.SPEAKER,
                label="Mayor Vera Quill:",
                start=start,
                end=start + len(line),
            )
            start += len(line) + 1


class UploadFactory(DjangoModelFactory[Upload]):
    """Makes its transcript the user's own."""

    class Meta:
        model = Upload

    transcript = factory.SubFactory(TranscriptFactory)
    user = factory.SubFactory(UserFactory)
    name = "meeting.txt"
    media_type = "text/plain"
    content = b"bytes"
    size = 5
    sha256 = hashlib.sha256(b"bytes").hexdigest()


class ClaimFactory(DjangoModelFactory[Claim]):
    """What a run stores: the transcript's first sentence, untouched by people."""

    class Meta:
        model = Claim

    transcript = factory.SubFactory(TranscriptFactory)
    start = 0
    end = factory.LazyAttribute(lambda o: o.transcript.text.index("\n"))
    text = factory.LazyAttribute(lambda o: o.transcript.text[o.start : o.end])
    role = SegmentRole.SPEAKER
    first_segment = factory.LazyAttribute(lambda o: o.transcript.segments.first())
    last_segment = factory.LazyAttribute(lambda o: o.first_segment)
    context_start = factory.SelfAttribute("start")
    context_end = factory.SelfAttribute("end")
    rank = 9_000
    score = factory.LazyAttribute(lambda o: o.rank / 10_000)
    suggested_normalised = "Unemployment fell to four percent in 2025, the lowest since 1999."
    suggested_type = ClaimType.QUANTITY
    suggested_speaker = factory.LazyAttribute(lambda o: o.first_segment.speaker)


class VerdictFactory(DjangoModelFactory[Verdict]):
    """A published check: "Mostly false" on the default scale, without sources."""

    class Meta:
        model = Verdict

    claim = factory.SubFactory(
        ClaimFactory, status="published", scale=factory.LazyFunction(lambda: level(2).scale)
    )
    round = 1
    level = factory.LazyFunction(lambda: level(2))
    level_label = factory.SelfAttribute("level.label")
    number = factory.SelfAttribute("level.number")
    worst, best = 1, 5
    claim_text = factory.SelfAttribute("claim.text")
    claim_normalised = factory.SelfAttribute("claim_text")
    summary = "It was 5.1 percent."
    decided_by = factory.SubFactory(UserFactory, role=Role.EDITOR)
    ratings_count = ratings_required = 2
    published_at = datetime.datetime(2026, 2, 1, 12, tzinfo=datetime.UTC)


class SourceFactory(DjangoModelFactory[Source]):
    class Meta:
        model = Source

    url = factory.Sequence(lambda n: f"https://statistics.example/{n}")
    canonical_url = factory.SelfAttribute("url")
    title = "Labour market in 2025"
    publisher = "Statistics Office"
    kind = SourceKind.PRIMARY
    added_by = factory.SubFactory(UserFactory)


class ScaleFactory(DjangoModelFactory[RatingScale]):
    """Five numbered levels and one without a number."""

    class Meta:
        model = RatingScale
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Scale {n}")
    ratings_required = 2

    @factory.post_generation
    def levels(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        for position in range(1, 6):
            RatingLevel.objects.create(
                scale=self, position=position, label=f"Level {position}", number=position
            )
        RatingLevel.objects.create(scale=self, position=6, label="Unproven")


def level(number: int | None) -> RatingLevel:
    """A level of the default scale by its number; None for "Unproven"."""
    return RatingLevel.objects.get(scale__is_default=True, number=number)
