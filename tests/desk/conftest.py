"""People signed in, a claim with one blind rating and stance on it, and a long transcript."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from claims import services
from claims.models import Claim
from tests.desk.transcript_page import LINE
from tests.factories import ClaimFactory, TranscriptFactory, UserFactory, level
from transcripts.models import Transcript

RATIONALE = "Zebra-striped rationale nobody else may read"
EXCERPT = "The series stands at 4.1 percent"


class Signed(Client):
    """A browser in which somebody is signed in."""

    person: User


@pytest.fixture
def sign_in(db: None) -> Callable[..., Signed]:
    """`sign_in(Role.EDITOR)` or `sign_in(user)`: a client of theirs, with `.person`."""

    def enter(who: Role | User | None) -> Signed:
        person = who if isinstance(who, User) else UserFactory(role=who)
        client = Signed()
        client.force_login(person)
        client.person = person
        return client

    return enter


@dataclass
class Blind:
    """Reviewer one has rated and cited, reviewer two holds the other place."""

    claim: Claim
    one: User
    two: User


def version(claim: Claim) -> int:
    claim.refresh_from_db(fields=["version"])
    return claim.version


def take(actor: User, claim: Claim) -> None:
    services.take(actor=actor, claim_id=claim.pk, expected_version=version(claim))


def cite(actor: User, claim: Claim, number: int = 1, **changes: Any) -> None:
    given = {
        "url": f"https://statistics.example/{number}",
        "title": f"Table {number}",
        "publisher": "Statistics Office",
        "kind": "primary" if number == 1 else "secondary",
        "excerpt": EXCERPT,
        "stance": "refutes",
        **changes,
    }
    services.cite(actor=actor, claim_id=claim.pk, **given)


def rate(actor: User, claim: Claim, number: int | None, why: str = "Because.") -> None:
    claim.refresh_from_db()
    services.rate(
        actor=actor,
        claim_id=claim.pk,
        level=level(number),
        confidence="high",
        rationale=why,
        wording=claim.wording,
    )


@pytest.fixture
def blind(db: None) -> Blind:
    one, two, claim = UserFactory(), UserFactory(), ClaimFactory()
    for person in (one, two):
        take(person, claim)
    cite(one, claim)
    rate(one, claim, 2, RATIONALE)
    claim.refresh_from_db()
    return Blind(claim, one, two)


def act(client: Client, claim: Claim, action: str, **data: object) -> Any:
    """An act by POST with the claim's version, or with another that `data` names."""
    sent = {"version": version(claim), **data}
    return client.post(reverse("admin:desk_act", args=[claim.pk, action]), sent, follow=True)


def claim_page(client: Client, claim: Claim) -> Any:
    return client.get(reverse("admin:desk_claim", args=[claim.pk]))


def words(page: Any) -> str:
    """What a page says, without its markup."""
    said = re.sub(r"<[^>]+>", "", page.content.decode())
    return " ".join(html.unescape(said).split())


@pytest.fixture
def long(db: None) -> Transcript:
    transcript: Transcript = TranscriptFactory(text=f"{LINE}\n" * 400)
    return transcript
