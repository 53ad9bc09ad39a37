"""Plain text: headline, introduction, paragraphs, stage directions, the web page around it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from transcripts.formats import ParsedSpeaker, ParsedTranscript, Role, read

SHARED = Path(__file__).parents[4] / "shared" / "transcripts" / "press_qa_70th_unga.txt"
PROSE = "This is one more paragraph, long enough that nobody would take it for a button of a page."


def parse(text: str) -> ParsedTranscript:
    return read(text.encode(), name="speech.txt")


def rows(parsed: ParsedTranscript) -> list[tuple[str, str]]:
    return [(s.role.value, parsed.text[s.start : s.end]) for s in parsed.segments]


def test_headline_introduction_date_and_byline_are_narration() -> None:
    parsed = parse(
        "Brill: A City of Buses\n\nBy Ann Other\n\n29 September 2015\n\n"
        "The mayor answered questions.\n\nMayor Jane Doe: Hello.\n\nQuestion: Why?\n"
    )
    assert [role for role, _ in rows(parsed)] == ["narrator"] * 4 + ["speaker", "questioner"]
    assert parsed.title == "Brill: A City of Buses"
    assert parsed.event_date == date(2015, 9, 29)
    assert all(s.speaker is None for s in parsed.segments[:4])


@pytest.mark.parametrize("line", ["29 September 2015", "September 29th, 2015", "2015-09-29",
                                  "Tuesday, 29 Sep 2015"])  # fmt: skip
def test_a_line_that_is_a_date_dates_the_event(line: str) -> None:
    assert parse(f"A Talk\n\n{line}\n\n{PROSE}").event_date == date(2015, 9, 29)


def test_an_impossible_date_is_no_date() -> None:
    assert parse(f"A Talk\n\n31 February 2015\n\n{PROSE}").event_date is None


def test_a_speech_without_labels_has_an_unknown_speaker() -> None:
    parsed = parse(f"On Buses\n\n{PROSE}\n\n{PROSE}\n")
    assert [role for role, _ in rows(parsed)] == ["narrator", "speaker", "speaker"]
    assert parsed.speakers == ()


def test_a_single_line_is_what_somebody_says() -> None:
    assert rows(parse("Unemployment fell by half")) == [("speaker", "Unemployment fell by half")]


@pytest.mark.parametrize(
    "direction", ["(Laughter)", "(Laughter.)", "[Applause.]", "(Crosstalk)", "[The mayor leaves]",
                  "*(Applause)*", "♪ Anthem ♪", "(Applause) [Laughter]"]
)  # fmt: skip
def test_a_stage_direction_of_its_own_is_furniture_and_the_turn_goes_on(direction: str) -> None:
    parsed = parse(f"JANE: One.\n\n{direction}\n\nTwo.\n\nBOB: Three.\n")
    assert [s.role for s in parsed.segments] == [
        Role.SPEAKER, Role.FURNITURE, Role.SPEAKER, Role.SPEAKER,
    ]  # fmt: skip
    assert [s.speaker for s in parsed.segments] == [0, None, 0, 1]


def test_a_stage_direction_within_a_paragraph_stays_there() -> None:
    parsed = parse("JANE: She won't let go. (Laughter)\n")
    assert rows(parsed) == [("speaker", "She won't let go. (Laughter)")]


@pytest.mark.parametrize(
    "furniture",
    ["Sharing is caring!", "Leave a Reply", "Share this", "Share this:", "Related posts",
     "Subscribe", "Advertisement", "Comments", "3 comments", "Copyright © 2020 Brill Post",
     "© Brill Post", "Read more", "Read more: The mayor's buses", "Print this page", "Follow us",
     "Follow us on Twitter", "Continue Reading", "Skip to content", "Tags: buses, Brill", "END",
     "END  2:25 P.M. EDT", "###",
     "Your email address will not be published. Required fields are marked *"],
)  # fmt: skip
def test_what_the_web_page_prints_at_the_end_is_nobodys(furniture: str) -> None:
    parsed = parse(f"JANE: One.\n\nTwo.\n\n{furniture}\n\nSports\n\nWeather in Brill\n")
    assert [s.role.value for s in parsed.segments] == ["speaker"] * 2 + ["furniture"] * 3
    assert [s.speaker for s in parsed.segments] == [0, 0, None, None, None]


@pytest.mark.parametrize(
    "words",
    ["Read more books, I tell them.", "Comments are welcome, and I have 300 of them.",
     "Share the burden fairly.", "Related to that is rent."],
)  # fmt: skip
def test_speech_that_begins_like_furniture_is_speech(words: str) -> None:
    parsed = parse(f"JANE: One.\n\n{words}\n")
    assert rows(parsed) == [("speaker", "One."), ("speaker", words)]


def test_after_trailing_furniture_everything_is_furniture_until_a_label() -> None:
    parsed = parse(
        f"JANE: One.\n\nShare this\n\nMenu\n\n{PROSE}\n\nJANE: Two.\n\nComments\n\n{PROSE}"
    )
    assert [s.role.value for s in parsed.segments] == [
        "speaker", "furniture", "furniture", "speaker", "speaker", "furniture", "furniture",
    ]  # fmt: skip


def test_an_advertisement_does_not_end_a_turn() -> None:
    parsed = parse(f"JANE: One.\n\nAdvertisement\n\n{PROSE}\n")
    assert [s.speaker for s in parsed.segments] == [0, None, 0]


def test_furniture_at_the_head_of_a_speech_does_not_swallow_it() -> None:
    parsed = parse(
        f"Skip to content\n\nShare this\n\nOn Buses\n\n{PROSE}\n\n{PROSE}\n\nShare this\n"
    )
    assert [s.role.value for s in parsed.segments] == [
        "furniture", "furniture", "narrator", "speaker", "speaker", "furniture",
    ]  # fmt: skip


def test_lines_are_paragraphs_where_there_are_no_blank_ones() -> None:
    parsed = parse("JANE: One two three.\nAnd four.\nBOB: Five.\n")
    assert [text for _, text in rows(parsed)] == ["One two three.", "And four.", "Five."]


def test_hard_wrapped_lines_are_one_paragraph_until_the_next_label() -> None:
    one = (
        "The council built three hundred homes last year, which is more\n"
        "than all its predecessors had managed together, and it did so\n"
        "without a new tax."
    )
    parsed = parse(
        f"JANE DOE: {one}\nBOB ROE: I doubt that anybody in this room would agree with\nthat."
    )
    assert rows(parsed)[0] == ("speaker", one)
    assert len(parsed.segments) == 2


def test_blank_lines_part_the_paragraphs_of_a_turn() -> None:
    parsed = parse("JANE: One\ntwo.\n\nThree\nfour.\n")
    assert [text for _, text in rows(parsed)] == ["One\ntwo.", "Three\nfour."]


@pytest.mark.shared
def test_a_real_press_conference_is_read_as_printed() -> None:
    if not SHARED.exists():
        pytest.skip(f"{SHARED} is not here")
    parsed = read(SHARED.read_bytes(), name=SHARED.name)
    assert parsed.speakers == (
        ParsedSpeaker(
            "Vladimir Putin", ("President of Russia Vladimir Putin",), "President of Russia"
        ),
    )
    roles = [s.role for s in parsed.segments]
    assert roles[:3] == [Role.NARRATOR, Role.NARRATOR, Role.SPEAKER]
    assert roles[-3:] == [Role.SPEAKER, Role.FURNITURE, Role.FURNITURE]
    labels = [s.label for s in parsed.segments]
    assert labels.count("Question") == 15
    assert labels.count("Remark") == 2
    spoken = [parsed.text[s.start : s.end] for s in parsed.segments if s.role is Role.QUESTIONER]
    assert sum(text.startswith("And my second question: Petro") for text in spoken) == 1
    assert sum(text.startswith("Not on politics: the UN has") for text in spoken) == 1
