"""Numbers as the figures say them: shares, coefficients, lengths of time, days."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from claims.figures import Share, Step
from desk.figures.axis import DAY, HOUR, MINUTE, Tick

NOTHING = "–"


def coefficient(value: float | None) -> str:
    """Two digits, with a true minus; a dash where there is none."""
    if value is None:
        return NOTHING
    said = str(number_format(abs(value), 2))
    return f"−{said}" if round(value, 2) < 0 else said


def in_percent(share: float | None) -> str:
    """Whole percent; what is neither none nor all never looks like it."""
    if share is None:
        return NOTHING
    if 0 < share < 0.01:
        return _("under 1\N{NO-BREAK SPACE}%")
    if 0.99 < share < 1:
        return _("over 99\N{NO-BREAK SPACE}%")
    return _("%(n)d\N{NO-BREAK SPACE}%%") % {"n": round(share * 100)}


def interval(share: Share) -> str:
    """What the share may truly be: "12 to 34 %"."""
    if share.low is None or share.high is None:
        return NOTHING
    bounds = {"low": round(share.low * 100), "high": round(share.high * 100)}
    return _("%(low)d to %(high)d\N{NO-BREAK SPACE}%%") % bounds


def how_long(time: datetime.timedelta | None) -> str:
    """In the one unit in which one would say it."""
    if time is None:
        return NOTHING
    seconds = time.total_seconds()
    if seconds < 90:
        return _("%(n)d s") % {"n": round(seconds)}
    if seconds < 90 * MINUTE:
        return _("%(n)d min") % {"n": round(seconds / MINUTE)}
    if seconds < 2 * DAY:
        return _("%(n)d h") % {"n": round(seconds / HOUR)}
    digits = 1 if seconds < 10 * DAY and round(seconds / DAY, 1) % 1 else 0
    return _("%(n)s days") % {"n": number_format(seconds / DAY, digits)}


def on_axis(seconds: float) -> str:
    """The same for a mark of an axis: zero has no unit, and one of a unit is one."""
    ones = {0: "0", MINUTE: _("1 min"), HOUR: _("1 h"), DAY: _("1 day")}
    return ones.get(int(seconds)) or how_long(datetime.timedelta(seconds=seconds))


def day(start: datetime.date, step: Step = Step.DAY) -> str:
    """A step by its first day; a month by its name."""
    return str(date_format(start, "M Y" if step is Step.MONTH else "j M Y"))


def first_and_last(starts: Sequence[datetime.date], step: Step) -> tuple[Tick, ...]:
    """Names for the ends of an axis of steps; the year once where it is one."""
    if not starts:
        return ()
    first, last = starts[0], starts[-1]
    if len(starts) == 1:
        return (Tick("0%", day(first, step), "start"),)
    named = day(first, step)
    if first.year == last.year:
        named = str(date_format(first, "M" if step is Step.MONTH else "j M"))
    return Tick("0%", named, "start"), Tick("100%", day(last, step), "end")
