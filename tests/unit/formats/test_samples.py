"""The sample transcripts are read as a person would read them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from transcripts.formats import ParsedTranscript, Role, read

SAMPLES = Path(__file__).parents[3] / "samples"


def sample(name: str) -> ParsedTranscript:
    return read((SAMPLES / name).read_bytes(), name=name)


def test_the_interview_has_one_speaker_and_nobodys_furniture() -> None:
    parsed = sample("interview.txt")
    (mayor,) = parsed.speakers
    assert (mayor.name, mayor.title) == ("Ada Penhallow", "Mayor of Harrowmere")
    assert mayor.aliases == ("Mayor of Harrowmere Ada Penhallow",)
    assert parsed.event_date == date(2025, 5, 14)
    roles = [segment.role for segment in parsed.segments]
    assert roles[:3] == [Role.NARRATOR] * 3
    assert roles[-4:] == [Role.FURNITURE] * 4
    assert Role.FURNITURE not in roles[:-4]


def test_the_debate_has_four_speakers_and_a_moderator() -> None:
    parsed = sample("debate.txt")
    assert [speaker.name for speaker in parsed.speakers] == [
        "Lorraine Whitcombe", "Miguel Duarte", "Tess Okonjo", "Paul Lindqvist",
    ]  # fmt: skip
    assert "SEN. DUARTE" in parsed.speakers[1].aliases
    asked = [s for s in parsed.segments if s.role is Role.QUESTIONER]
    assert {s.speaker for s in asked} == {None}
    assert {s.label for s in asked} == {"MODERATOR"}


def test_the_hearing_has_times_voices_and_an_unknown_voice_from_the_floor() -> None:
    parsed = sample("hearing.vtt")
    assert len(parsed.speakers) == 5
    assert parsed.language == "en-US"
    unknown = [s for s in parsed.segments if s.label == ">>"]
    assert len(unknown) == 2
    assert {s.speaker for s in unknown} == {None}
    assert all(s.start_ms is not None and s.end_ms is not None for s in parsed.segments)


@pytest.mark.parametrize("name", ["interview.txt", "debate.txt", "hearing.vtt"])
def test_no_title_is_lost_and_no_label_is_left_in_a_segment(name: str) -> None:
    parsed = sample(name)
    assert parsed.title
    for segment in parsed.segments:
        if segment.label:
            assert not parsed.text[segment.start : segment.end].startswith(segment.label)
