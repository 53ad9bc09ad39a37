"""Values of claims against the table of 200 sentences that was written before the code."""

import json
import sys
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from worker.extraction import Extractor, Segment
from worker.extraction.__main__ import main
from worker.extraction.pipeline import make_doc
from worker.extraction.values import Values, read_values

TABLE = Path(__file__).parents[2] / "data" / "values.jsonl"
ROWS = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
FLOORS = {"quantities": 0.995, "dates": 1.0, "normalised": 1.0}
"""The share of sentences with an exact match that was reached; less is a step back."""


def read_row(extractor: Extractor, row: dict[str, Any]) -> Values:
    before = row["before"] + " " if "before" in row else ""
    text = before + row["sentence"]
    doc = extractor._cascade.nlp(make_doc(extractor._cascade.nlp, text))
    event = date.fromisoformat(row["event_date"]) if "event_date" in row else None
    return read_values(
        doc.char_span(len(before), len(text)),
        text,
        len(before),
        before=before,
        event_date=event,
        speaker=row.get("speaker"),
    )


def misses(extractor: Extractor) -> Iterator[tuple[str, str, object, object]]:
    """Yield field, sentence, what the table says and what was read, where the two differ."""
    for row in ROWS:
        values = read_row(extractor, row)
        read: dict[str, object] = {
            "quantities": [_without_span(item.as_dict()) for item in values.quantities],
            "dates": [_without_span(item.as_dict()) for item in values.dates],
            "normalised": values.normalised,
        }
        for field in FLOORS:
            if field in row and read[field] != row[field]:
                yield field, row["sentence"], row[field], read[field]


def _without_span(item: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in item.items() if key not in {"start", "end"}}


def test_the_table_is_read_as_well_as_ever(
    extractor: Extractor, capsys: pytest.CaptureFixture[str]
) -> None:
    found = list(misses(extractor))
    rates = {}
    for field in FLOORS:
        rows = sum(field in row for row in ROWS)
        missed = sum(miss[0] == field for miss in found)
        rates[field] = (rows - missed) / rows
    reached = " ".join(f"{field} {rate:.1%}" for field, rate in rates.items())
    with capsys.disabled():
        sys.stdout.write(f"\nvalues, exact matches: {reached}\n")
    low = {field: rate for field, rate in rates.items() if rate < FLOORS[field]}
    assert not low, "\n".join(f"{f}: {s!r}\n  want {w}\n  read {r}" for f, s, w, r in found)


def test_the_table_has_200_sentences_and_no_sentence_twice_in_one_setting() -> None:
    assert len(ROWS) == 200
    assert len({json.dumps(row) for row in ROWS}) == 200
    assert sum("normalised" in row for row in ROWS) >= 40


def values_of(extractor: Extractor, sentence: str, **setting: Any) -> Values:
    if "event_date" not in setting:
        setting["event_date"] = "2025-06-18"
    return read_row(extractor, {"sentence": sentence, **setting})


@pytest.mark.parametrize(
    ("sentence", "value", "unit"),
    [
        ("They closed one million, two hundred and five thousand shops.", "1205000", "shops"),
        ("The 400-strong crowd left.", "400", "crowd"),
        ("We have 11 MPs.", "11", "MPs"),
        ("It grew to three-quarters of a million pounds.", "750000", "GBP"),
        ("There were 2 million fewer people on the rolls.", "2000000", "people"),
        ("One in every hundred children goes without.", "1/100", "children"),
        ("No more than 3 of every 10 applicants succeed.", "3/10", "applicants"),
    ],
)
def test_a_number_is_read_with_what_it_counts(
    extractor: Extractor, sentence: str, value: str, unit: str
) -> None:
    (found,) = values_of(extractor, sentence).quantities
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize(
    "sentence",
    [
        "No. 10 said nothing.",
        "They flew a Boeing 737 to Rome.",
        "It aired at 5:30 pm.",
        "The A1 and the M25 are shut.",
        "Half-way through, they left.",
        "One day he will pay.",
        "A third term is what he wants.",
        "A second inquiry was held.",
    ],
)
def test_what_only_looks_like_a_number_of_things_is_none(
    extractor: Extractor, sentence: str
) -> None:
    assert not values_of(extractor, sentence).quantities


def test_a_value_is_exact_as_a_fraction(extractor: Extractor) -> None:
    for row in ROWS:
        for item in read_row(extractor, row).quantities:
            ends = item.value if isinstance(item.value, tuple) else (item.value,)
            assert all(end is None or Fraction(end) >= 0 for end in ends)


