"""People of every role with their clients, and a transcript with claims."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from accounts.roles import Role
from accounts.services import create_user
from claims import services
from claims.models import Claim, RatingLevel, RatingScale
from transcripts.models import Transcript
from transcripts.services import ingest

SAID = (
    "Mayor Ada Penhallow: Our city built 4,120 homes last year. Crime fell by 12 percent.\n\n"
    "Question: Is that enough?\n\n"
    "Mayor Ada Penhallow: We spent 31 million euros on buses in 2014.\n"
)
MakePerson = Callable[..., User]


@dataclass
class Client:
    """One person at the API; `get("claims/")` and so on answer REST framework responses."""

    user: User | None
    http: APIClient

    def __getattr__(self, method: str) -> Any:
        def call(path: str, data: Any = None, *, etag: str | None = None, **extra: Any) -> Any:
            headers = {**extra.pop("headers", {}), **({"If-Match": etag} if etag else {})}
            url = path if path.startswith(("/", "http")) else f"/api/v1/{path}"
            return getattr(self.http, method)(url, data, headers=headers, **extra)

        return call


@pytest.fixture
def person(db: None) -> MakePerson:
    """Makes an account: person("anna", Role.REVIEWER)."""

    def make(username: str, *roles: Role) -> User:
        return create_user(username=username, password="a long enough pass phrase", roles=roles)

    return make


@pytest.fixture
def client_of() -> Callable[[User | None], Client]:
    """The API as somebody, or as nobody, reaches it."""

    def connect(user: User | None) -> Client:
        http = APIClient()
        if user is not None:
            http.force_authenticate(User.objects.get(pk=user.pk))
        return Client(user, http)

    return connect


@pytest.fixture
def nobody(client_of: Any) -> Client:
    return client_of(None)


@pytest.fixture
def integrator(person: MakePerson, client_of: Any) -> Client:
    return client_of(person("ingrid", Role.INTEGRATOR))


@pytest.fixture
def stranger(person: MakePerson, client_of: Any) -> Client:
    """An integrator who uploaded nothing."""
    return client_of(person("stig", Role.INTEGRATOR))


@pytest.fixture
def reviewer(person: MakePerson, client_of: Any) -> Client:
    return client_of(person("anna", Role.REVIEWER))


@pytest.fixture
def second(person: MakePerson, client_of: Any) -> Client:
    """Another reviewer."""
    return client_of(person("bert", Role.REVIEWER))


@pytest.fixture
def third(person: MakePerson, client_of: Any) -> Client:
    return client_of(person("cleo", Role.REVIEWER))


@pytest.fixture
def editor(person: MakePerson, client_of: Any) -> Client:
    return client_of(person("edda", Role.EDITOR))


@pytest.fixture
def administrator(person: MakePerson, client_of: Any) -> Client:
    return client_of(person("olga", Role.ADMINISTRATOR))


@pytest.fixture
def transcript(integrator: Client) -> Transcript:
    """Uploaded by the integrator."""
    assert integrator.user is not None
    return ingest(actor=integrator.user, data=SAID.encode(), metadata={"title": "City"}).transcript


@pytest.fixture
def make_claim(transcript: Transcript) -> Callable[..., Claim]:
    """A claim over some words of the transcript, as the machine would have found it."""

    def make(words: str = "Crime fell by 12 percent.", of: Any = None, **fields: Any) -> Claim:
        of = of or transcript
        start = of.text.index(words)
        end = start + len(words)
        segment = of.segments.spanning(start, end).first()
        score = fields.pop("score", 0.9)
        return Claim.objects.create(
            transcript=of,
            start=start,
            end=end,
            text=words,
            first_segment=segment,
            last_segment=segment,
            context_start=segment.start,
            context_end=segment.end,
            score=score,
            rank=round(score * 10_000),
            reasons=[{"name": "percentage", "weight": 1.2, "text": "", "start": None, "end": None}],
            entities=[{"text": "12 percent", "label": "PERCENT", "start": start, "end": end}],
            suggested_type="quantity",
            suggested_speaker=segment.speaker,
            **fields,
        )

    return make


@pytest.fixture
def claim(make_claim: Callable[..., Claim]) -> Claim:
    return make_claim()


@pytest.fixture
def levels(db: None) -> list[RatingLevel]:
    """Of the default scale, worst first."""
    return list(RatingScale.objects.get(is_default=True).levels.order_by("position"))


def tag(client: Client, claim: Claim) -> str:
    """The claim's ETag as it is now."""
    return str(client.get(f"claims/{claim.pk}/")["ETag"])


def act(client: Client, claim: Claim, action: str, **body: Any) -> Any:
    """A state action on the claim as it is now."""
    return client.post(f"claims/{claim.pk}/{action}/", body, etag=tag(client, claim))


def rate(client: Client, claim: Claim, level: RatingLevel, rationale: str = "Seen.") -> Any:
    body = {"level": level.pk, "confidence": "high", "rationale": rationale, "wording": 1}
    return client.post(f"claims/{claim.pk}/ratings/", body)


def cite(client: Client, claim: Claim, kind: str = "primary", **fields: Any) -> Any:
    body = {
        "url": f"https://{kind}.example/report",
        "title": f"A {kind} source",
        "kind": kind,
        "excerpt": "The table says so.",
        "stance": "refutes",
        **fields,
    }
    return client.post(f"claims/{claim.pk}/citations/", body)


@pytest.fixture
def full_round(make_claim: Any, reviewer: Client, second: Client) -> tuple[Claim, RatingLevel]:
    """A claim that two reviewers rated alike, and the level they gave."""
    claim = make_claim()
    level = RatingLevel.objects.filter(number=2).first()
    assert level is not None
    for who in (reviewer, second):
        assert who.user is not None
        services.take(actor=who.user, claim_id=claim.pk, expected_version=None)
        services.rate(
            actor=who.user,
            claim_id=claim.pk,
            level=level,
            confidence="high",
            rationale="Table 4 says so.",
            wording=1,
        )
    return claim, level
