"""Any bytes: encodings, limits, recognising formats, language tags, and what always holds."""

from __future__ import annotations

import contextlib
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcripts.formats import (
    FORMATS,
    FormatError,
    Limits,
    ParsedTranscript,
    Role,
    canonical_digest,
    detect,
    read,
    valid_language_tag,
)


def error(data: bytes, **options: object) -> FormatError:
    with pytest.raises(FormatError) as caught:
        read(data, **options)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_accepted_encoding_gives_the_same_text(encoding: str) -> None:
    text = "JANE: “Café” – naïve.\n"
    assert read(text.encode(encoding)).text == text


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\u2028", "\u2029", "\u0085", "\x0b"])
def test_every_newline_is_one_newline(newline: str) -> None:
    text = f"JANE: One.{newline}{newline}BOB: Two."
    assert read(text.encode()).text == "JANE: One.\n\nBOB: Two."


def test_text_is_in_normal_form_c() -> None:
    assert read("Cafe\u0301".encode()).text == "Café"


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "empty", None),
        (b" \n\t", "empty", None),
        ("\u00a0\u200b\n".encode(), "empty", None),
        (b"One\n\xff two", "encoding", 2),
        ("Café".encode("latin-1"), "encoding", 1),
        ("Some words".encode("utf-16-le"), "encoding", 1),
        ("Some words".encode("utf-32"), "encoding", 1),
        (b"\xff\xfea", "encoding", 1),
        (b"One\nt\x00wo", "control_character", 2),
        (b"One\r\n\r\ntwo\x1b", "control_character", 3),
        ("One\n\u0090".encode(), "control_character", 2),
        (b"%PDF-1.4 words", "binary", 1),
        (b"PK\x03\x04 words", "binary", 1),
        (bytes(range(256)) * 4, "binary", 1),
        (b"<!DOCTYPE html><p>Words", "unknown_format", 1),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(data: bytes, code: str, line: int | None) -> None:
    found = error(data)
    assert found.code == code
    if line is not None:
        assert found.line is not None
    if code in ("encoding", "control_character"):
        assert found.line == line
    assert found.detail.endswith(".")


def test_the_byte_that_cannot_be_read_is_named() -> None:
    assert "byte 4 (line 2)" in error(b"One\n\xff").detail


def test_tabs_and_form_feeds_are_kept() -> None:
    assert read(b"One\ttwo\x0cthree").text == "One\ttwo\x0cthree"


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(max_bytes=10), "too_large"),
        (Limits(max_segments=1), "too_many_segments"),
        (Limits(max_characters=10), "too_long"),
    ],
)
@pytest.mark.parametrize(
    "data",
    [
        b"JANE: One.\n\nBOB: Two.\n",
        b"WEBVTT\n\n00:01.000 --> 00:02.000\nOne two\n\n00:02.000 --> 00:03.000\nthree four\n",
        b'{"segments": [{"text": "one two three"}, {"text": "four"}]}',
    ],
)
def test_limits_are_enforced_in_every_format(data: bytes, limits: Limits, code: str) -> None:
    assert error(data, limits=limits).code == code


def test_what_fits_the_limits_exactly_is_read() -> None:
    data = b"JANE: One.\n\nBOB: Two.\n"
    assert read(data, limits=Limits(len(data), 2, len(data))).text == data.decode()


@pytest.mark.parametrize(
    ("data", "name", "media_type", "expected"),
    [
        (b"Hello", "", "", "text"),
        (b"Hello", "a.TXT", "", "text"),
        (b"Hello", "a.srt", "", "srt"),
        (b"Hello", "", "text/vtt; charset=utf-8", "vtt"),
        (b"WEBVTT\n", "a.txt", "text/plain", "vtt"),
        (b"\xef\xbb\xbfWEBVTT\n", "", "", "vtt"),
        ("WEBVTT\n".encode("utf-16"), "", "", "vtt"),
        (b"WEBVTTING is fun", "", "", "text"),
        (b"1\r\n00:00:01,000 --> 00:00:02,000\r\nHi", "a.txt", "", "srt"),
        (b"00:01.000 --> 00:02.000\nHi", "a.vtt", "", "srt"),
        (b'{"segments": []}', "a.txt", "", "json"),
        (b"[Applause]\nThank you.", "", "", "text"),
        (b"nonsense", "a.json", "", "json"),
        (b"Hello", "a.docx", "", "text"),
    ],
)
def test_content_wins_over_name_and_name_over_media_type(
    data: bytes, name: str, media_type: str, expected: str
) -> None:
    assert detect(data, name=name, media_type=media_type) == expected


def test_an_unknown_format_is_refused() -> None:
    assert error(b"Hello", format="docx").code == "unknown_format"


def test_the_formats_are_registered() -> None:
    assert set(FORMATS) == {"text", "srt", "vtt", "json", "whisper", "whisperx"}


@pytest.mark.parametrize(
    "tag", ["en", "en-GB", "zh-Hant-TW", "sl-rozaj-biske", "de-CH-1996", "es-419", "x-brill",
            "en-a-bbb-x-a", "i-klingon", "zh-cmn-Hans-CN", "EN-us"]
)  # fmt: skip
def test_well_formed_language_tags(tag: str) -> None:
    assert valid_language_tag(tag)


