"""The words that numbers are made of, and a text cut into the pieces that make them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from claims.matching.compare.wordlists import word_list, word_set

ONES = {
    word: number
    for number, word in enumerate(
        word_list(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
            "fifteen sixteen seventeen eighteen nineteen"
        )
    )
}
TENS = {
    word: 10 * number
    for number, word in enumerate(
        word_list("twenty thirty forty fifty sixty seventy eighty ninety"), start=2
    )
}
PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7,
          "eighth": 8, "ninth": 9, "tenth": 10}  # fmt: skip
PARTS |= {f"{word}s": below for word, below in PARTS.items()}
RATIOS = {
    word: value
    for value, words in {
        Fraction(2): "twice double doubled doubles doubling twofold",
        Fraction(3): "triple tripled triples tripling treble trebled threefold",
        Fraction(4): "quadrupled quadruple fourfold",
        Fraction(10): "tenfold",
        Fraction(1, 2): "halved halving",
    }.items()
    for word in words.split()
}
WRITTEN = ONES | TENS
_TOKEN = re.compile(
    r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?(?![\d])|\d+(?:\.\d+)?|[^\W\d_]+|[£€$¥₹%-]|[^\w\s]"
)
_ABOUT = re.compile(
    r"\b(?:about|around|nearly|almost|roughly|some|approximately|close to|just under|just over|"
    r"an? estimated|drew close to|circa)\s+(?:an? |[£$€])?$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\b(?:more than|over|above|at least|upwards of|in excess of|past|crossed|exceed(?:s|ed)?)\s+"
    r"(?:an? |rs\.? |[£$€])?$",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"\b(?:less than|fewer than|under|below|at most|up to|no more than)\s+(?:an? |rs\.? |[£$€])?$",
    re.IGNORECASE,
)
NAMING = word_set(
    "article section clause chapter page rule schedule title question number amendment part no "
    "route highway flight level phase tier category resolution type under- over- over"
)
RATE = word_set("day week month year hour night head person household")
SKIPPED = word_set("of the a an more fewer extra additional new other our all their")
NAMED_SCALES = ("hundred", "thousand", "million", "billion", "trillion", "dozen")
_BEGINNING = WRITTEN.keys() | RATIOS.keys() | {"a", "an", "every", "half", "halve"}
_FIRST_YEAR, _LAST_YEAR = 1500, 2099
_REACH = 24


@dataclass(frozen=True, slots=True)
class Token:
    """A word in lower case, a number in digits, or a sign, and where it stands."""

    word: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The text in pieces, without the white space."""
    return [Token(m[0].lower(), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def may_begin(token: Token) -> bool:
    """Whether a number may begin here: most words need no closer look."""
    return token.word in _BEGINNING or token.word[0].isdecimal()


def bound(text: str, start: int) -> str:
    """What the words before a number make of it: "about", "more", "less", or ""."""
    before = text[max(start - _REACH, 0) : start]
    for name, form in (("about", _ABOUT), ("more", _MORE), ("less", _LESS)):
        if form.search(before):
            return name
    return ""


def is_year(value: Fraction) -> bool:
    return _FIRST_YEAR <= value <= _LAST_YEAR and value.denominator == 1