def test_a_weekday_beside_its_date_is_part_of_it(extractor: Extractor) -> None:
    values = values_of(extractor, "On Tuesday, 14 May 2024, they met.")
    assert [(d.text, d.first, d.last) for d in values.dates] == [
        ("Tuesday, 14 May 2024", "2024-05-14", "2024-05-14")
    ]
    assert values.normalised == ""


@pytest.mark.parametrize(
    ("sentence", "text", "first", "last", "explanation"),
    [
        ("It fell in April of last year.", "April of last year", "2024-04-01", "2024-04-30",
         "April 2024"),
        ("It fell from a year ago.", "a year ago", "2024-05-01", "2024-07-31", "about June 2024"),
        ("It fell half a century ago.", "half a century ago", "1975-01-01", "1975-12-31",
         "about 1975"),
        ("It fell seventy years ago.", "seventy years ago", "1955-01-01", "1955-12-31",
         "about 1955"),
        ("It fell twenty years ago today.", "twenty years ago today", "2005-06-18", "2005-06-18",
         "18 June 2005"),
        ("It fell between January and March.", "between January and March", "2025-01-01",
         "2025-03-31", "2025"),
        ("It fell in the past year and a half.", "the past year and a half", "2023-12-18",
         "2025-06-18", "since December 2023"),
        ("It fell on Thursday morning.", "Thursday morning", "2025-06-12", "2025-06-12",
         "12 June 2025"),
    ],
)  # fmt: skip
def test_a_relative_date_is_read_whole(
    extractor: Extractor, sentence: str, text: str, first: str, last: str, explanation: str
) -> None:
    values = values_of(extractor, sentence)
    assert [(d.text, d.first, d.last) for d in values.dates] == [(text, first, last)]
    assert f"{text} [{explanation}]" in values.normalised


def test_the_explanation_stands_after_a_possessive(extractor: Extractor) -> None:
    values = values_of(extractor, "Last year's budget was too small.")
    assert values.normalised == "Last year's [2024] budget was too small."


def test_a_quoted_relative_date_is_not_counted_from_the_event(extractor: Extractor) -> None:
    values = values_of(extractor, "The chief said “we lost 20 men yesterday” to reporters.")
    assert [(d.text, d.first, d.last) for d in values.dates] == [("yesterday", None, None)]
    assert "yesterday [unclear]”" in values.normalised


def test_an_impossible_date_is_left_alone(extractor: Extractor) -> None:
    dates = values_of(extractor, "It began on 31 February 2021.").dates
    assert [d.text for d in dates] == ["February 2021"]
    far = values_of(extractor, "It began 9000 years ago, in the last 9999 decades.").dates
    assert all(d.first is None or d.first >= "0001" for d in far)


def test_a_month_that_comes_back_is_no_date(extractor: Extractor) -> None:
    sentence = "The flow in August has fallen by 12 percent per decade since 1980."
    assert [d.text for d in values_of(extractor, sentence).dates] == ["since 1980"]


def test_two_antecedents_explain_no_we(extractor: Extractor) -> None:
    before = "We in the Green Alliance agree. I speak on behalf of the Miners' Union."
    assert values_of(extractor, "We have planted two trees.", before=before).normalised == ""


def test_claims_of_the_extractor_carry_their_values(extractor: Extractor) -> None:
    said = "Well, good evening.\nI cut unemployment\nby 4 percent last year."
    text = f"ADA: {said}"
    segment = Segment(5, len(text), "speaker", "7", speaker_name="Ada Penhallow")
    first, claim = extractor.extract(text, [segment], date(2025, 6, 18))
    assert (first.is_claim, first.normalised) == (False, "")
    assert claim.is_claim
    assert claim.normalised == ("I [Ada Penhallow] cut unemployment by 4 percent last year [2024].")
    (quantity,) = claim.quantities
    assert (quantity.text, quantity.value, quantity.unit) == ("4 percent", "4", "percent")
    assert text[quantity.start : quantity.end] == "4 percent"
    (dated,) = claim.dates
    assert text[dated.start : dated.end] == dated.text == "last year"


def test_the_command_line_prints_values_and_counts_from_its_date(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "speech.txt"
    path.write_text("MAYOR ADA PENHALLOW: I cut unemployment by 4 percent last year.\n")
    assert main([str(path), "--output", "json", "--date", "2025-06-18"]) == 0
    (claim,) = json.loads(capsys.readouterr().out)
    assert claim["quantities"][0]["value"] == "4"
    assert claim["dates"] == [
        {"text": "last year", "from": "2024-01-01", "to": "2024-12-31", "start": 53, "end": 62}
    ]
    assert claim["normalised"].endswith("cut unemployment by 4 percent last year [2024].")