@pytest.mark.parametrize(
    "tag", ["", "e", "english language", "en_GB", "en-", "-en", "en--GB", "en-a", "a-DE",
            "en-a-bb-a-cc", "de-1996-1996", "x-", "en\n", "ën"]
)  # fmt: skip
def test_malformed_language_tags(tag: str) -> None:
    assert not valid_language_tag(tag)


def test_the_digest_covers_text_ranges_labels_and_times_only() -> None:
    parsed = read(b"JANE: One.\n\nBOB: Two.\n")
    first = parsed.segments[0]
    same = replace(parsed, title="Other", segments=(replace(first, role=Role.NARRATOR),
                                                    *parsed.segments[1:]))  # fmt: skip
    assert canonical_digest(same) == canonical_digest(parsed)
    for change in ({"start": 7}, {"label": "JOAN"}, {"start_ms": 0}, {"end_ms": 9}):
        other = replace(parsed, segments=(replace(first, **change), *parsed.segments[1:]))  # type: ignore[arg-type]
        assert canonical_digest(other) != canonical_digest(parsed)


def test_the_digest_is_stable_across_releases() -> None:
    parsed = read("JANE: Olé.".encode())
    assert canonical_digest(parsed) == (
        "5a62a2323b22ad564a2f04aea22d4f534ba408cb2cfdb8328039793f72bb92b5"
    )


def holds(parsed: ParsedTranscript) -> None:
    """What is true of every transcript."""
    position = 0
    for segment in parsed.segments:
        assert position <= segment.start < segment.end <= len(parsed.text)
        text = parsed.text[segment.start : segment.end]
        assert text == text.strip() != ""
        assert segment.speaker is None or segment.speaker < len(parsed.speakers)
        assert segment.role in (Role.SPEAKER, Role.QUESTIONER) or segment.speaker is None
        position = segment.end
    assert parsed.segments
    assert all(speaker.name for speaker in parsed.speakers)
    assert parsed.text == unicodedata.normalize("NFC", parsed.text)
    canonical_digest(parsed).encode()


def outside(parsed: ParsedTranscript) -> str:
    """The text that no segment holds, printed labels taken out once each."""
    position, rest = 0, ""
    for segment in parsed.segments:
        rest += parsed.text[position : segment.start].replace(segment.label, "", 1)
        position = segment.end
    return rest + parsed.text[position:]


WORDS = st.sampled_from(
    ["JANE DOE:", "Jane Doe:", "Q.", "A.", "Question:", "MR. SMITH.", ">>", ">> BOB:", "[Jane Doe]",
     "Moderator:", "Mayor of Brill Ann Lee:", "**Jane:**", "(Laughter)", "[Applause]", "Share this",
     "Comments", "and", "the result:", "Nothing.", "We built 300 homes.", "\n", "\n\n", "\r\n",
     "\u00a0", "\u200b", "♪", ":", "(", "]", "-", "–", "é", "e\u0301", "田中：", "<v Jane Doe>",
     "</v>", "\t", "&amp;", "&#10;", "00:01.000 --> 00:02.000", "-->", "1", "WEBVTT",
     "NOTE", "12:30", "Dr.", ","]
)  # fmt: skip
TEXTS = st.lists(WORDS | st.text(max_size=8), max_size=40).map(" ".join)


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_any_text_gives_ordered_segments_or_a_format_error(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    for name in FORMATS:
        try:
            parsed = read(data, format=name)
        except FormatError:
            continue
        holds(parsed)
        assert canonical_digest(parsed) == canonical_digest(read(data, format=name))


@given(st.lists(TEXTS, min_size=1, max_size=8))
@settings(max_examples=300, deadline=None)
def test_any_captions_give_ordered_segments_or_a_format_error(texts: list[str]) -> None:
    body = "\n\n".join(f"00:0{i}.000 --> 00:0{i + 1}.000\n{t}" for i, t in enumerate(texts))
    for header in ("WEBVTT\n\n", ""):
        with contextlib.suppress(FormatError):
            holds(read((header + body).encode("utf-8", "surrogatepass")))


@given(st.binary(max_size=300), st.sampled_from([None, *FORMATS]), st.text(max_size=9))
@settings(max_examples=500, deadline=None)
def test_arbitrary_bytes_raise_nothing_but_format_errors(
    data: bytes, format: str | None, name: str
) -> None:
    with contextlib.suppress(FormatError):
        holds(read(data, name=name, format=format))


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_reading_the_canonical_text_again_changes_nothing(text: str) -> None:
    try:
        parsed = read(text.encode("utf-8", "surrogatepass"), format="text")
    except FormatError:
        return
    again = read(parsed.text.encode(), format="text")
    assert again.text == parsed.text.removeprefix("\ufeff")
    assert canonical_digest(again) == canonical_digest(parsed) or parsed.text[0] == "\ufeff"


def test_what_no_segment_holds_is_labels_and_separators() -> None:
    parsed = read(
        b"Brill\n\nJANE DOE: One.\n\nTwo.\n\nQ. Three?\n\n[Bob Roe] Four.\n\n**Ann Lee:** Five.\n\n"
        b"MR. SMITH. Six.\n\n>> Seven.\n\nJane Doe (00:12): Eight.\n\nShare this\n\nMore"
    )
    assert set(outside(parsed)) <= set(" \n:.[]*>()012")
