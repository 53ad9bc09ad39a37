"""Values of any text at all: offsets hold, nothing raises, twice is the same."""

import random
from datetime import date
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from worker.extraction import Extractor
from worker.extraction.pipeline import make_doc
from worker.extraction.values import Values, read_values
from worker.extraction.values.dates import PATTERNS
from worker.extraction.values.numbers import _TOKEN, FIRSTS, _Reader, _Token, numbers
from worker.extraction.view import word_list

WORDS = word_list(
    "a an the one two twenty ninety hundred thousand million billion dozen half third quarter "
    "and of in out to between from 1 2,000 3.5 1990s 2019 '90s 10-12 5% per cent percent points "
    "£ $3 $ € 75p pounds dollars times twice since last next this few ago years year days week "
    "month May March Monday yesterday today early late 31 February 0 9999 I my we our it This "
    'that he — – “ ” " . , ; : - / ( ) İ ß ① ² ½ ٣ \u0301 hectares homes people first largest'
)
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).flatmap(
    lambda words: st.sampled_from([" ", "\n", "\t", "\xa0", ""]).map(lambda gap: gap.join(words))
)
DATE_WORDS = word_list(
    "in In since from between to and on the of last this next earlier late early mid- year years "
    "month quarter quarters half century decade weeks days a an few couple three twenty and a half "
    "ago today yesterday morning Monday January Jan. Feb. March april May june JULY Aug. sept "
    "October nov. December spring summer autumn winter first second 1st 14 31st 14th, 2019 1985 "
    "2024, 1990s '90s 2016-17 2001-09-11 14/05/2025 9/11 Q3 nineteenth 21st eighties"
)
DATES = st.lists(st.sampled_from(DATE_WORDS), min_size=1, max_size=12).map(" ".join)
EVENTS = st.none() | st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31))
RELAXED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def read(extractor: Extractor, text: str, event: date | None) -> Values | None:
    doc = extractor._cascade.nlp(make_doc(extractor._cascade.nlp, text))
    if not len(doc):
        return None
    return read_values(doc[:], "..." + text, 3, event_date=event, speaker="Ada")


@RELAXED
@given(text=SENTENCES | st.text(min_size=1, max_size=80), event=EVENTS)
def test_spans_hold_on_any_text_and_nothing_raises(
    extractor: Extractor, text: str, event: date | None
) -> None:
    values = read(extractor, text, event)
    if values is None:
        return
    whole = "..." + text
    spans = [(item.start, item.end) for item in (*values.quantities, *values.dates)]
    for item in (*values.quantities, *values.dates):
        assert whole[item.start : item.end] == item.text
        assert 3 <= item.start < item.end <= len(whole)
    ordered = sorted(spans)
    assert all(a[1] <= b[0] for a, b in pairwise(ordered))
    for dated in values.dates:
        assert dated.first is None or dated.last is None or dated.first <= dated.last
    assert read(extractor, text, event) == values


@RELAXED
@given(text=SENTENCES, event=EVENTS)
def test_the_words_are_kept_and_only_brackets_are_added(
    extractor: Extractor, text: str, event: date | None
) -> None:
    values = read(extractor, text, event)
    if values is None or not values.normalised:
        return
    words = iter(values.normalised.replace(" ", ""))
    assert all(character in words for character in "".join(text.split()))


@given(number=st.integers(min_value=1, max_value=999_999_999))
def test_every_number_reads_the_same_in_digits_and_in_words(number: int) -> None:
    for said in (spelled(number), f"{number:,}", str(number)):
        (found,) = numbers(f"They counted {said} votes")
        assert found.value == number, said


def spelled(number: int) -> str:
    """Spell a number as British English does."""
    ones = word_list(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen"
    )
    tens = word_list("twenty thirty forty fifty sixty seventy eighty ninety")
    if number < 20:
        return ones[number]
    if number < 100:
        rest = number % 10
        return tens[number // 10 - 2] + (f"-{ones[rest]}" if rest else "")
    for size, name in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            joint = " and " if 0 < rest < 100 else " "
            said = f"{spelled(number // size)} {name}"
            return said + (joint + spelled(rest) if rest else "")
    raise AssertionError(number)


def test_long_texts_take_time_in_proportion(extractor: Extractor) -> None:
    source = random.Random(3)
    text = " ".join(source.choice(WORDS) for _ in range(4000))
    assert read(extractor, text, date(2025, 6, 18)) is not None


@settings(max_examples=500, deadline=None)
@given(text=DATES | SENTENCES)
def test_whatever_a_form_of_date_matches_holds_what_is_looked_for_first(text):
    for pattern in PATTERNS:
        for match in pattern.form.finditer(text):
            assert any(piece in match[0].lower() for piece in pattern.holds), pattern.form


@settings(max_examples=300, deadline=None)
@given(text=SENTENCES)
def test_every_number_begins_with_a_word_that_may_begin_one(text):
    """What `numbers` passes over would not have been read."""
    tokens = [_Token(m[0].lower(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    for position, token in enumerate(tokens):
        if _Reader(text, tokens, position).read() is not None:
            assert token.word in FIRSTS or token.word[0].isdecimal()
