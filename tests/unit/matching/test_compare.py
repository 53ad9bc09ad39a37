"""What the comparison of two statements promises, whatever they say."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.matching.compare import CODES, Statement, compare

WORDS = st.sampled_from(
    [
        "unemployment",
        "fell",
        "rose",
        "to",
        "4",
        "9",
        "percent",
        "%",
        "£1.2bn",
        "one",
        "in",
        "four",
        "children",
        "Harrow",
        "Vale",
        "not",
        "never",
        "illegal",
        "legal",
        "2015",
        "last",
        "year",
        "I",
        "my",
        "Mayor",
        "Pell",
        "more",
        "than",
        "fewer",
        "half",
        "doubled",
        "3.2",
        "lakh",
        "[sic]",
        ",",
        ".",
        "210",
        "km",
        "miles",
        "since",
        "between",
        "and",
        "2010",
        "2020",
        "a",
        "week",
    ]
)
TEXTS = st.one_of(
    st.lists(WORDS, max_size=14).map(" ".join),
    st.text(max_size=60),
)
STATEMENTS = st.builds(
    Statement,
    text=TEXTS,
    speaker=st.sampled_from(["", "Ruth Calloway", "Marcus Vane"]),
    said_on=st.one_of(st.none(), st.dates()),
)
COSINES = st.floats(-1, 1)


def codes(found):
    return {one.code for one in found.reasons}


@settings(max_examples=300, deadline=None)
@given(STATEMENTS, STATEMENTS, COSINES)
def test_the_order_changes_nothing_but_the_sides_of_the_reasons(a, b, cosine):
    there, back = compare(a, b, cosine), compare(b, a, cosine)
    assert there.kind == back.kind
    assert there.score == pytest.approx(back.score)
    assert sorted((r.code, r.a, r.b) for r in there.reasons) == sorted(
        (r.code, r.b, r.a) for r in back.reasons
    )


@settings(max_examples=300, deadline=None)
@given(STATEMENTS, STATEMENTS, COSINES)
def test_the_score_is_a_probability_and_every_reason_is_a_known_one(a, b, cosine):
    found = compare(a, b, cosine)
    assert 0 <= found.score <= 1
    assert found.kind in {"same_claim", "related", "contradicts", None}
    assert codes(found) <= set(CODES)


@settings(deadline=None)
@given(STATEMENTS, COSINES)
def test_a_statement_is_the_same_claim_as_itself(statement, cosine):
    found = compare(statement, statement, cosine)
    assert (found.kind, found.score) == ("same_claim", 1)


@pytest.mark.parametrize(
    ("a", "b", "code"),
    [
        ("Unemployment fell to 4%.", "Unemployment rose to 9%.", "other_direction"),
        ("The wall is 210 km long.", "The wall is 210 miles long.", "other_unit"),
        ("The Tarn Line cost £1.2bn.", "The Tarn Line cost £2.1 billion.", "other_number"),
        ("Strikes are legal in Norburg.", "Strikes are illegal in Norburg.", "opposite"),
        ("The dam was built in 1962.", "The dam was built in 1982.", "other_date"),
        ("The fund paid the bonus.", "The fund did not pay the bonus.", "negated"),
    ],
)
def test_what_cosine_misses_is_named_and_never_the_same_claim(a, b, code):
    found = compare(Statement(a), Statement(b), 0.95)
    assert found.kind != "same_claim"
    assert code in codes(found)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("One in four children lives in poverty.", "25 per cent of children live in poverty."),
        ("The line cost £1.2bn.", "The line cost 1,200 million pounds."),
        ("The ministry built 3.2 lakh houses.", "The ministry built 320,000 homes."),
        ("The wait is 18 months.", "The wait is a year and a half."),
        ("Nearly half stayed at home.", "About 48 percent stayed at home."),
    ],
)
def test_the_same_number_in_another_form_agrees(a, b):
    found = compare(Statement(a), Statement(b), 0.8)
    assert "same_number" in codes(found)
    assert found.kind == "same_claim"


def test_somebody_else_is_another_claim():
    found = compare(
        Statement("Senator Odell Marsh voted against the bill twice."),
        Statement("Senator Grace Whitlow voted against the bill twice."),
        0.9,
    )
    assert found.kind == "related"
    assert [(r.a, r.b) for r in found.reasons if r.code == "other_name"] == [
        ("Marsh Odell", "Grace Whitlow")
    ]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The city of Zürich built 400 homes.", "The city of Zurich built 400 homes."),
        ("In 2023 Jörg Großmann's party won.", "In 2023 Jorg Grossmann's party won."),
    ],
)
def test_a_name_without_its_accents_is_the_same_name(a, b):
    found = compare(Statement(a), Statement(b), 0.9)
    assert found.kind == "same_claim"
    (names,) = [(r.a, r.b) for r in found.reasons if r.code == "same_name"]
    assert any(letter in names[0] for letter in "üöß"), "shown as written"
    assert names[1].isascii()


def test_letters_of_other_scripts_are_not_taken_for_accents():
    a, b = (Statement(f"Mayor {name} voted against the bill twice.") for name in ("Май", "Маи"))
    assert "other_name" in codes(compare(a, b, 0.9))


def test_i_is_whoever_speaks():
    said = Statement("I voted for the school meals bill.", "Dara Finnegan")
    other = replace(said, speaker="Tom Hessel")
    assert compare(said, replace(said, said_on=date(2024, 1, 1)), 1).kind == "same_claim"
    found = compare(said, other, 1)
    assert found.kind != "same_claim"
    assert "other_speaker" in codes(found)


def test_last_year_counts_from_the_day_it_was_said():
    said = Statement("Last year the city built 400 homes.", "", date(2024, 5, 2))
    named = Statement("In 2023 the city built 400 homes.")
    assert "same_date" in codes(compare(said, named, 0.9))
    later = replace(said, said_on=date(2019, 5, 2))
    found = compare(said, later, 1)
    assert found.kind != "same_claim"
    assert "other_date" in codes(found)


STORED = {
    "text": "210 miles",
    "value": "210",
    "unit": "miles",
    "kind": "number",
    "qualifier": "",
    "start": 12,
    "end": 21,
}


def test_stored_values_count_while_the_text_has_their_words():
    """A person who mends a misheard number is believed, not the machine's reading of it."""
    in_km = Statement("The wall is 338 km long.")
    kept = Statement("The wall is 210 miles long.", values=(STORED,))
    assert "same_number" in codes(compare(kept, in_km, 0.9))
    mended = Statement("The wall is 120 miles long.", values=(STORED,))
    assert "other_number" in codes(compare(mended, in_km, 0.9))
