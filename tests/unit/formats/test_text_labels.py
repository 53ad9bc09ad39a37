"""Plain text: which lines open a turn, and whose."""

from __future__ import annotations

import pytest

from transcripts.formats import ParsedTranscript, Role, read


def rows(parsed: ParsedTranscript) -> list[tuple[str, str | None, str, str]]:
    """(role, speaker's name, label, text) of each segment."""
    return [
        (
            segment.role.value,
            None if segment.speaker is None else parsed.speakers[segment.speaker].name,
            segment.label,
            parsed.text[segment.start : segment.end],
        )
        for segment in parsed.segments
    ]


def parse(text: str) -> ParsedTranscript:
    return read(text.encode(), name="interview.txt")


@pytest.mark.parametrize(
    ("line", "label", "speaker"),
    [
        ("JANE DOE: We built 300 homes.", "JANE DOE", "Jane Doe"),
        ("Mayor Jane Doe: We built 300 homes.", "Mayor Jane Doe", "Jane Doe"),
        ("MR. SMITH. We built 300 homes.", "MR. SMITH", "Smith"),
        ("The CHAIRMAN. We built 300 homes.", "The CHAIRMAN", "The Chairman"),
        ("SEN. JANE DOE (D-Ohio): We built 300 homes.", "SEN. JANE DOE (D-Ohio)", "Jane Doe"),
        (">> JANE DOE: We built 300 homes.", "JANE DOE", "Jane Doe"),
        ("**Jane Doe:** We built 300 homes.", "Jane Doe", "Jane Doe"),
        ("**Jane Doe**: We built 300 homes.", "Jane Doe", "Jane Doe"),
        ("[Jane Doe] We built 300 homes.", "Jane Doe", "Jane Doe"),
        ("[00:01:02] JANE DOE: We built 300 homes.", "JANE DOE", "Jane Doe"),
        ("Jane Doe (00:12): We built 300 homes.", "Jane Doe", "Jane Doe"),
        ("Jane Doe:\nWe built 300 homes.", "Jane Doe", "Jane Doe"),
        ("Jane Doe:\n\nWe built 300 homes.", "Jane Doe", "Jane Doe"),
        ("JANE\u00a0DOE:\u00a0We built 300 homes.", "JANE\u00a0DOE", "Jane Doe"),
        ("MAYOR: We built 300 homes.", "MAYOR", "Mayor"),
        ("Jane Doe, Mayor of Brill: We built 300 homes.", "Jane Doe, Mayor of Brill", "Jane Doe"),
        ("Ann Lee, Brill News: We built 300 homes.", "Ann Lee, Brill News", "Ann Lee"),
        ("Jane Doe -- Mayor: We built 300 homes.", "Jane Doe -- Mayor", "Jane Doe"),
        ("**Q: We built 300 homes.**", "Q", None),
        ("THE PRESIDENT: We built 300 homes.", "THE PRESIDENT", "The President"),
        ("Jane Doe (Brill) (Lab): We built 300 homes.", "Jane Doe (Brill) (Lab)", "Jane Doe"),
        ("DR. OMAR AL-SAYED: We built 300 homes.", "DR. OMAR AL-SAYED", "Omar Al-Sayed"),
        ("Q. We built 300 homes.", "Q", None),
        ("Q: We built 300 homes.", "Q", None),
        ("Question: We built 300 homes.", "Question", None),
        ("Remark: We built 300 homes.", "Remark", None),
        ("Unidentified reporter: We built 300 homes.", "Unidentified reporter", None),
        ("Moderator: We built 300 homes.", "Moderator", None),
        ("Speaker 1: We built 300 homes.", "Speaker 1", None),
    ],
)
def test_a_label_opens_a_turn_and_stays_out_of_the_segment(
    line: str, label: str, speaker: str | None
) -> None:
    parsed = parse(f"{line}\n\nAnd more.\n")
    first, second = rows(parsed)
    assert first[1:] == (speaker, label, "We built 300 homes.")
    assert second[1:] == (speaker, "", "And more.")
    assert first[0] == second[0]


