"""SRT and WebVTT: times, voices, labels, roll-up repeats; broken times say where."""

from __future__ import annotations

import pytest

from transcripts.formats import FormatError, ParsedTranscript, read

Row = tuple[str, str | None, str, str, int | None, int | None]


def rows(parsed: ParsedTranscript) -> list[Row]:
    """(role, speaker's name, label, text, start_ms, end_ms) of each segment."""
    return [
        (
            s.role.value,
            None if s.speaker is None else parsed.speakers[s.speaker].name,
            s.label,
            parsed.text[s.start : s.end],
            s.start_ms,
            s.end_ms,
        )
        for s in parsed.segments
    ]


def vtt(*cues: str) -> ParsedTranscript:
    """Cues one second apart."""
    body = "\n\n".join(f"00:0{i}.000 --> 00:0{i + 1}.000\n{cue}" for i, cue in enumerate(cues))
    return read(f"WEBVTT\n\n{body}\n".encode())


def srt(body: str) -> ParsedTranscript:
    return read(body.encode(), name="a.srt")


def error(data: str) -> FormatError:
    with pytest.raises(FormatError) as caught:
        read(data.encode())
    return caught.value


def test_canonical_text_is_the_cue_texts_joined_by_newlines() -> None:
    parsed = vtt("One\ntwo", "<i>three</i>")
    assert parsed.text == "One two\nthree"


def test_notes_styles_regions_and_settings_are_ignored() -> None:
    parsed = read(
        b"WEBVTT - Budget hearing\nKind: captions\nLanguage: en-GB\n\nSTYLE\n::cue { color: red }\n"
        b"\nREGION\nid:fred\n\nNOTE first\nsecond\n\nintro\n"
        b"01:00:01.000 --> 01:00:02.500 align:start position:10%\nHello.\n"
    )
    assert rows(parsed) == [("speaker", None, "", "Hello.", 3_601_000, 3_602_500)]
    assert (parsed.title, parsed.language) == ("Budget hearing", "en-GB")


def test_voices_are_speakers_and_two_in_a_cue_share_its_times() -> None:
    parsed = vtt("<v.loud Jane Doe>Hello &amp; <c.red>bye</c> <00:00.500>you</v>\n<v Bob Roe>Hi")
    assert rows(parsed) == [
        ("speaker", "Jane Doe", "Jane Doe", "Hello & bye you", 0, 1000),
        ("speaker", "Bob Roe", "Bob Roe", "Hi", 0, 1000),
    ]


def test_a_speaker_keeps_the_floor_over_cues_until_a_change() -> None:
    parsed = vtt(">> JANE DOE: One", "two.", ">> Three.", "Four.", "BOB ROE: Five.")
    assert [row[1:4] for row in rows(parsed)] == [
        ("Jane Doe", "JANE DOE", "One"),
        ("Jane Doe", "", "two."),
        (None, ">>", "Three."),
        (None, "", "Four."),
        ("Bob Roe", "BOB ROE", "Five."),
    ]


def test_a_label_alone_in_a_cue_names_the_next_one() -> None:
    parsed = vtt("JANE DOE:", "One.", "Two.")
    assert [row[1:4] for row in rows(parsed)] == [
        ("Jane Doe", "JANE DOE", "One."),
        ("Jane Doe", "", "Two."),
    ]


def test_a_generic_voice_is_no_person() -> None:
    parsed = vtt("<v Speaker 1>One.", "<v Reporter>Two?", "<v Narrator>Three.")
    assert parsed.speakers == ()
    assert [row[0] for row in rows(parsed)] == ["speaker", "questioner", "narrator"]


@pytest.mark.parametrize("noise", ["[Music]", "(APPLAUSE)", "♪ la la ♪", "[laughter]"])
def test_music_and_noises_are_furniture_and_the_turn_goes_on(noise: str) -> None:
    parsed = vtt("JANE: One.", noise, "Two.")
    assert [row[:2] for row in rows(parsed)] == [
        ("speaker", "Jane"), ("furniture", None), ("speaker", "Jane"),
    ]  # fmt: skip


def test_roll_up_repeats_are_merged() -> None:
    parsed = vtt("we built homes", "we built homes\nlast year", "last year\nand sold none")
    assert parsed.text == "we built homes\nlast year\nand sold none"
    assert [row[4:] for row in rows(parsed)] == [(0, 1000), (1000, 2000), (2000, 3000)]


def test_a_short_word_said_twice_stays() -> None:
    assert vtt("No.", "No.").text == "No.\nNo."


def test_two_dashes_in_a_cue_are_two_unknown_speakers() -> None:
    parsed = vtt("- Really?\n- Really.")
    assert [row[2:4] for row in rows(parsed)] == [("-", "Really?"), ("-", "Really.")]


def test_srt_reads_both_decimal_marks_short_times_and_ignores_positions() -> None:
    parsed = srt(
        "1\n00:00:01,000 --> 00:00:02,500 X1:10 X2:20\n{\\an8}<font color=red>One</font>\n\n"
        "2\n01:02.5 --> 01:03\nTwo\n"
    )
    assert [row[3:] for row in rows(parsed)] == [("One", 1000, 2500), ("Two", 62_500, 63_000)]
    assert parsed.format == "srt"


def test_a_blank_line_in_an_srt_cue_and_a_number_said_are_kept() -> None:
    parsed = srt("1\n00:01,0 --> 00:02,0\nIn\n\n1984\nwe left\n\n2\n00:02,0 --> 00:03,0\nBye\n")
    assert parsed.text == "In 1984 we left\nBye"


@pytest.mark.parametrize(
    ("times", "line"),
    [
        ("00:02.000 --> 00:01.000", 6),
        ("00:02.000 --> 00:02.000", 6),
        ("-00:02.000 --> 00:03.000", 6),
        ("00:00.500 --> 00:03.000", 6),
        ("00:61.000 --> 01:03.000", 6),
        ("soon --> 00:03.000", 6),
        ("00:02.000 --> later", 6),
    ],
)
@pytest.mark.parametrize("header", ["WEBVTT\n\n", "1\n"])
def test_broken_times_are_refused_with_their_line(header: str, times: str, line: int) -> None:
    found = error(f"{header}00:01.000 --> 00:02.000\nOne.\n\n{times}\nTwo.\n")
    assert (found.code, found.line) == ("timing", line if "WEBVTT" in header else line - 1)
    assert f"line {found.line}" in found.detail


def test_text_without_times_in_webvtt_is_refused_with_its_line() -> None:
    found = error("WEBVTT\n\n00:01.000 --> 00:02.000\nOne.\n\nlost words\nmore\n")
    assert (found.code, found.line) == ("syntax", 6)


def test_captions_without_words_are_empty() -> None:
    assert error("WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i>\n").code == "empty"
    assert error("WEBVTT\n").code == "empty"


def test_entities_are_resolved_and_none_smuggles_a_control_character_in() -> None:
    parsed = vtt("A &lt;b&gt; &#8211;&nbsp;AT&T&#2;&#10;&copyright")
    assert parsed.text == "A <b> –\u00a0AT&T &copyright"


def test_a_voice_that_is_no_name_by_its_length_is_refused_with_its_line() -> None:
    data = f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v {'x' * 301}>Rents rose."
    with pytest.raises(FormatError) as caught:
        read(data.encode(), format="vtt")
    assert (caught.value.code, caught.value.line) == ("string_too_long", 4)
