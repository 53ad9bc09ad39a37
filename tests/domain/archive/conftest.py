"""ClaimReviews as the web has them, and imports done on the spot."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from claims.archive import imports
from claims.models import FactCheckImport
from tests.domain.claims.conftest import publisher
from tests.factories import UserFactory

__all__ = ["publisher"]

Load = Callable[[Any], FactCheckImport]


def claim_review(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A complete one, of a page of its own."""
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": f"https://www.checkers.example/{number}",
        "name": f"No, crime did not rise by {number} percent",
        "inLanguage": "en-GB",
        "datePublished": "2026-02-03",
        "claimReviewed": f"Crime rose by {number} percent in Alderton",
        "author": {"@type": "Organization", "name": "Checkers", "url": "https://checkers.example/"},
        "itemReviewed": {
            "@type": "Claim",
            "datePublished": "2026-01-29",
            "author": {
                "@type": "Person",
                "name": "Vera Quill",
                "jobTitle": "Mayor",
                "sameAs": "https://www.wikidata.org/wiki/Q1",
            },
            "firstAppearance": {"@type": "CreativeWork", "url": "https://tv.example/debate"},
            "appearance": [{"@type": "CreativeWork", "url": "https://paper.example/9"}],
        },
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": 2,
            "bestRating": 5,
            "worstRating": 1,
            "alternateName": "Mostly false",
            "ratingExplanation": "It fell.",
        },
        "reviewBody": "The table has it.",
        **changes,
    }


def feed(*reviews: dict[str, Any]) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "dataFeedElement": [{"@type": "DataFeedItem", "item": [one]} for one in reviews],
    }


def counts(job: FactCheckImport) -> tuple[int, int, int, int]:
    """New, changed, as they were, refused."""
    return job.created, job.updated, job.unchanged, job.refused


@pytest.fixture
def editor(db: None) -> User:
    return UserFactory(role=Role.EDITOR)


@pytest.fixture
def load(editor: User) -> Load:
    """Imports bytes, text or a JSON document, and returns the import as it ended."""

    def run(content: Any, name: str = "feed") -> FactCheckImport:
        if not isinstance(content, str | bytes):
            content = json.dumps(content)
        data = content.encode() if isinstance(content, str) else content
        job = imports.request_import(actor=editor, data=data, name=name)
        imports.work()
        job.refresh_from_db()
        return job

    return run
