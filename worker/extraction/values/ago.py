"""Relative dates that count from the event: "three years ago", "in the last 24 hours"."""

import re
from datetime import date, timedelta

from worker.extraction.values import days
from worker.extraction.values.found import (
    COUNT,
    Meaning,
    Pattern,
    Setting,
    count_of,
    pattern,
    unresolved,
)

_UNIT = r"(?P<unit>hour|day|week|fortnight|month|year|decade|centur(?=y|ies)|quarter)(?:y|ies|s)?"
_DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "fortnight": 14}
_SHARES = {"half": 2, "quarter": 1, "three": 3}
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "centur": 1200}
A_FEW, A_COUPLE = 3, 2
_DAY = timedelta(days=1)


def _ago(match: re.Match[str], setting: Setting) -> Meaning | None:
    event, unit = setting.event, match["unit"].lower()
    if event is None or (not match["count"] and not match["few"]):
        return unresolved()
    few = match["few"] is not None
    if few:
        count = A_COUPLE if "couple" in match["few"].lower() else A_FEW
    else:
        count = count_of(match["count"])
    half = bool(match["half"] or match["tail"])
    if unit in _MONTHS:
        return _months_ago(event, unit, count * 2 + half, few)
    length = _DAYS[unit]
    middle = event - timedelta(days=round((count + half / 2) * length))
    if unit == "week" and few:
        first, last = middle - 7 * _DAY, middle + 7 * _DAY
        return Meaning((first, last), f"about {days.described(days.months(*_month(middle)))}")
    spread = (3 if unit in {"week", "fortnight"} else 1 if few and unit == "day" else 0) * _DAY
    about = "about " if spread or unit == "hour" else ""
    named = days.described((middle, middle))
    return Meaning((middle - spread, middle + spread), f"{about}{named}")


def _share_ago(match: re.Match[str], setting: Setting) -> Meaning | None:
    """Read "half a century ago" and "three-quarters of a century ago"."""
    if setting.event is None:
        return unresolved()
    quarters = _SHARES[re.split(r"[ -]", match["share"].lower().removeprefix("a "))[0]]
    middle = days.plus_months(setting.event, -(quarters * _MONTHS[match["unit"].lower()] // 4))
    around = days.year(middle.year)
    if match["unit"].lower() == "year":
        around = days.months(*_month(middle))
    return Meaning(around, f"about {days.described(around)}")


def _years_ago_today(match: re.Match[str], setting: Setting) -> Meaning | None:
    if setting.event is None:
        return unresolved()
    day = days.plus_months(setting.event, -12 * count_of(match["count"]))
    return Meaning((day, day), days.described((day, day)))


def _months_ago(event: date, unit: str, halves: int, few: bool) -> Meaning:
    """Count months or years back: the month, or the year, with its neighbours for "a few"."""
    middle = days.plus_months(event, -(halves * _MONTHS[unit] // 2))
    if unit in {"month", "quarter"} or (unit == "year" and halves <= 3):
        around = days.months(*_month(middle))
        few = few or unit == "year"
        wide = days.months(middle.year, middle.month - 1, 3)
    else:
        around = days.year(middle.year)
        wide = date(middle.year - 1, 1, 1), date(middle.year + 1, 12, 31)
    return Meaning(wide if few else around, f"about {days.described(around)}")


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _last(match: re.Match[str], setting: Setting) -> Meaning | None:
    """Read "the last five years": from that long before the event until it."""
    far = _distance(match, setting, -1)
    if far is None or setting.event is None:
        return unresolved()
    return Meaning((far, setting.event), f"since {_about(match)}{_grain(far, match)}")


def _next(match: re.Match[str], setting: Setting) -> Meaning | None:
    far = _distance(match, setting, 1)
    if far is None or setting.event is None:
        return unresolved()
    return Meaning((setting.event, far), f"until {_about(match)}{_grain(far, match)}")


def _distance(match: re.Match[str], setting: Setting, direction: int) -> date | None:
    if setting.event is None:
        return None
    count, unit = 1, match["unit"].lower()
    if match["few"]:
        count = A_COUPLE if "couple" in match["few"].lower() else A_FEW
    elif match["count"]:
        count = count_of(match["count"])
    if unit in _MONTHS:
        halves = 2 * count + bool(match["half"] or match["tail"])
        return days.plus_months(setting.event, direction * (halves * _MONTHS[unit] // 2))
    length = _DAYS[unit]
    return setting.event + direction * timedelta(days=-int(-count * length // 1))


def _about(match: re.Match[str]) -> str:
    return "about " if match["few"] else ""


def _grain(day: date, match: re.Match[str]) -> str:
    """Name the far end as exactly as the words do: to the year, the month or the day."""
    unit, short = match["unit"].lower(), match["few"] is None and match["count"] in {None, "one"}
    if unit in {"year", "decade", "centur"} and not (unit == "year" and short):
        return str(day.year)
    if unit in {"month", "quarter", "year"}:
        return days.described(days.months(day.year, day.month))
    return days.described((day, day))


AGO: tuple[Pattern, ...] = (
    pattern(
        r"(?P<share>half|(?:a )?quarter of|three[ -]quarters of) an? "
        r"(?P<unit>year|decade|centur(?=y))y? ago",
        _share_ago,
        holds=("ago",),
    ),
    pattern(rf"(?P<count>{COUNT}) years? ago today", _years_ago_today, holds=("ago",)),
    pattern(
        rf"(?:(?P<few>(?:just |only )?a (?:few|couple(?: of)?) )|(?P<count>{COUNT})[ -]"
        rf"|(?P<open>several |many |some )|)(?:(?P<half>and a half )|(?:short|long) )?"
        rf"{_UNIT}(?P<tail> and a half)? ago",
        _ago,
        holds=("ago",),
    ),
    pattern(
        rf"(?:the|these|our) (?:last|past|previous) (?:(?P<few>few |couple of )|(?P<count>{COUNT}) "
        rf"(?P<half>and a half )?)?{_UNIT}(?P<tail> and a half)?",
        _last,
    ),
    pattern(
        rf"(?:last|past) (?:(?P<few>few |couple of )|(?P<count>{COUNT}) (?P<half>and a half )?)"
        rf"{_UNIT}(?P<tail> and a half)?",
        _last,
    ),
    pattern(
        rf"(?:the )?(?:next|coming) (?:(?P<few>few |couple of )|(?P<count>{COUNT}) "
        rf"(?P<half>and a half )?){_UNIT}(?P<tail> and a half)?",
        _next,
    ),
)
