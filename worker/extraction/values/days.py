"""Ranges of days: years, months and weeks as their first and last day, and how they are named."""

from calendar import monthrange
from datetime import date, timedelta

from worker.extraction.view import word_list

MONTHS = word_list(
    "January February March April May June July August September October November December"
)
WEEKDAYS = word_list("monday tuesday wednesday thursday friday saturday sunday")
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""Each season's first month, in the northern half of the world."""

Days = tuple[date, date]


def year(number: int) -> Days:
    """Return a calendar year."""
    return date(number, 1, 1), date(number, 12, 31)


def months(number: int, month: int, count: int = 1) -> Days:
    """Return `count` months from a month of a year; months past 12 are those of later years."""
    index = number * 12 + month - 1
    last = index + count - 1
    last_year, last_month = last // 12, last % 12 + 1
    return (
        date(index // 12, index % 12 + 1, 1),
        date(last_year, last_month, monthrange(last_year, last_month)[1]),
    )


def week(day: date) -> Days:
    """Return the week of a day, Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def plus_months(day: date, count: int) -> date:
    """Return the same day some months later; the month's last where it has no such day."""
    first, last = months(day.year, day.month + count)
    return first.replace(day=min(day.day, last.day))


def third(days: Days, part: str) -> Days:
    """Return the early, mid or late third of a decade, a year or a month."""
    first, last = days
    position = ("early", "mid", "late").index(part)
    if (last - first).days > 400:
        bounds = ((0, 3), (4, 6), (7, 9))[position]
        return date(first.year + bounds[0], 1, 1), date(first.year + bounds[1], 12, 31)
    if (last - first).days > 40:
        return months(first.year, first.month + 4 * position, 4)
    start = 1 + 10 * position
    return first.replace(day=start), last if part == "late" else first.replace(day=start + 9)


def described(days: Days) -> str:
    """Name a range as the press does: "2024", "January to March 2025", "9 to 15 June 2025"."""
    first, last = days
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return _range(f"{first.year}", f"{last.year}")
    whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    same_year, same_month = first.year == last.year, first.month == last.month
    start, end = MONTHS[first.month - 1], f"{MONTHS[last.month - 1]} {last.year}"
    if whole:
        if same_year and same_month:
            return end
        return _range(start if same_year else f"{start} {first.year}", end)
    if first == last:
        return f"{last.day} {end}"
    if same_year and same_month:
        return _range(f"{first.day}", f"{last.day} {end}")
    start = f"{first.day} {start}"
    return _range(start if same_year else f"{start} {first.year}", f"{last.day} {end}")


def _range(start: str, end: str) -> str:
    return start if start == end else f"{start} to {end}"
