"""Relative dates that name their period: "last year", "yesterday", "on Monday", "last March"."""

import re
from datetime import date, timedelta

from worker.extraction.values import days
from worker.extraction.values.absolute import nearest_month
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

_DAYS = {
    "the day before yesterday": -2,
    "yesterday": -1,
    "last night": -1,
    "today": 0,
    "tonight": 0,
    "earlier today": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "tomorrow": 1,
    "the day after tomorrow": 2,
}
_TURN = {"last": -1, "this": 0, "next": 1}
_PERIODS = r"(?P<unit>week|month|quarter|year|decade|century)"
_WEEKDAY = f"(?P<weekday>{'|'.join(day.title() for day in days.WEEKDAYS)})"
_HOURS = r"(?: (?:morning|afternoon|evening|night))?"
_SEASON = f"(?P<season>{'|'.join(days.SEASONS)})"
_EVERY = re.compile(r"\b(?:every|each|an?|most) $", re.IGNORECASE)
_QUARTERS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": 3, "final": 3}


def _day(match: re.Match[str], setting: Setting) -> Meaning | None:
    if setting.event is None:
        return unresolved()
    word = " ".join(match["word"].lower().split())
    day = setting.event + timedelta(days=_DAYS[word])
    return relative((day, day))


def _turn(match: re.Match[str], setting: Setting) -> Meaning | None:
    """Read "last year", "early next year", "earlier this month"."""
    event = setting.event
    if event is None:
        return unresolved()
    unit = match["unit"].lower()
    found = _period(unit, _TURN[match["turn"].lower()], event)
    if match["earlier"]:
        within = {"earlier": (found[0], event), "later": (event, found[1])}
        return Meaning(within[match["earlier"].lower()], days.described(found))
    part = part_of(match["part"])
    return relative(days.third(found, part) if part and unit in {"month", "year"} else found)


def _period(unit: str, turn: int, event: date) -> Days:
    if unit == "week":
        return days.week(event + timedelta(days=7 * turn))
    if unit == "month":
        return days.months(event.year, event.month + turn)
    if unit == "quarter":
        return days.months(event.year, (event.month - 1) // 3 * 3 + 1 + 3 * turn, 3)
    if unit == "year":
        return days.year(event.year + turn)
    length = 10 if unit == "decade" else 100
    start = event.year // length * length + turn * length
    return date(start, 1, 1), date(start + length - 1, 12, 31)


def _turn_month(match: re.Match[str], setting: Setting) -> Meaning | None:
    """Read "last March": the last one that was over at the event; "next March": not yet begun."""
    event = setting.event
    if event is None:
        return unresolved()
    return relative(_recurring(month_number(match["month"]), 1, match["turn"].lower(), event))


def _month_of_turn(match: re.Match[str], setting: Setting) -> Meaning | None:
    """Read "in April of last year" and "July last year"."""
    if setting.event is None:
        return unresolved()
    number = setting.event.year + _TURN[match["turn"].lower()]
    return relative(days.months(number, month_number(match["month"])))


def _season(match: re.Match[str], setting: Setting) -> Meaning | None:
    event = setting.event
    if event is None:
        return unresolved()
    month = days.SEASONS[match["season"].lower()]
    return relative(_recurring(month, 3, match["turn"].lower(), event))


def _recurring(month: int, length: int, turn: str, event: date) -> Days:
    candidates = [days.months(event.year + shift, month, length) for shift in (-2, -1, 0, 1)]
    if turn == "last":
        return [found for found in candidates if found[1] < event][-1]
    if turn == "next":
        return next(found for found in candidates if found[0] > event)
    return next((found for found in candidates if found[0] <= event <= found[1]), candidates[2])


def _season_of_year(match: re.Match[str], setting: Setting) -> Meaning | None:
    month = days.SEASONS[match["season"].lower()]
    return Meaning(days.months(int(match["year"]), month, 3))


def _weekday(match: re.Match[str], setting: Setting) -> Meaning | None:
    """Read a day of the week: the one before the event, or after it where that is looked at."""
    if _EVERY.search(match.string, max(match.start() - 8, 0), match.start()):
        return None
    event = setting.event
    if event is None:
        return unresolved()
    turn = (match["turn"] or "").lower().strip()
    wanted = days.WEEKDAYS.index(match["weekday"].lower())
    if turn == "this":
        day = days.week(event)[0] + timedelta(days=wanted)
    elif turn == "next" or (not turn and setting.ahead):
        day = event + timedelta(days=(wanted - event.weekday() - 1) % 7 + 1)
    else:
        day = event - timedelta(days=(event.weekday() - wanted - 1) % 7 + 1)
    return relative((day, day))


def _share_of_year(match: re.Match[str], setting: Setting) -> Meaning | None:
    """Read a quarter or half of a year that is named, or of the event's."""
    if match["q"]:
        length, position = 3, int(match["q"]) - 1
    else:
        half = match["share"].lower() == "half"
        length, position = 6 if half else 3, _QUARTERS[match["which"].lower()]
        if half and position > 1:
            return None
    if match["year"]:
        return Meaning(days.months(int(match["year"]), 1 + length * position, length))
    event = setting.event
    if event is None:
        return unresolved()
    if match["turn"]:
        number = event.year + _TURN[match["turn"].lower()]
        return relative(days.months(number, 1 + length * position, length))
    first = nearest_month(1 + length * position, setting)[0]
    return relative(days.months(first.year, first.month, length))


_OF_YEAR = rf"(?: of (?:the year )?|,? )(?P<year>{YEAR})"
_OF_TURN = r" of (?P<turn>last|this|next) year"
RELATIVE: tuple[Pattern, ...] = (
    pattern(rf"(?P<word>{'|'.join(_DAYS)}){_HOURS}", _day),
    pattern(rf"(?:(?P<earlier>earlier|later) |(?P<part>{PART}))?(?P<turn>last|this|next) "
            rf"{_PERIODS}", _turn),
    pattern(rf"(?P<turn>last|this|next) (?P<month>{MONTH})", _turn_month, holds=STEMS),
    pattern(
        rf"(?P<month>{MONTH})(?: of)?,? (?P<turn>last|this|next) year", _month_of_turn, holds=STEMS
    ),
    pattern(rf"(?P<turn>last|this|next) {_SEASON}", _season),
    pattern(rf"(?:the )?{_SEASON}(?: of)? (?P<year>{YEAR})", _season_of_year),
    pattern(
        rf"(?:(?P<turn>[Ll]ast|[Nn]ext|[Tt]his) )?{_WEEKDAY}{_HOURS}", _weekday, exact_case=True
    ),
    pattern(
        rf"(?:the (?P<which>{'|'.join(_QUARTERS)}) (?P<share>quarter|half)|Q(?P<q>[1-4]))"
        rf"(?:{_OF_YEAR}|{_OF_TURN})",
        _share_of_year,
    ),
    pattern(
        rf"(?:(?<=in )the (?P<which>{'|'.join(_QUARTERS)}) (?P<share>quarter)(?! of)"
        r"|\bQ(?P<q>[1-4]))(?P<year>)(?P<turn>)",
        _share_of_year,
        exact_case=True,
    ),
)  # fmt: skip
