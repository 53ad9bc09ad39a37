"""Whisper's and WhisperX's JSON: known by their keys, tolerated where strange, never trusted."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcripts.formats import FormatError, Role, detect, read
from transcripts.formats.base import strip_range
from transcripts.formats.decode import normalise
from transcripts.formats.whisper_languages import language_tag

DOCS = Path(__file__).parents[3] / "docs" / "transcript-formats.md"
WHISPER = {
    "text": " Rents rose by four percent. Thank you.",
    "segments": [
        {"id": 0, "seek": 0, "start": 0.0, "end": 3.5, "text": " Rents rose by four percent.",
         "tokens": [50364, 497], "temperature": 0.0, "avg_logprob": -0.27,
         "compression_ratio": 1.1, "no_speech_prob": 0.01},
        {"id": 1, "seek": 0, "start": 3.5, "end": 3.5, "text": " ", "tokens": []},
        {"id": 2, "seek": 0, "start": 3.5, "end": 5.02, "text": " Thank you.", "tokens": [1]},
    ],
    "language": "en",
}  # fmt: skip
WORDS = [{"word": "Rents", "start": 0.0, "end": 0.4, "score": 0.91, "speaker": "SPEAKER_00"},
         {"word": "4", "speaker": "SPEAKER_00"}]  # fmt: skip
WHISPERX = {
    "segments": [
        {"start": 0.031, "end": 3.5, "text": " Rents rose.", "words": WORDS,
         "speaker": "SPEAKER_00"},
        {"start": 3.5, "end": 4.0, "text": "Did they?", "words": [], "speaker": "SPEAKER_01"},
        {"start": 4.0, "end": 5.0, "text": "Yes.", "words": []},
    ],
    "word_segments": WORDS,
    "language": "de",
}  # fmt: skip
OURS = {"segments": [{"speaker": "Jane Doe", "text": "Hello.", "start": 0, "end": 1}]}


def dumped(document: object) -> bytes:
    return json.dumps(document).encode()


def error(document: object, format: str = "whisper") -> FormatError:
    with pytest.raises(FormatError) as caught:
        read(dumped(document), format=format)
    return caught.value


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (WHISPER, "whisper"),
        (WHISPERX, "whisperx"),
        (OURS, "json"),
        ({"language": "en", "segments": [{"id": 0, "text": "a", "start": 0, "end": 1}]}, "whisper"),
        ({"task": "transcribe", "text": "a", "segments": [{"text": "a"}]}, "whisper"),
        ({"segments": [{"text": "a", "words": [{"word": "a", "score": 0.1}]}]}, "whisperx"),
        ({"segments": [{"text": "a", "words": [{"word": "a", "probability": 1}]}]}, "whisper"),
        ({"segments": [{"text": 'He wrote "words": and "id": there'}]}, "json"),
        ({"text": "long " * 20_000, "segments": [{"id": 0, "text": "long"}]}, "whisper"),
        ({"title": "T", "segments": [{"id": 7, "text": "Hello."}]}, "json"),
        ({"segments": [{"label": "Q", "id": 7, "text": "Hello."}]}, "json"),
    ],
)
def test_the_three_kinds_of_json_are_told_apart_by_their_keys(
    document: object, expected: str
) -> None:
    for data in (dumped(document), json.dumps(document, indent=2).encode()):
        assert detect(data, name="talk.json", media_type="application/json") == expected


def test_whispers_segments_become_cues_without_a_speaker_and_silence_is_dropped() -> None:
    parsed = read(dumped(WHISPER), name="talk.json")
    assert (parsed.format, parsed.language) == ("whisper", "en")
    assert parsed.text == "Rents rose by four percent.\nThank you."
    assert parsed.speakers == ()
    assert [
        (s.start, s.end, s.label, s.speaker, s.start_ms, s.end_ms) for s in parsed.segments
    ] == [
        (0, 27, "", None, 0, 3500),
        (28, 38, "", None, 3500, 5020),
    ]


def test_a_voice_is_kept_as_a_label_and_is_no_person() -> None:
    parsed = read(dumped(WHISPERX))
    assert (parsed.format, parsed.language) == ("whisperx", "de")
    assert parsed.speakers == ()
    assert [(s.label, s.role, s.speaker, s.start_ms) for s in parsed.segments] == [
        ("SPEAKER_00", Role.SPEAKER, None, 31),
        ("SPEAKER_01", Role.SPEAKER, None, 3500),
        ("", Role.SPEAKER, None, 4000),
    ]


@pytest.mark.parametrize("voice", ["SPEAKER_00", "SPEAKER_117", "UNKNOWN", "Speaker 2"])
def test_no_made_up_voice_is_a_person(voice: str) -> None:
    parsed = read(dumped({"segments": [{"text": "Yes.", "speaker": voice}]}), format="whisperx")
    assert parsed.speakers == ()
    assert parsed.segments[0].label == voice


def test_a_name_somebody_put_in_place_of_a_voice_is_a_person() -> None:
    document = {"segments": [{"text": "Yes.", "speaker": "Mayor Jane Doe", "words": []}]}
    parsed = read(dumped(document), format="whisperx")
    assert [(s.name, s.title) for s in parsed.speakers] == [("Jane Doe", "Mayor")]
    assert parsed.segments[0].speaker == 0


def test_unknown_keys_nulls_and_nan_where_nothing_is_read_are_tolerated() -> None:
    segment = {"text": "Yes.", "start": None, "end": None, "speaker": None, "avg_logprob": None}
    data = dumped({"segments": [{**segment, "chars": None, "score": float("nan")}], "x": {"y": []}})
    parsed = read(data, format="whisper")
    assert (parsed.segments[0].start_ms, parsed.language) == (None, "")


def test_a_segment_of_no_length_lasts_a_millisecond() -> None:
    parsed = read(
        dumped({"segments": [{"text": "Yes.", "start": 2, "end": 2.0}]}), format="whisper"
    )
    assert (parsed.segments[0].start_ms, parsed.segments[0].end_ms) == (2000, 2001)


@pytest.mark.parametrize(
    ("segment", "pointer", "code"),
    [
        ({}, "/segments/1/text", "syntax"),
        ({"text": None}, "/segments/1/text", "syntax"),
        ({"text": ["a"]}, "/segments/1/text", "syntax"),
        ({"text": "a\x00"}, "/segments/1/text", "control_character"),
        ({"text": "\ud800"}, "/segments/1/text", "encoding"),
        ({"text": "a", "start": 5}, "/segments/1", "timing"),
        ({"text": "a", "start": 5, "end": None}, "/segments/1", "timing"),
        ({"text": "a", "start": "5", "end": 6}, "/segments/1/start", "syntax"),
        ({"text": "a", "start": 5, "end": float("nan")}, "/segments/1/end", "syntax"),
        ({"text": "a", "start": 5, "end": 4.9}, "/segments/1/end", "timing"),
        ({"text": "a", "start": -1, "end": 4}, "/segments/1/start", "timing"),
        ({"text": "a", "start": 1, "end": 4}, "/segments/1/start", "timing"),
        ({"text": "a", "speaker": "x" * 301}, "/segments/1/speaker", "string_too_long"),
        ({"text": "a", "speaker": 1}, "/segments/1/speaker", "syntax"),
        ("a", "/segments/1", "syntax"),
    ],
)
@pytest.mark.parametrize("format", ["whisper", "whisperx"])
def test_what_is_broken_is_refused_at_its_pointer(
    segment: object, pointer: str, code: str, format: str
) -> None:
    found = error({"segments": [{"text": "Yes.", "start": 2, "end": 3}, segment]}, format)
    assert (found.pointer, found.code) == (pointer, code)
    assert pointer in found.detail


@pytest.mark.parametrize(
    ("document", "pointer", "code"),
    [
        ({"text": "a"}, "/segments", "syntax"),
        ({"segments": {}}, "/segments", "syntax"),
        ([], "", "syntax"),
        ({"segments": []}, None, "empty"),
        ({"segments": [{"text": " \n", "start": 9, "end": 1}]}, None, "empty"),
        ({"segments": [{"text": "a"}], "language": "kling on"}, "/language", "language"),
        ({"segments": [{"text": "a"}], "language": 5}, "/language", "syntax"),
    ],
)
def test_a_broken_document_is_refused(document: object, pointer: str | None, code: str) -> None:
    found = error(document)
    assert (found.pointer, found.code) == (pointer, code)


@pytest.mark.parametrize(
    ("written", "tag"),
    [("english", "en"), ("English", "en"), ("en", "en"), ("pt-BR", "pt-BR"), ("jw", "jv"),
     ("cantonese", "yue"), ("", ""), ("kling on", "")],
)  # fmt: skip
def test_languages_by_name_become_tags(written: str, tag: str) -> None:
    assert language_tag(written) == tag


TEXT = st.text(
    st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n\t\r"), max_size=12
)
SEGMENTS = st.lists(
    st.fixed_dictionaries(
        {"text": TEXT, "start": st.integers(0, 9), "end": st.floats(9, 20)},
        optional={
            "speaker": st.sampled_from(["SPEAKER_00", "SPEAKER_01", "Jane Doe", None, ""]),
            "words": st.just([{"word": "a", "score": 0.5}]),
            "id": st.integers(),
        },
    ),
    max_size=12,
).map(lambda segments: sorted(segments, key=lambda s: s["start"]))


def heard(segment: dict[str, Any]) -> str:
    text = normalise(segment["text"])
    start, end = strip_range(text, 0, len(text))
    return text[start:end]


@given(SEGMENTS, st.sampled_from(["whisper", "whisperx"]))
@settings(max_examples=300, deadline=None)
def test_every_offset_leads_to_the_words_of_its_segment(
    segments: list[dict[str, Any]], format: str
) -> None:
    speaking = [segment for segment in segments if heard(segment)]
    if not speaking:
        assert error({"segments": segments}, format).code == "empty"
        return
    parsed = read(dumped({"text": "", "segments": segments}), format=format)
    assert parsed.text == "\n".join(heard(segment) for segment in speaking)
    for given_, got in zip(speaking, parsed.segments, strict=True):
        assert parsed.text[got.start : got.end] == heard(given_)
        assert got.start_ms == given_["start"] * 1000
        assert got.end_ms == max(round(given_["end"] * 1000), got.start_ms + 1)
        assert got.label == (given_.get("speaker") or "")
        assert (got.speaker is not None) == (got.label == "Jane Doe")


def test_the_examples_of_the_documentation_are_read() -> None:
    examples = re.findall(r"```json\n(.*?)```", DOCS.read_text(), re.S)
    assert [read(example.encode()).format for example in examples] == ["whisper", "whisperx"]