@pytest.mark.parametrize(
    "sentence",
    [
        "And my second question: Petro led his delegation out of the hall.",
        "Not on politics: the UN has issued a photograph.",
        "The result: nothing at all.",
        "The result: Nothing at all.",
        "Here is the thing: We won.",
        "Mr President: could you answer that?",
        "My final point: It is over.",
        "Note: The figures are from 2019.",
        "At 10:30 we left.",
        "He said: “No.”",
        "Why? Because: We can.",
        "One thing I know: Roads matter.",
        "Let me be clear: Nobody pays more.",
        "A. Jones said so.",
        "Mr. President:",
        "Madam Chair: Thank you.",
        "Mr. President, Ladies and Gentlemen: We meet again.",
        "Fellow Citizens: It is late.",
        "London, Tuesday: Nothing happened.",
    ],
)
def test_a_sentence_with_a_colon_continues_the_turn(sentence: str) -> None:
    parsed = parse(f"Jane Doe: Hello.\n\n{sentence}\n\nJohn Roe: Yes.\n\nJane Doe: No.\n")
    assert rows(parsed)[1] == ("speaker", "Jane Doe", "", sentence)
    assert [s.name for s in parsed.speakers] == ["Jane Doe", "John Roe"]


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Question", Role.QUESTIONER),
        ("Q", Role.QUESTIONER),
        ("REPORTER", Role.QUESTIONER),
        ("Journalist", Role.QUESTIONER),
        ("Audience member", Role.QUESTIONER),
        ("MODERATOR", Role.QUESTIONER),
        ("Speaker 1", Role.SPEAKER),
        ("Unknown", Role.SPEAKER),
        ("Narrator", Role.NARRATOR),
    ],
)
def test_generic_labels_are_never_persons(label: str, role: Role) -> None:
    parsed = parse(f"{label}: Why?\n\nJane Doe: Because.\n\n{label}: Oh.\n\nJane Doe: Yes.\n")
    assert [s.name for s in parsed.speakers] == ["Jane Doe"]
    assert (parsed.segments[0].role, parsed.segments[0].speaker) == (role, None)


def test_unlabelled_paragraphs_after_a_question_belong_to_the_questioner() -> None:
    parsed = parse("Question: One.\n\nAnd another: two.\n\nJane Doe: Yes.\n\nFully.\n")
    assert [row[0] for row in rows(parsed)] == ["questioner", "questioner", "speaker", "speaker"]


def test_answers_belong_to_the_only_person_there_is() -> None:
    parsed = parse("JANE ROE: Sworn.\n\nQ. Your town?\n\nA. Brill.\n")
    assert rows(parsed)[2] == ("speaker", "Jane Roe", "A", "Brill.")


def test_answers_belong_to_nobody_where_two_may_be_meant() -> None:
    parsed = parse("JANE ROE: Sworn.\n\nJOHN DOE: Too.\n\nQ. Your town?\n\nA. Brill.\n")
    assert rows(parsed)[3] == ("speaker", None, "A", "Brill.")


def test_q_without_a_mark_is_a_label_where_it_recurs() -> None:
    parsed = parse("MR. SMITH:  Hello.\n\nQ    Why?\n\nMR. SMITH:  So.\n\nQ    Really?\n")
    assert [row[0] for row in rows(parsed)] == ["speaker", "questioner"] * 2


def test_a_colon_headline_in_an_unlabelled_speech_is_no_label() -> None:
    parsed = parse(
        "Climate Change: The Facts\n\nFriends, it is late.\n\nWe know it.\n\nAll of us do.\n\n"
        "Public Money: It matters.\n"
    )
    assert parsed.speakers == ()
    assert [row[0] for row in rows(parsed)] == ["narrator"] + ["speaker"] * 4


def test_labels_in_scripts_without_capitals_are_found() -> None:
    parsed = parse("田中：こんにちは。\n\n鈴木：はい。\n\n田中：そうです。")
    assert [s.name for s in parsed.speakers] == ["田中", "鈴木"]


@pytest.mark.parametrize("label", [f"MR. {'A' * 400}.", f"Ann {'(Labour) ' * 50}Lee:"])
def test_what_is_longer_than_a_name_is_no_label(label: str) -> None:
    parsed = read(f"{label} Rents rose.\nMAYOR QUILL: They fell.\n".encode(), format="text")
    assert [segment.label for segment in parsed.segments if len(segment.label) > 300] == []
    assert "MAYOR QUILL" in [segment.label for segment in parsed.segments]
