"""Search finds either spelling from either spelling, with accents and without."""

from __future__ import annotations

import unicodedata

import pytest

from claims.archive.models import FactCheckPage
from claims.matching import lexical
from claims.models import Claim, FactCheck, Source
from tests.factories import ClaimFactory, SourceFactory, SpeakerFactory, TranscriptFactory
from transcripts.models import Speaker, Transcript

pytestmark = pytest.mark.django_db

#: What is said with accents and what is typed without.
SPELLINGS = [
    ("Zürich", "Zurich"),
    ("São Paulo", "Sao Paulo"),
    ("Großstraße", "Grossstrasse"),
    ("Łódź", "Lodz"),
    ("Ørsted", "Orsted"),
    ("İzmir", "Izmir"),
    ("Nguyễn", "Nguyen"),
    ("Rhône-Alpes", "Rhone-Alpes"),
    ("Ёлкин", "Елкин"),
]
BOTH_WAYS = [*SPELLINGS, *((plain, accented) for accented, plain in SPELLINGS)]
#: Scripts in which a mark makes another letter, or which have no accents: stay as they are.
OTHERS = ["Чайковский", "محمّد", "प्रधानमंत्री", "東京都"]


def said(text: str) -> Claim:
    claim: Claim = ClaimFactory(
        transcript=TranscriptFactory(text=f"{text}\n"), suggested_normalised=""
    )
    return claim


@pytest.mark.parametrize(("stored", "asked"), BOTH_WAYS)
def test_words_of_a_claim_are_found_in_either_spelling(stored: str, asked: str) -> None:
    claim = said(f"Rents in {stored} doubled.")
    said("Rents in Bern doubled.")
    assert list(Claim.objects.all().matching(asked)) == [claim]
    assert list(Claim.objects.all().matching(asked.upper())) == [claim]


@pytest.mark.parametrize(("stored", "asked"), BOTH_WAYS)
def test_parts_of_names_and_titles_are_found_in_either_spelling(stored: str, asked: str) -> None:
    speaker = SpeakerFactory(name=f"Vera {stored} Quill")
    transcript = TranscriptFactory(title=f"Meeting in {stored}")
    source = SourceFactory(title=f"Rents in {stored}", publisher=f"{stored} Office")
    SourceFactory()
    part = asked[1:]
    assert list(Speaker.objects.filter(name__folded__contains=part)) == [speaker]
    assert list(Transcript.objects.filter(title__folded__contains=part.lower())) == [transcript]
    assert list(Source.objects.filter(title__folded__contains=part.upper())) == [source]
    assert list(Source.objects.filter(publisher__folded__contains=part)) == [source]
    assert list(Speaker.objects.filter(name__folded=f"vera {asked} QUILL")) == [speaker]


@pytest.mark.parametrize("name", OTHERS)
def test_names_in_other_scripts_are_found_and_not_mixed_up(name: str) -> None:
    claim, speaker = said(f"{name} said so."), SpeakerFactory(name=name)
    for form in ("NFC", "NFD"):
        asked = unicodedata.normalize(form, name)
        assert list(Claim.objects.all().matching(asked)) == [claim], form
        assert list(Speaker.objects.filter(name__folded__contains=asked)) == [speaker], form
    bare = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    if bare != name:
        assert not Claim.objects.all().matching(bare)
        assert not Speaker.objects.filter(name__folded__contains=bare)


def test_accents_typed_apart_from_their_letters_are_found() -> None:
    speaker = SpeakerFactory(name="Jürg Müller")
    asked = unicodedata.normalize("NFD", "müller")
    assert list(Speaker.objects.filter(name__folded__contains=asked)) == [speaker]


def test_quotes_and_minus_work_without_accents() -> None:
    paulo, outside = said("São Paulo doubled."), said("Paulo went to São Tomé.")
    assert list(Claim.objects.all().matching('"sao paulo"')) == [paulo]
    assert list(Claim.objects.all().matching("sao -tome")) == [paulo]
    assert set(Claim.objects.all().matching("doubled or tome")) == {paulo, outside}
    assert list(Claim.objects.all().matching("sao doubling")) == [paulo]  # stems


@pytest.mark.parametrize("sign", ["%", "_", "\\", "％", "＿", "＼"])
def test_a_sign_is_looked_for_and_no_pattern(sign: str) -> None:
    """unaccent makes plain signs of wide ones, and so might make wildcards of them."""
    speaker = SpeakerFactory(name=f"A{sign}B")
    SpeakerFactory(name="AxB")
    assert list(Speaker.objects.filter(name__folded__contains=f"a{sign}b")) == [speaker]


@pytest.mark.parametrize(("stored", "asked"), BOTH_WAYS)
def test_matching_shares_words_in_either_spelling(stored: str, asked: str) -> None:
    page = FactCheckPage.objects.create(url="https://facts.example/", site="facts.example")
    check = FactCheck.objects.create(
        page=page, position=0, claim_key="k", markup={}, url=page.url, site=page.site,
        publisher="Facts", rating_text="False", claim_text=f"{stored} grew.",
    )  # fmt: skip
    found = lexical.by_words(FactCheck.objects.all(), "claim_text", f"{asked} grew.")
    assert found == [check.pk]
    assert lexical.by_words(FactCheck.objects.all(), "claim_text", "Bern grew.") == []
