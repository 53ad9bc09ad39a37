"""The lists find names, titles and words in either spelling, with accents and without."""

from typing import Any

import pytest

from claims.models import Claim
from tests.factories import ClaimFactory, SourceFactory, SpeakerFactory, TranscriptFactory

SPELLINGS = [("Zürich", "zurich"), ("Zurich", "ZÜRICH"), ("São Paulo", "sao paulo")]


def results(client: Any, path: str, **asked: str) -> list[Any]:
    answer = client.get(path, asked)
    assert answer.status_code == 200, answer.json()
    found: list[Any] = answer.json()["results"]
    return found


@pytest.mark.parametrize(("stored", "asked"), SPELLINGS)
def test_each_list_is_searched_in_either_spelling(reviewer: Any, stored: str, asked: str) -> None:
    transcript = TranscriptFactory(title=f"In {stored}", text=f"Rents in {stored} rose.\n")
    claim: Claim = ClaimFactory(transcript=transcript, suggested_normalised="")
    speaker = SpeakerFactory(name=f"Vera {stored}")
    title = SourceFactory(title=f"Rents in {stored}")
    publisher = SourceFactory(publisher=f"{stored} Office")
    for path, name, wanted in (
        ("transcripts/", "title", transcript),
        ("speakers/", "name", speaker),
        ("sources/", "title", title),
        ("sources/", "publisher", publisher),
        ("claims/", "search", claim),
    ):
        found = results(reviewer, path, **{name: asked})
        assert [one["id"] for one in found] == [wanted.pk], (path, name)
