"""The boxes of the desk and the admin site find either spelling, with accents and without."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from api.exceptions import InvalidInput
from desk.queue import Filters
from desk.saving import as_query
from tests.api.google.conftest import archive
from tests.desk.conftest import words
from tests.factories import (
    ClaimFactory,
    SpeakerFactory,
    TranscriptFactory,
    UserFactory,
)

SPELLINGS = [("Müller", "muller"), ("Muller", "MÜLLER")]


@pytest.mark.parametrize(("stored", "asked"), SPELLINGS)
def test_the_desks_boxes(sign_in: Callable[..., Client], stored: str, asked: str) -> None:
    client = sign_in(Role.REVIEWER)
    transcript = TranscriptFactory(title=f"The {stored} hearing", text=f"{stored} voted no.\n")
    claim = ClaimFactory(
        transcript=transcript,
        suggested_normalised="",
        suggested_speaker=SpeakerFactory(name=f"Jo {stored}"),
    )
    other = ClaimFactory()
    for box in ("q", "speaker"):
        page = words(client.get("/admin/", {box: asked}))
        assert claim.text in page, box
        assert other.text not in page, box
    page = words(client.get(reverse("admin:desk_transcripts"), {"q": asked}))
    assert transcript.title in page
    assert other.transcript.title not in page
    archive(1, claimReviewed=f"{stored} voted twice")
    page = words(client.get("/admin/desk/archive/", {"q": asked}))
    assert f"{stored} voted twice" in page


@pytest.mark.parametrize(("stored", "asked"), SPELLINGS)
def test_the_admin_sites_boxes(sign_in: Callable[..., Any], stored: str, asked: str) -> None:
    editor, olga = sign_in(Role.EDITOR), sign_in(Role.ADMINISTRATOR)
    speaker = SpeakerFactory(name=f"Jo {stored}")
    transcript = TranscriptFactory(title=f"The {stored} hearing", text=f"{stored} voted no.\n")
    claim = ClaimFactory(transcript=transcript, suggested_normalised="")
    user = UserFactory(last_name=stored)
    ClaimFactory()
    for client, page, wanted in (
        (editor, "transcripts_speaker", speaker),
        (editor, "transcripts_transcript", transcript),
        (editor, "claims_claim", claim),
        (olga, "accounts_user", user),
    ):
        answer = client.get(reverse(f"admin:{page}_changelist"), {"q": asked})
        assert list(answer.context["cl"].result_list) == [wanted], page
    choices = editor.get(
        reverse("admin:autocomplete"),
        {"term": asked, "app_label": "claims", "model_name": "claim", "field_name": "speaker"},
    )
    assert [one["text"] for one in choices.json()["results"]] == [speaker.name]


def test_a_saved_search_takes_the_speaker_meant(db: None) -> None:
    accented = SpeakerFactory(name="José Pérez")
    assert as_query(Filters({"speaker": "jose perez"})).endswith(f"speaker={accented.pk}")
    plain = SpeakerFactory(name="Jose Perez")
    for speaker in (accented, plain):
        query = as_query(Filters({"speaker": speaker.name}))
        assert query.endswith(f"speaker={speaker.pk}"), speaker.name
    with pytest.raises(InvalidInput):
        as_query(Filters({"speaker": "Jose Pérez"}))
