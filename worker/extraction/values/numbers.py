"""Reads numbers in digits and in words as exact fractions: "1.2 million", "two and a half"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from worker.extraction.view import word_list, word_set

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
SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
SUFFIXES = {
    "k": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "b": 10**9,
    "bn": 10**9,
    "tn": 10**12,
}
PARTS = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "hundredth": 100,
}
PARTS |= {f"{word}s": number for word, number in PARTS.items()} | {"halves": 2}
VAGUE = word_set("dozens scores hundreds thousands millions billions trillions")
FIRSTS = frozenset({*ONES, *TENS, *SCALES, *VAGUE, "tens", "a", "half"})

_TOKEN = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?|[^\W\d_]+|\S")
_CONTINUES = re.compile(r"[^\W_]$|[_.:/#]$|[^\W\d_]-$|\d,$")
_LONGEST = 24
_CLOCK = re.compile(r"[:.]\d|\s?(?:[ap]\.?m\b|o'clock)|/\d|(?:st|nd|rd|th)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """A number at `text[start:end]`; `value` is None for "thousands of", said without one.

    `scale` is its "million"; `part` marks a fraction of something ("two-thirds").
    """

    start: int
    end: int
    value: Fraction | None
    scale: int = 1
    part: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    start: int
    end: int


def numbers(text: str) -> list[Number]:
    """Return the numbers of a text in order, none overlapping another."""
    tokens = [_Token(m[0].lower(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    found: list[Number] = []
    position = 0
    while position < len(tokens):
        word = tokens[position].word
        may_start = word in FIRSTS or word[0].isdecimal()
        result = _Reader(text, tokens, position).read() if may_start else None
        if result is None:
            position += 1
        else:
            number, position = result
            found.append(number)
    return found


class _Reader:
    """Reads one number that starts at a token; `read` gives it with the token after it."""

    def __init__(self, text: str, tokens: Sequence[_Token], position: int) -> None:
        self.text = text
        self.tokens = tokens
        self.first = self.position = position

    def read(self) -> tuple[Number, int] | None:
        word = self._word(0)
        if word[0].isdecimal():
            return self._digits()
        if word in VAGUE or word == "tens":
            return self._vague()
        for attempt in (self._share_of_scale, self._fraction, self._written):
            self.position = self.first
            result = attempt()
            if result is not None:
                return result
        return None

    def _word(self, ahead: int) -> str:
        """Return a word that is joined to the one before it by a space or a hyphen."""
        index = self.position + ahead
        return self.tokens[index].word if index < len(self.tokens) else ""

    def _skip_hyphen(self) -> None:
        if self._word(0) == "-" and self._word(1) in SCALES | ONES | TENS | PARTS:
            self.position += 1

    def _done(
        self, value: Fraction | None, scale: int = 1, *, part: bool = False
    ) -> tuple[Number, int]:
        start, end = self.tokens[self.first].start, self.tokens[self.position - 1].end
        return Number(start, end, value, scale, part), self.position

    def _digits(self) -> tuple[Number, int] | None:
        token = self.tokens[self.position]
        if _CONTINUES.search(self.text, max(token.start - 2, 0), token.start):
            return None
        if len(token.word) > _LONGEST or _CLOCK.match(self.text, token.end):
            return None
        value = Fraction(token.word.replace(",", ""))
        self.position += 1
        touching = self._word(0) if self._touches() else ""
        if touching in SUFFIXES:
            scale = SUFFIXES[touching]
            self.position += 1
            return self._done(value * scale, scale)
        return self._scaled(value)

    def _touches(self) -> bool:
        index = self.position
        return index < len(self.tokens) and self.tokens[index].start == self.tokens[index - 1].end

    def _vague(self) -> tuple[Number, int] | None:
        self.position += 1
        while self._word(0) == "of" and self._word(1) in VAGUE:
            self.position += 2
        if self._word(0) != "of" or self._word(-1) == "tens":
            return None
        return self._done(None)

    def _share_of_scale(self) -> tuple[Number, int] | None:
        """Half a million, a quarter of a million, three quarters of a million."""
        share = self._share()
        if share is None:
            return None
        if self._word(0) == "of":
            self.position += 1
        if self._word(0) not in {"a", "an"} or self._word(1) not in SCALES:
            return None
        scale = SCALES[self._word(1)]
        self.position += 2
        return self._done(share * scale, scale)

    def _fraction(self) -> tuple[Number, int] | None:
        share = self._share()
        return None if share is None else self._done(share, part=True)

    def _share(self) -> Fraction | None:
        """A third, two-thirds, three quarters, half: above, then below the line."""
        above = 1 if self._word(0) == "a" else ONES.get(self._word(0))
        if above is None:
            if self._word(0) != "half":
                return None
            self.position += 1
            return Fraction(1, 2)
        self.position += 1
        self._skip_hyphen()
        below = PARTS.get(self._word(0))
        if below is None or not 0 < above < below:
            return None
        self.position += 1
        return Fraction(above, below)

    def _written(self) -> tuple[Number, int] | None:
        if self._word(0) == "a":
            if self._word(1) not in SCALES:
                return None
            self.position += 1
            return self._scaled(Fraction(1))
        if self.position and self._word(-1) == "every" and self._word(0) in SCALES:
            return self._scaled(Fraction(1))
        value = self._below_hundred()
        return None if value is None else self._scaled(Fraction(value))

    def _below_hundred(self) -> int | None:
        word = self._word(0)
        if word in ONES:
            self.position += 1
            return ONES[word]
        if word not in TENS:
            return None
        self.position += 1
        hyphen = 1 if self._word(0) == "-" else 0
        ones = ONES.get(self._word(hyphen), 0)
        if 0 < ones < 10:
            self.position += hyphen + 1
            return TENS[word] + ones
        return TENS[word]

    def _scaled(self, value: Fraction) -> tuple[Number, int]:
        """Read what multiplies and what is added: "hundred and five thousand", "and a half"."""
        total, scale = Fraction(0), 1
        value = self._and_a_half(value, 1)
        while True:
            self._skip_hyphen()
            word = self._word(0)
            if word in SCALES:
                scale = SCALES[word]
                self.position += 1
                value = self._and_a_half(value * scale, scale)
                if scale > 100:
                    total, value = total + value, Fraction(0)
                continue
            added = self._added(scale)
            if added is None:
                return self._done(total + value, scale if scale > 100 else 1)
            value, scale = value + added, 1

    def _and_a_half(self, value: Fraction, scale: int) -> Fraction:
        if [self._word(i) for i in range(3)] == ["and", "a", "half"]:
            self.position += 3
            return value + Fraction(scale, 2)
        return value

    def _comma_within(self, scale: int) -> bool:
        """Tell whether the comma parts one number's words: "two thousand, four hundred"."""
        written = not self.tokens[self.first].word[0].isdecimal()
        hyphen = 2 if self._word(2) == "-" else 0
        following = SCALES.get(self._word(2), SCALES.get(self._word(2 + hyphen), 0))
        return written and self._word(1) in ONES | TENS and 12 < following < scale

    def _added(self, scale: int) -> int | None:
        """Read "and forty" after "two hundred"; nothing is added to a bare number.

        "Three million and five million" are two numbers.
        """
        if scale < 100:
            return None
        here = self.position
        if self._word(0) == "," and self._comma_within(scale):
            self.position += 1
        joined = self._word(0) == "and"
        self.position += joined
        value = self._below_hundred()
        following = SCALES.get(self._word(0), 0)
        if value is None or (joined and 0 < following <= max(scale, 100)):
            self.position = here
            return None
        return value
