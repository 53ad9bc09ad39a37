"""Our JSON: what it says is kept; what is wrong is refused with a JSON pointer."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from transcripts.formats import FormatError, ParsedSpeaker, Role, read

DOCS = Path(__file__).parents[3] / "docs" / "transcript-json.md"


def error(document: object) -> FormatError:
    data = document if isinstance(document, str) else json.dumps(document)
    with pytest.raises(FormatError) as caught:
        read(data.encode(), format="json")
    return caught.value


def test_everything_the_file_says_is_kept() -> None:
    parsed = read(
        json.dumps(
            {
                "title": "Budget",
                "language": "en-GB",
                "event_date": "2025-09-28",
                "source_url": "https://brill.example/budget",
                "publisher": "Brill Post",
                "segments": [
                    {"speaker": "Jane Doe", "label": "Mayor Doe", "text": "One.\nTwo.", "start": 0,
                     "end": 1.25},
                    {"label": "Question", "text": " Why? ", "start": 1.25, "end": 2},
                    {"text": "(Laughter)", "role": "furniture"},
                ],
            }
        ).encode()
    )  # fmt: skip
    assert (parsed.format, parsed.title, parsed.language) == ("json", "Budget", "en-GB")
    assert parsed.event_date == date(2025, 9, 28)
    assert (parsed.source_url, parsed.publisher) == ("https://brill.example/budget", "Brill Post")
    assert parsed.text == "One.\nTwo.\nWhy?\n(Laughter)"
    assert parsed.speakers == (ParsedSpeaker("Jane Doe", ("Mayor Doe",), ""),)
    assert [(s.role, s.speaker, s.label, s.start_ms, s.end_ms) for s in parsed.segments] == [
        (Role.SPEAKER, 0, "Mayor Doe", 0, 1250),
        (Role.QUESTIONER, None, "Question", 1250, 2000),
        (Role.FURNITURE, None, "", None, None),
    ]


@pytest.mark.parametrize(
    ("segment", "pointer", "code"),
    [
        ({}, "/segments/0/text", "syntax"),
        ({"text": 5}, "/segments/0/text", "syntax"),
        ({"text": " "}, "/segments/0/text", "empty"),
        ({"text": "a\x00"}, "/segments/0/text", "control_character"),
        ({"text": "\ud800"}, "/segments/0/text", "encoding"),
        ({"text": "a", "speaker": None}, "/segments/0/speaker", "syntax"),
        ({"text": "a", "speaker": "x" * 301}, "/segments/0/speaker", "string_too_long"),
        ({"text": "a", "label": "x" * 301}, "/segments/0/label", "string_too_long"),
        ({"text": "a", "a/b~": 1}, "/segments/0/a~1b~0", "syntax"),
        ({"text": "a", "role": "king"}, "/segments/0/role", "syntax"),
        ({"text": "a", "role": "narrator", "speaker": "Jo"}, "/segments/0/speaker", "syntax"),
        ({"text": "a", "start": 1}, "/segments/0", "timing"),
        ({"text": "a", "start": True, "end": 2}, "/segments/0/start", "syntax"),
        ({"text": "a", "start": "1", "end": 2}, "/segments/0/start", "syntax"),
        ({"text": "a", "start": 2, "end": 2}, "/segments/0/end", "timing"),
        ({"text": "a", "start": -2, "end": 2}, "/segments/0/start", "timing"),
        ({"text": "a", "start": 1, "end": 1e999}, "/segments/0/end", "syntax"),
        ("a", "/segments/0", "syntax"),
    ],
)
def test_a_wrong_segment_is_refused_at_its_pointer(
    segment: object, pointer: str, code: str
) -> None:
    found = error({"segments": [segment]})
    assert (found.pointer, found.code) == (pointer, code)
    assert pointer in found.detail


@pytest.mark.parametrize(
    ("document", "pointer", "code"),
    [
        ({}, "/segments", "syntax"),
        ([], "", "syntax"),
        ({"segments": []}, None, "empty"),
        ({"segments": [{"text": "a"}], "language": "en_GB!"}, "/language", "language"),
        ({"segments": [{"text": "a"}], "event_date": "2025-02-30"}, "/event_date", "syntax"),
        ({"segments": [{"text": "a"}], "source_url": "javascript:1"}, "/source_url", "syntax"),
        ({"segments": [{"text": "a"}], "source_url": "http://a.b:0/"}, "/source_url", "syntax"),
        ({"segments": [{"text": "a"}], "source_url": "http://u:p@a.b/"}, "/source_url", "syntax"),
        (
            {"segments": [{"text": "a"}], "source_url": "http://a.b/" + "x" * 1990},
            "/source_url",
            "string_too_long",
        ),
        ({"segments": [{"text": "a"}], "publisher": "x" * 201}, "/publisher", "string_too_long"),
        (
            {"segments": [{"text": "a"}], "language": "en-x-" + "abcdefgh-" * 5 + "i"},
            "/language",
            "string_too_long",
        ),
        ({"segments": [{"text": "a"}], "colour": 1}, "/colour", "syntax"),
        ('{"segments": [{"text": "a", "text": "b"}]}', "/segments/0/text", "syntax"),
        ('{"segments": [{"text": NaN}]}', "/segments/0/text", "syntax"),
        ("[" * 100_000, None, "syntax"),
        ('{"segments": [{"text": "a", "start": ' + "9" * 5000 + "}]}", None, "syntax"),
    ],
)
def test_a_wrong_document_is_refused(document: object, pointer: str | None, code: str) -> None:
    found = error(document)
    assert (found.pointer, found.code) == (pointer, code)


def test_segments_out_of_order_are_refused() -> None:
    found = error(
        {"segments": [{"text": "a", "start": 2, "end": 3}, {"text": "b", "start": 1, "end": 4}]}
    )
    assert (found.code, found.pointer) == ("timing", "/segments/1/start")


def test_no_json_is_refused_with_line_and_column() -> None:
    found = error('{\n"segments": [}')
    assert (found.code, found.line, found.column) == ("syntax", 2, 14)


def test_the_documented_example_is_read() -> None:
    example = re.findall(r"```json\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)[-1]
    parsed = read(example.encode(), format="json")
    assert len(parsed.segments) > 2
