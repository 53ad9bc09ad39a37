"""Numbers read from bare words, and that they are those the extractor reads with a parse."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from claims.matching.compare.figures import stored
from claims.matching.compare.numerals import read

VALUES = Path(__file__).parents[2] / "data" / "values.jsonl"


@pytest.mark.parametrize(
    ("text", "value", "dimension"),
    [
        ("It cost £1.2bn.", Fraction(1_200_000_000), "GBP"),
        ("It cost Rs 450 crore.", Fraction(4_500_000_000), "INR"),
        ("R15m was spent.", Fraction(15_000_000), "ZAR"),
        ("Forty-two thousand people came.", Fraction(42_000), "count"),
        ("Nine out of ten doctors agree.", Fraction(9, 10), "share"),
        ("Two thirds of farmers are old.", Fraction(2, 3), "share"),
        ("Exports fell by half.", Fraction(1, 2), "share"),
        ("Rates rose half a percent.", Fraction(1, 200), "share"),
        ("Rates rose half a basis point.", Fraction(1, 20_000), "share"),
        ("The marsh lost 40 square km.", Fraction(40_000_000), "area"),
        ("It ranks 48th.", Fraction(48), "rank"),
        ("Exports tripled.", Fraction(3), "ratio"),
        ("It is fourteen times the limit.", Fraction(14), "ratio"),
    ],
)
def test_a_number_has_its_value_and_dimension(text, value, dimension):
    (figure,) = read(text)
    assert (figure.low, figure.dimension) == (value, dimension)


@pytest.mark.parametrize(
    "text",
    ["Under Article 51 it is legal.", "It happened in 1998.", "On 13 July they left.", "No one."],
)
def test_years_days_and_names_are_no_numbers(text):
    assert read(text) == []


def test_numbers_are_those_the_extractor_reads():
    """Over its own test sentences: the two readers agree on nine in ten of its values."""
    agreed = total = 0
    for line in VALUES.read_text("utf-8").splitlines():
        case = json.loads(line)
        wanted = stored(case["quantities"], case["sentence"]) or []
        found = {(one.low, one.dimension) for one in read(case["sentence"])}
        total += len(wanted)
        agreed += sum((one.low, one.dimension) in found for one in wanted)
    assert total > 100
    assert agreed / total > 0.85


@pytest.mark.parametrize("digit", ["9", "\u0663"])
def test_a_number_longer_than_python_reads_is_none(digit: str) -> None:
    """A fact-check that held one made every lookup fail that came upon it."""
    assert read(f"It cost {digit * 4_900} pounds.") == []
    assert [one.low for one in read(f"It cost {digit * 4_900} pounds, not 5 pounds.")] == [5]
