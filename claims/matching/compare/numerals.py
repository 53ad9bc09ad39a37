"""Reads numbers with their units from bare words: "£1.2bn", "one in four", "3.2 lakh", "twice".

The extractor's reader needs a parse and the worker's packages, which the web has not; a test holds
the two together on the sentences that the extractor's is tested with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from claims.matching.compare.figures import Figure
from claims.matching.compare.number_words import (
    NAMED_SCALES,
    NAMING,
    ONES,
    PARTS,
    RATE,
    RATIOS,
    SKIPPED,
    TENS,
    WRITTEN,
    Token,
    bound,
    is_year,
    may_begin,
    tokens,
)
from claims.matching.compare.units import SAID, SCALES, SIGNS, TOUCHING, based
from claims.matching.compare.words import meaning

_LONGEST = 100  # characters of a number; Python itself refuses more than 4,300 digits


def read(text: str) -> list[Figure]:
    """The numbers of a text in order. Years and what only names ("Article 51") are none."""
    return list(_Reader(text, tokens(text)).figures())


class _Reader:
    """Walks the words of a text and reads a number wherever one begins."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.at = 0

    def figures(self) -> Iterator[Figure]:
        while self.at < len(self.tokens):
            start = self.at
            if not may_begin(self.tokens[start]):
                self.at = start + 1
                continue
            figure = self._ratio() or self._and_a_half() or self._part() or self._number()
            if figure is None:
                self.at = start + 1
            else:
                yield figure

    def _word(self, ahead: int = 0) -> str:
        index = self.at + ahead
        return self.tokens[index].word if 0 <= index < len(self.tokens) else ""

    def _ratio(self) -> Figure | None:
        ratio = RATIOS.get(self._word())
        if ratio is None:
            return None
        first, self.at = self.at, self.at + 1
        return self._figure(first, ratio, "ratio", "", "")

    def _and_a_half(self) -> Figure | None:
        """ "A year and a half", "a month and a half"."""
        first = self.at
        if self._word() not in ("a", "an", "one") or self._word(1) not in SAID:
            return None
        if [self._word(ahead) for ahead in (2, 3, 4)] != ["and", "a", "half"]:
            return None
        self.at += 5
        base, dimension = based(Fraction(3, 2), SAID[self._word(1 - 5)])
        return self._figure(first, base, dimension, "", "")

    def _part(self) -> Figure | None:
        """ "A third of", "two thirds", "half", "one in four", "every third", "nine out of ten"."""
        first = self.at
        value: Fraction
        above = 1 if self._word() in ("a", "every") else WRITTEN.get(self._word())
        hyphen = self._word(1) == "-"
        if self._word() in ("half", "halve"):
            value, self.at = Fraction(1, 2), self.at + 1
        elif above and self._word(1 + hyphen) in PARTS:
            below = PARTS[self._word(1 + hyphen)]
            if above >= below or (self._word() == "a" and self._word(2) not in ("of", "to", "in")
                                  and self._word(-1) != "by"):  # fmt: skip
                return None
            value, self.at = Fraction(above, below), self.at + 2 + hyphen
        else:
            return self._one_in()
        if self._word() in ("a", "of") and self._word(1) in ("a", "million", "billion"):
            scale = SCALES.get(self._word(1)) or SCALES.get(self._word(2))
            if scale:
                self.at += 2 if self._word(1) in SCALES else 3
                return self._united(first, value * scale)
        if self._word() in ("a", "%") or self._word(1) in ("percent", "basis"):
            self.at += self._word() == "a"
            return self._united(first, value)
        return self._figure(first, value, "share", "", self._thing())

    def _one_in(self) -> Figure | None:
        first = self.at
        above = self._small()
        if above is None:
            return None
        if self._word() in ("prisoner", "worker", "person", "child", "woman", "man", "adult"):
            self.at += 1
        joint = [self._word(0), self._word(1)]
        if joint[0] not in ("in", "out") or (joint[0] == "out" and joint[1] != "of"):
            self.at = first
            return None
        self.at += 1 + (joint[0] == "out") + (self._word(1 + (joint[0] == "out")) == "every")
        below = self._small()
        if below is None or not 0 < above < below or is_year(below) or self._word() in SAID:
            self.at = first
            return None
        return self._figure(first, Fraction(above) / below, "share", "", self._thing())

    def _small(self) -> Fraction | None:
        word = self._word()
        if word in WRITTEN:
            self.at += 1
            if word in TENS and self._word() == "-" and self._word(1) in ONES:
                self.at += 2
                return Fraction(TENS[word] + ONES[self._word(-1)])
            if word in TENS and 0 < ONES.get(self._word(), 0) < 10:
                self.at += 1
                return Fraction(TENS[word] + ONES[self._word(-1)])
            return Fraction(WRITTEN[word])
        if word[:1].isdecimal() and len(word) <= _LONGEST:
            self.at += 1
            return Fraction(word.replace(",", ""))
        return None

    def _number(self) -> Figure | None:
        first = self.at
        token = self.tokens[first]
        glued = first > 0 and self.tokens[first - 1].end == token.start
        if token.word[0].isdecimal() and glued and self._word(-1) not in (*SIGNS, "(", '"', "'"):
            return None
        if self._word(-1) in NAMING or (self._word(-1) == "-" and self._word(-2) in NAMING):
            return None
        if self._named_scale():
            value: Fraction | None = Fraction(1)
            self.at += 1
        else:
            value = self._small()
        if value is None:
            return None
        value, scaled = self._scaled(value)
        year = not scaled and is_year(value) and "," not in token.word and "." not in token.word
        if year and token.word.isdecimal() and self._word(-1) not in (*SIGNS, "than"):
            return None
        if token.word in ("one", "zero") and not scaled and self._unit()[0] == "":
            return None
        if self._ordinal(first):
            return None
        return self._united(first, value)

    def _named_scale(self) -> bool:
        return self._word() == "a" and self._word(1) in NAMED_SCALES

    def _ordinal(self, first: int) -> bool:
        """48th: a rank, which is kept as one; "13 July" and "31 December" are dates."""
        after = self._word()
        month = after[:3] in ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct",
                              "nov", "dec") and after not in ("mayor", "march's")  # fmt: skip
        return month and self.at == first + 1

    def _scaled(self, value: Fraction) -> tuple[Fraction, bool]:
        """ "1.2 million", "two hundred and forty", "1.5 lakh crore"."""
        total, scaled = Fraction(0), False
        while True:
            word = self._word()
            touches = self.at and self.tokens[self.at - 1].end == self.tokens[self.at].start if (
                self.at < len(self.tokens)) else False  # fmt: skip
            hyphen = word == "-" and self._word(1) in SCALES
            if hyphen:
                self.at += 1
                word = self._word()
            if word in SCALES and (word not in TOUCHING or touches):
                scaled, self.at = True, self.at + 1
                value *= SCALES[word]
                continue
            if not scaled:
                return value, False
            joined = word == "and"
            if value >= 100 and self._word(joined) in WRITTEN and value % 100 == 0:
                here, self.at = self.at, self.at + joined
                added = self._small() or Fraction(0)
                if self._word() in ("thousand", "hundred") or added < value:
                    total, value = total + value, added
                    if self._word() in SCALES:
                        continue
                    return total + value, True
                self.at = here
            return total + value, True

    def _united(self, first: int, value: Fraction) -> Figure:
        unit, used = self._unit()
        self.at += used
        sign = SIGNS.get(self._word(first - 1 - self.at), "") if first else ""
        if self.at and self._word(first - 1 - self.at) == "." and first > 1:
            sign = SIGNS.get(self._word(first - 2 - self.at), "")
        if sign:
            unit = sign
        if self._word() == "times":
            self.at += 1
            return self._figure(first, value, "ratio", "", "")
        rank = self._word() in ("th", "nd", "rd", "st")
        base, dimension = (value, "rank") if rank else based(value, unit)
        thing = "" if dimension != "count" and not sign else self._thing() if not unit else ""
        return self._figure(first, base, dimension, self._per(), thing)

    def _unit(self) -> tuple[str, int]:
        """The unit that stands here, and how many words it takes."""
        if self._word() in ("square", "sq") and self._word(1) in SAID:
            return f"square {SAID[self._word(1)]}", 2
        hyphen = self._word() == "-"
        word = self._word(hyphen)
        if word in ("per", "basis", "percentage"):
            after = self._word(hyphen + 1)
            if word == "per":
                return ("percent", hyphen + 2) if after.startswith("cent") else ("", 0)
            return (f"{word} points", hyphen + 2) if after.startswith("point") else ("", 0)
        if word == "a" and self._word(1) in ("percent", "basis", "per"):
            return ("basis points", 3) if self._word(1) == "basis" else ("percent", 2)
        if word == "basis":
            return "basis points", hyphen + 2
        return (SAID[word], hyphen + 1) if word in SAID else ("", 0)

    def _per(self) -> str:
        """ "A week", "per month", "an hour", also after a noun: "$420 more a year"."""
        for ahead in range(3):
            if self._word(ahead) in ("a", "an", "per", "each", "every"):
                return self._word(ahead + 1) if self._word(ahead + 1) in RATE else ""
        return ""

    def _thing(self) -> str:
        """The noun that is counted, as far as bare words tell: the next that is not skipped."""
        for ahead in range(4):
            word = self._word(ahead)
            if word and word[0].isalpha() and word not in SKIPPED:
                return meaning(word)
            if word not in SKIPPED:
                break
        return ""

    def _figure(self, first: int, value: Fraction, dimension: str, per: str, thing: str) -> Figure:
        start, end = self.tokens[first].start, self.tokens[self.at - 1].end
        if first and self._word(first - 1 - self.at) in SIGNS:
            start = self.tokens[first - 1].start
        said = self.text[start:end]
        return Figure(value, value, dimension, per, thing, bound(self.text, start), said)
