"""The archive and our own checks, and how Google's clients ask for them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from rest_framework.test import APIClient

from accounts.models import User
from accounts.roles import Role
from accounts.services import create_user
from claims.archive.markup import facts_of
from claims.archive.storing import Found, store_page
from claims.models import FactCheckPage, Verdict
from tests.domain.archive.conftest import claim_review, publisher
from tests.factories import VerdictFactory

__all__ = ["publisher"]


@transaction.atomic
def archive(number: int = 1, **changes: Any) -> FactCheckPage:
    """A fact-check by others, in the archive."""
    markup = claim_review(number, **changes)
    markup.pop("@context")
    facts = facts_of(markup)
    return store_page(facts.page_url, [Found("", markup, facts)], whole=True, came_from=None)[0]


def publish(words: str = "Unemployment fell to four percent", **fields: Any) -> Verdict:
    """A published check of ours."""
    said = {"speaker_name": "Ada Penhallow", "claim_date": "2026-01-15"}
    verdict: Verdict = VerdictFactory(claim_text=words, **said, **fields)
    return verdict


@pytest.fixture
def google(db: None) -> Callable[..., Any]:
    """Asks as somebody or nobody: google("get", "claims:search", {"query": ...}, user=...)."""

    def ask(
        method: str, path: str, data: Any = None, *, user: User | None = None, **kw: Any
    ) -> Any:
        client = APIClient()
        if user is not None:
            client.force_authenticate(user)
        return getattr(client, method)(f"/v1alpha1/{path}", data, **kw)

    return ask


@pytest.fixture
def editor(db: None) -> User:
    return create_user(username="edda", password="a long enough secret", roles=[Role.EDITOR])


@pytest.fixture
def integrator(db: None) -> User:
    return create_user(username="wire", password="a long enough secret", roles=[Role.INTEGRATOR])
