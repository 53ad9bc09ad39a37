"""Dates that name their year, and those that lack only the year: "May 2022", "on 14 May"."""

import re
from datetime import date

from worker.extraction.values import days
from worker.extraction.values.days import Days
from worker.extraction.values.found import (
    MONTH,
    PART,
    STEMS,
    YEAR,
    Meaning,
    Pattern,
    Setting,
    month_number,
    part_of,
    pattern,
    relative,
    unresolved,
)
from worker.extraction.view import word_list

_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_ON = rf"(?:(?:{'|'.join(days.WEEKDAYS)}),? )?"
_BEFORE_MONTH = "|".join(
    rf"(?<=\b[{word[0].upper()}{word[0]}]{word[1:]} )"
    for word in word_list("in since by until till from during before after of for")
)
_SAFE = (
    "January|February|April|June|July|September|October|November|December|Jan\\.|Feb\\.|Apr\\.|"
    "Sept\\.|Oct\\.|Nov\\.|Dec\\."
)
_CENTURIES = {
    "sixteenth": 16,
    "seventeenth": 17,
    "eighteenth": 18,
    "nineteenth": 19,
    "twentieth": 20,
    "twenty-first": 21,
}
_DECADES = word_list("twenties thirties forties fifties sixties seventies eighties nineties")
_COUNTED_BEFORE = re.compile(
    r"(?:[£$€]|\b(?:than|about|around|some|nearly|almost|over|least|to|all|resolution|no\.?|"
    r"number|another|these|those|our|their|of) )$",
    re.IGNORECASE,
)
_RECURRING = re.compile(r"\b(?:every|each|per|a) (?:year|decade)\b", re.IGNORECASE)
_DATED_BEFORE = re.compile(
    r"\b(?:in|since|by|until|till|during|before|after|the|year|from|between|early|late|mid-?|of|"
    r"to|and|for|around|about|back in) $",
    re.IGNORECASE,
)
_PLURAL_AFTER = re.compile(
    r" (?!(?:was|is|has|as|elections|olympics|games|riots|protests|talks|polls|"
    r"this|its|us)\b)(?:[a-z-]+ )??[a-z]{2,}s\b|\s?%| per ?cent|,\d"
    r"| (?:people|men|women|children|troops|million|billion)\b"
)


def _full(match: re.Match[str], setting: Setting) -> Meaning | None:
    number = month_number(match["month"])
    day = date(int(match["year"]), number, int(match["day"]))
    return Meaning((day, day))


def _iso(match: re.Match[str], setting: Setting) -> Meaning | None:
    day = date(int(match["year"]), int(match["m"]), int(match["day"]))
    return Meaning((day, day))


def _slashed(match: re.Match[str], setting: Setting) -> Meaning | None:
    """Read 14/05/2025 and 05/14/2025; where both orders are possible the day is not told."""
    a, b, number = int(match["a"]), int(match["b"]), int(match["year"])
    if a <= 12 and b <= 12 and a != b:
        return Meaning(None)
    day = date(number, b, a) if a > 12 or a == b else date(number, a, b)
    return Meaning((day, day))


def _month_of_year(match: re.Match[str], setting: Setting) -> Meaning | None:
    found = days.months(int(match["year"]), month_number(match["month"]))
    part = part_of(match["part"])
    return Meaning(days.third(found, part) if part else found)


def _yearless(match: re.Match[str], setting: Setting) -> Meaning | None:
    number = month_number(match["month"])
    if not 1 <= int(match["day"]) <= 31:
        return None
    if setting.event is None:
        return unresolved()
    day = date(setting.event.year, number, int(match["day"]))
    if day > setting.event and not setting.ahead:
        day = day.replace(year=day.year - 1)
    elif day < setting.event and setting.ahead:
        day = day.replace(year=day.year + 1)
    return relative((day, day), str(day.year))


def _bare_month(match: re.Match[str], setting: Setting) -> Meaning | None:
    """Read "in October"; "in August, every year" is no one month."""
    if _RECURRING.search(match.string):
        return None
    if setting.event is None:
        return unresolved()
    found = nearest_month(month_number(match["month"]), setting)
    part = part_of(match["part"])
    named = str(found[0].year)
    return relative(days.third(found, part) if part else found, named)


def nearest_month(number: int, setting: Setting) -> Days:
    """Return the last such month that has begun, or the next where the sentence looks ahead."""
    event = setting.event
    assert event is not None
    if setting.ahead:
        return days.months(event.year + (number < event.month), number)
    return days.months(event.year - (number > event.month), number)


def _months(match: re.Match[str], setting: Setting) -> Meaning | None:
    """Read "between January and March 2024", or the last such months where no year is named."""
    first, last = month_number(match["first"]), month_number(match["last"])
    count = (last - first) % 12 + 1
    if match["year"]:
        number = int(match["year"]) - (first > last)
        return Meaning(days.months(number, first, count))
    if setting.event is None:
        return unresolved()
    found = days.months(nearest_month(first, setting)[0].year, first, count)
    return relative(found, str(found[1].year) if first <= last else "")


