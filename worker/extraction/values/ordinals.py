"""Ranks that can be checked: "the third-largest port", "the fifth month in a row"."""

import re
from dataclasses import dataclass

from worker.extraction.view import word_list

_WORDS = word_list(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
)
_RANK = rf"(?P<word>{'|'.join(_WORDS)})|(?P<digits>\d{{1,4}})(?:st|nd|rd|th)"
_SUPERLATIVES = (
    "largest|biggest|highest|lowest|smallest|richest|poorest|oldest|youngest|fastest|slowest"
    "|longest|shortest|busiest|deadliest|cheapest|dearest|strongest|weakest|greatest|hottest"
    "|coldest|wettest|driest|deepest|safest|happiest|tallest|heaviest|hardest|worst|best"
)
_PERIOD = "time|year|month|quarter|week|day|season|election"
ORDINAL = re.compile(
    rf"\b(?:{_RANK})(?:"
    rf"[- ](?P<superlative>{_SUPERLATIVES}|(?:most|least) \w+)\b"
    rf"|[- ](?:(?:consecutive|straight|successive) (?P<run>{_PERIOD})"
    rf"|(?P<row>{_PERIOD}) (?:in a row|in succession|running))\b"
    r"|[- ](?P<time>time)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A rank at `text[start:end]` and what it ranks."""

    start: int
    end: int
    value: int
    unit: str


def ordinals(text: str) -> list[Ordinal]:
    """Return the ranks of a text in order; a bare "first" or "second" is none."""
    return [_ordinal(match) for match in ORDINAL.finditer(text)]


def _ordinal(match: re.Match[str]) -> Ordinal:
    word = match["word"]
    value = _WORDS.index(word.lower()) + 1 if word else int(match["digits"])
    period = match["run"] or match["row"]
    unit = f"{period}s in a row" if period else match["superlative"] or match["time"]
    return Ordinal(match.start(), match.end(), value, unit.lower())
