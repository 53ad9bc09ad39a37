"""One person under several labels is one speaker; what may be two people stays two."""

from __future__ import annotations

import pytest

from transcripts.formats import ParsedSpeaker, read


def speakers(*labels: str) -> tuple[ParsedSpeaker, ...]:
    return read("\n\n".join(f"{label}: Yes." for label in labels).encode()).speakers


def names(*labels: str) -> list[str]:
    return [speaker.name for speaker in speakers(*labels)]


def test_title_and_name_and_name_alone_are_one_person() -> None:
    assert speakers("President of Norland Olga Brandt", "Olga Brandt", "Olga Brandt") == (
        ParsedSpeaker("Olga Brandt", ("President of Norland Olga Brandt",), "President of Norland"),
    )


@pytest.mark.parametrize(
    "labels",
    [
        ("SENATOR DOE", "JANE DOE"),
        ("JANE DOE", "DOE"),
        ("SEN. JANE DOE (D-Ohio)", "Jane Doe", "Senator Doe"),
        ("JANE DOE", "Ms. Doe", "MS. JANE DOE"),
        ("Jane Q. Doe", "JANE DOE"),
        ("Jane Doe, Mayor of Brill", "Mayor Doe"),
    ],
)
def test_labels_of_one_person_join(labels: tuple[str, ...]) -> None:
    assert len(speakers(*labels)) == 1


@pytest.mark.parametrize(
    ("labels", "count"),
    [
        (("JANE DOE", "JOHN DOE", "DOE"), 3),
        (("MR. DOE", "MS. DOE"), 2),
        (("SENATOR DOE", "GOVERNOR DOE"), 2),
        (("MINISTER OF HEALTH JANE DOE", "GOVERNOR DOE"), 2),
        (("MAYOR", "MAYOR JANE DOE"), 2),
    ],
)
def test_what_may_be_two_people_is_not_joined(labels: tuple[str, ...], count: int) -> None:
    assert len(speakers(*labels)) == count


def test_a_surname_joins_the_one_with_that_office() -> None:
    assert names("SENATOR JANE DOE", "GOVERNOR JOHN DOE", "GOV. DOE") == ["Jane Doe", "John Doe"]


def test_two_people_of_one_surname_are_told_apart_by_name() -> None:
    assert names("MR. DOE", "MS. DOE") == ["Mr. Doe", "Ms. Doe"]


@pytest.mark.parametrize(
    ("label", "title", "name"),
    [
        ("President of South Norland Ada Brill", "President of South Norland", "Ada Brill"),
        ("Prime Minister Ada Brill", "Prime Minister", "Ada Brill"),
        ("Norlandic President Rouhani", "Norlandic President", "Rouhani"),
        ("Minister for Social Care Ann Li", "Minister for Social Care", "Ann Li"),
        ("Ambassador Ursula von der Brill", "Ambassador", "Ursula von der Brill"),
        ("Jane Doe, Mayor of Brill", "Mayor of Brill", "Jane Doe"),
        ("MR. SMITH", "", "Smith"),
        ("REP. ANN MCKAY", "REP.", "Ann McKay"),
        ("SARAH O'NEIL-SMITH", "", "Sarah O'Neil-Smith"),
        ("The Clerk", "", "The Clerk"),
        ("WITNESS 2", "", "Witness 2"),
    ],
)  # fmt: skip
def test_a_label_is_taken_apart_into_title_and_name(label: str, title: str, name: str) -> None:
    (speaker,) = speakers(label, label)
    assert (speaker.title, speaker.name) == (title, name)


def test_speakers_come_in_order_of_appearance() -> None:
    assert names("ANN LEE", "BOB ROE", "ANN LEE", "CY POE") == ["Ann Lee", "Bob Roe", "Cy Poe"]
