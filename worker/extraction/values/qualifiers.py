"""What is said about a number's exactness: "more than", "about", "up to", "or more"."""

import re

from worker.extraction.values.measures import TIMES

ABOUT, NEARLY = "about", "nearly"
MORE, LESS = "more than", "less than"
LEAST, MOST = "at least", "at most"

_BEFORE = {
    LEAST: (
        "at least|no fewer than|no less than|not less than|not fewer than|a minimum of|as few as"
        "|minimum of"
    ),
    MOST: (
        "at most|up to|no more than|not more than|at the most|a maximum of|maximum of|as many as"
        "|as much as"
    ),
    NEARLY: "nearly|almost|close to|just under|a little under|approaching|just short of",
    MORE: (
        "(?:many )?more than|(?:just |well |a little )?over|above|in excess of|upwards of"
        "|greater than|higher than|exceeding"
    ),
    LESS: "less than|fewer than|under|below|lower than|short of|well under",
    ABOUT: (
        "about|around|approximately|roughly|some|circa|an estimated|estimated|or so|something like"
        "|in the region of|in the order of"
    ),
}
_AFTER = {
    LEAST: r"\+| or (?:more|older|longer|over)\b|-plus\b| at (?:the )?least\b",
    MOST: r" or (?:less|fewer|under|younger)\b| at (?:the )?most\b",
    ABOUT: r" or so\b|-odd\b|-ish\b",
}
BEFORE = re.compile(
    r"\b(?:" + "|".join(f"(?P<q{i}>{form})" for i, form in enumerate(_BEFORE.values()))
    + r") (?:the |a |an )?$",
    re.IGNORECASE,
)  # fmt: skip
AFTER = re.compile(
    "|".join(f"(?P<q{i}>{form})" for i, form in enumerate(_AFTER.values())), re.IGNORECASE
)
LASTED = re.compile(
    r"\b(?:for|of|after|by|lasts?|lasted|takes?|took|is|are|was|were|spent|at|within|just|to) $",
    re.IGNORECASE,
)
_REACH = 28


def qualifier(text: str, start: int, end: int, unit: str) -> str:
    """Return the qualifier of the number at `text[start:end]`, or "" where it has none.

    "Over five years" is a span of time, "for over five years" is more than five.
    """
    before = BEFORE.search(text, max(start - _REACH, 0), start)
    if before is not None and before[0].lower() == "over " and unit in TIMES:
        before = (
            before if LASTED.search(text, max(before.start() - _REACH, 0), before.start()) else None
        )
    if before is not None:
        return tuple(_BEFORE)[int(str(before.lastgroup)[1:])]
    after = AFTER.match(text, end)
    return "" if after is None else tuple(_AFTER)[int(str(after.lastgroup)[1:])]
