"""Steps of time that a figure goes in: days, weeks from Monday, months."""

from __future__ import annotations

import datetime
import enum

from django.utils import timezone

#: More points than this no chart can show, nor anybody read.
MAX_STEPS = 400


class TooManySteps(ValueError):
    """The time asked for has more steps than MAX_STEPS."""


class Step(enum.StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    def start_of(self, day: datetime.date) -> datetime.date:
        """The first day of the step that `day` is in."""
        if self is Step.WEEK:
            return day - datetime.timedelta(days=day.weekday())
        return day.replace(day=1) if self is Step.MONTH else day

    def after(self, start: datetime.date) -> datetime.date:
        """The first day of the step after the one that begins on `start`."""
        if self is Step.MONTH:
            return (start + datetime.timedelta(days=31)).replace(day=1)
        return start + datetime.timedelta(days=7 if self is Step.WEEK else 1)

    def starts(self, since: datetime.date, until: datetime.date) -> list[datetime.date]:
        """The first days of the steps from the one of `since` to that of `until`, both included.

        Raises TooManySteps.
        """
        found: list[datetime.date] = []
        start = self.start_of(since)
        while start <= until:
            if len(found) == MAX_STEPS:
                raise TooManySteps(f"more than {MAX_STEPS} steps")
            found.append(start)
            start = self.after(start)
        return found


def midnight(day: datetime.date) -> datetime.datetime:
    """When `day` begins in the current time zone."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def midnight_after(day: datetime.date) -> datetime.datetime:
    """When `day` is over in the current time zone."""
    return midnight(day + datetime.timedelta(days=1))
