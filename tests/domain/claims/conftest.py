"""People, a claim, and short ways to bring it where a test begins."""

from dataclasses import dataclass
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from claims import services
from claims.models import Claim, Rating, Verdict
from tests.factories import ClaimFactory, UserFactory, level

SOURCES = (
    ("https://statistics.example/labour", "primary"),
    ("https://paper.example/report", "secondary"),
)


@dataclass
class Desk:
    """Two reviewers, a third, an editor; each step is one service call with the current version."""

    one: User
    two: User
    three: User
    editor: User

    def fresh(self, claim: Claim) -> Claim:
        return Claim.objects.get(pk=claim.pk)

    def do(self, name: str, actor: User, claim: Claim, **fields: Any) -> Any:
        version = self.fresh(claim).version
        act = getattr(services, name)
        return act(actor=actor, claim_id=claim.pk, expected_version=version, **fields)

    def rate(self, actor: User, claim: Claim, number: int | None = 2, **fields: Any) -> Rating:
        values = {
            "level": level(number),
            "confidence": "high",
            "rationale": "The office's table says 5.1.",
            "wording": self.fresh(claim).wording,
        } | fields
        return services.rate(actor=actor, claim_id=claim.pk, **values)

    def take_and_rate(self, actor: User, claim: Claim, number: int | None = 2) -> Rating:
        self.do("take", actor, claim)
        return self.rate(actor, claim, number)

    def cite(self, actor: User, claim: Claim, which: int = 0, **fields: Any) -> Any:
        url, kind = SOURCES[which]
        values = {
            "url": url,
            "title": "Labour market in 2025",
            "publisher": "Statistics Office",
            "kind": kind,
            "excerpt": "5.1 percent",
            "stance": "refutes",
        } | fields
        return services.cite(actor=actor, claim_id=claim.pk, **values)

    def resolve(self, claim: Claim, first: int | None = 2, second: int | None = 2) -> Claim:
        """Rated by both reviewers: resolved, or disputed where they are apart."""
        self.take_and_rate(self.one, claim, first)
        self.take_and_rate(self.two, claim, second)
        return self.fresh(claim)

    def decide(self, claim: Claim, number: int | None = 2, **fields: Any) -> Verdict:
        values = {"level": level(number), "summary": "It was 5.1 percent."} | fields
        verdict: Verdict = self.do("adjudicate", self.editor, claim, **values)
        return verdict

    def publish(self, claim: Claim) -> Verdict:
        """All of it: two ratings, two sources, a verdict, published."""
        self.resolve(claim)
        self.cite(self.one, claim, 0)
        self.cite(self.two, claim, 1)
        self.decide(claim)
        verdict: Verdict = self.do("publish", self.editor, claim)
        return verdict


def new_desk() -> Desk:
    return Desk(UserFactory(), UserFactory(), UserFactory(), UserFactory(role=Role.EDITOR))


@pytest.fixture
def desk(db: None) -> Desk:
    return new_desk()


@pytest.fixture
def claim(db: None) -> Claim:
    return ClaimFactory()


@pytest.fixture(autouse=True)
def publisher(settings: Any) -> None:
    settings.PUBLIC_URL = "https://newsroom.example"
    settings.PUBLISHER_NAME = "Newsroom Example"
