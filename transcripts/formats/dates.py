"""A line that is a date and nothing else, as transcripts print it under the headline."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = "january february march april may june july august september october november december"
_NUMBERS = {name[:3]: i for i, name in enumerate(_MONTHS.split(), 1)}
_MONTH = "(?P<month>" + "|".join(f"{m[:3]}(?:{m[3:]})?" for m in _MONTHS.split()) + r")\.?"
_LEAD = r"\s*(?:date:\s*|[^\W\d][\w .'’-]{1,40},\s+)?"
_LEAD += r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
_PATTERNS = tuple(
    re.compile(_LEAD + pattern + r"\.?\s*", re.IGNORECASE)
    for pattern in (
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+" + _MONTH + r",?\s+(?P<year>\d{4})",
        _MONTH + r"\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})",
        r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})",
    )
)


def parse_date(text: str) -> date | None:
    """The date `text` consists of: "29 September 2015", "September 29, 2015", "2015-09-29"."""
    if len(text) > 60:
        return None
    for pattern in _PATTERNS:
        if match := pattern.fullmatch(text):
            month = match["month"]
            number = int(month) if month.isdecimal() else _NUMBERS[month[:3].lower()]
            try:
                return date(int(match["year"]), number, int(match["day"]))
            except ValueError:
                return None
    return None
