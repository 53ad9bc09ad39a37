"""How texts and names are shown: cut between words, and each in its own direction."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from desk.templatetags.desk import breakable, clipped, version
from tests.factories import ClaimFactory, SpeakerFactory, TranscriptFactory


@pytest.mark.parametrize(
    ("text", "length", "shown"),
    [
        ("Milk prices have fallen.", 24, "Milk prices have fallen."),
        ("Milk prices have fallen.", 16, "Milk prices have…"),
        ("Milk prices, as we know, fell.", 12, "Milk prices…"),
        ("Milk prices have fallen.", 14, "Milk prices…"),
        ("Milkpriceshavefallen.", 4, "Milk…"),
        ("", 4, ""),
    ],
)
def test_a_text_is_cut_between_words(text: str, length: int, shown: str) -> None:
    assert clipped(text, length) == shown


def test_a_version_is_shown_by_its_first_part() -> None:
    assert version("checkworthiness-1+rules-2+spacy-3") == "checkworthiness-1"
    assert version("rules") == "rules"
    assert breakable("rules-2+<spacy>") == "rules-2+<wbr>&lt;spacy&gt;"


def test_names_of_another_direction_leave_the_date_beside_them_alone(
    sign_in: Callable[..., Client],
) -> None:
    transcript = TranscriptFactory(title="جلسة مجلس المدينة", event_date="2024-06-03")
    ClaimFactory(transcript=transcript, suggested_speaker=SpeakerFactory(name="ليلى منصور"))
    page = sign_in(Role.REVIEWER).get(reverse("admin:index")).content.decode()
    assert "<bdi>جلسة مجلس المدينة</bdi>" in page
    assert "<bdi>ليلى منصور" in page
