"""What the date patterns share: a match's meaning, and the day that relative ones count from."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from worker.extraction.values.days import MONTHS, Days, described
from worker.extraction.values.numbers import ONES, TENS
from worker.extraction.view import word_list

UNCLEAR = "unclear"
MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|"
    r"aug(?:ust|\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
STEMS = word_list("jan feb mar apr may jun jul aug sep oct nov dec")
YEAR = r"(?:1[5-9]|20)\d\d"
PART = r"(?:(?:early|mid|late)(?: in)?[ -])"
COUNTS = ONES | {"a": 1, "an": 1} | TENS
COUNT = rf"(?:\d{{1,4}}|{'|'.join(COUNTS)})"


@dataclass(frozen=True, slots=True)
class Meaning:
    """The days a date spans, None where that cannot be told, and the words that explain it.

    `explanation` is "" for a date that needs none.
    """

    days: Days | None
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """When a sentence was said, None where unknown, and whether it looks ahead."""

    event: date | None
    ahead: bool = False


Read = Callable[[re.Match[str], Setting], Meaning | None]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A form of date and its reader, which answers None where the words are no date after all.

    One of `holds`, in lower case, is in every match: a look for it spares most texts the form.
    """

    form: re.Pattern[str]
    read: Read
    holds: tuple[str, ...]


def pattern(
    form: str, read: Read, *, exact_case: bool = False, holds: tuple[str, ...] = ("",)
) -> Pattern:
    """Make a pattern; it is bounded by words and blind to letter case unless told otherwise."""
    flags = re.RegexFlag(0) if exact_case else re.IGNORECASE
    return Pattern(re.compile(rf"\b(?:{form})(?!\w)", flags), read, holds)


def relative(days: Days, explanation: str = "") -> Meaning:
    """Return days that were counted from the event, named in full where nothing else is given."""
    return Meaning(days, explanation or described(days))


def unresolved() -> Meaning:
    """Return the meaning of a relative date that has nothing to count from."""
    return Meaning(None, UNCLEAR)


def month_number(name: str) -> int:
    """Return 1 to 12 for a month's name or its abbreviation."""
    return next(i for i, full in enumerate(MONTHS, 1) if full.lower().startswith(name[:3].lower()))


def part_of(text: str | None) -> str:
    """Return "early", "mid", "late" or ""."""
    return "" if text is None else re.split(r"[ -]", text.lower())[0]


def count_of(text: str) -> int:
    """Return the number that COUNT matched."""
    return int(text) if text.isdecimal() else COUNTS[text.lower()]