def _year(match: re.Match[str], setting: Setting) -> Meaning | None:
    text, start, end = match.string, match.start(), match.end()
    part = part_of(match["part"])
    if not part and re.match(r"[-/.]?\d|[a-z]|-[a-z]", text[end:]):
        return None
    before = text[max(start - 12, 0) : start]
    dated = _DATED_BEFORE.search(before) is not None
    if not part and re.search(r"[\w.,/:#-]$", before):
        return None
    if (
        not part
        and _COUNTED_BEFORE.search(before)
        and (not dated or _PLURAL_AFTER.match(text, end))
    ):
        return None
    if not part and not dated and _PLURAL_AFTER.match(text, end):
        return None
    found = days.year(int(match["year"]))
    return Meaning(days.third(found, part) if part else found)


def _years(match: re.Match[str], setting: Setting) -> Meaning | None:
    first = int(match["first"])
    last = match["last"]
    second = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    if second <= first or re.match(r"[-/]\d|,\d", match.string[match.end() :]):
        return None
    return Meaning((date(first, 1, 1), date(second, 12, 31)))


def _decade(match: re.Match[str], setting: Setting) -> Meaning | None:
    if match["word"]:
        first = 1920 + 10 * _DECADES.index(match["word"].lower())
    else:
        first = int(match["year"]) if match["year"] else 1900 + int(match["short"])
    found = date(first, 1, 1), date(first + 9, 12, 31)
    part = part_of(match["part"])
    return Meaning(days.third(found, part) if part else found)


def _century(match: re.Match[str], setting: Setting) -> Meaning | None:
    number = int(match["digits"]) if match["digits"] else _CENTURIES[match["word"].lower()]
    return Meaning((date(100 * number - 99, 1, 1), date(100 * number, 12, 31)))


def _nine_eleven(match: re.Match[str], setting: Setting) -> Meaning | None:
    return Meaning((date(2001, 9, 11), date(2001, 9, 11)))


ABSOLUTE: tuple[Pattern, ...] = (
    pattern(
        rf"{_ON}(?:the )?{_DAY}(?: day)?(?: of)? (?P<month>{MONTH}),? (?P<year>{YEAR})",
        _full,
        holds=STEMS,
    ),
    pattern(rf"{_ON}(?P<month>{MONTH}) (?:the )?{_DAY},? (?P<year>{YEAR})", _full, holds=STEMS),
    pattern(rf"(?P<year>{YEAR})-(?P<m>\d\d)-(?P<day>\d\d)", _iso),
    pattern(rf"(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}})/(?P<year>{YEAR})", _slashed),
    pattern(
        rf"(?P<part>{PART})?(?P<month>{MONTH})(?: of)?,? (?P<year>{YEAR})",
        _month_of_year,
        holds=STEMS,
    ),
    pattern(rf"{_ON}(?:the )?{_DAY}(?: of)? (?P<month>{MONTH})", _yearless, holds=STEMS),
    pattern(
        rf"{_ON}(?P<month>{MONTH}) {_DAY}(?! (?:percent|per cent|people|years|days))",
        _yearless,
        holds=STEMS,
    ),
    pattern(rf"(?:{_BEFORE_MONTH})(?P<part>{PART})?(?P<month>{_SAFE})", _bare_month, holds=STEMS),
    pattern(
        rf"(?:{_BEFORE_MONTH})(?P<part>{PART})?(?P<month>March|May|August|Aug\.)",
        _bare_month,
        exact_case=True,
        holds=STEMS,
    ),
    pattern(
        rf"(?:from|between) (?P<first>{MONTH}) (?:to|and|until|through) (?P<last>{MONTH})"
        rf"(?: (?P<year>{YEAR}))?(?! \d)",
        _months,
        holds=STEMS,
    ),
    pattern(
        rf"(?:(?:from|between) )?(?P<first>{YEAR})(?: ?- ?| to | and | until | through )"
        rf"(?P<last>{YEAR}|(?<=-)\d\d)",
        _years,
    ),
    pattern(rf"(?P<first>{YEAR})/(?P<last>\d\d|{YEAR})", _years),
    pattern(
        rf"(?:the )?(?P<part>{PART})?(?:(?P<year>(?:1[5-9]|20)\d0)'?s|'?(?P<short>[3-9]0)'?s"
        rf"|(?<=the )(?P<word>{'|'.join(_DECADES[1:])}))",
        _decade,
    ),
    pattern(
        rf"the (?:(?P<digits>1[0-9]|2[01])(?:st|nd|rd|th)|(?P<word>{'|'.join(_CENTURIES)}))"
        r"[ -]century",
        _century,
    ),
    pattern(r"9/11", _nine_eleven),
    pattern(rf"(?P<part>{PART})?(?P<year>{YEAR})", _year),
)
