"""What the figures are asked for: claims by the URL's filters, and a time in steps."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from api.exceptions import InvalidInput
from claims.figures import Scope, Step, TooManySteps
from desk.parsing import day, row_id

if TYPE_CHECKING:
    from accounts.models import User

NAMES = ("from", "to", "transcript", "since", "until", "step", "scale")
STEP_WORDS = {
    Step.DAY: gettext_lazy("days"),
    Step.WEEK: gettext_lazy("weeks"),
    Step.MONTH: gettext_lazy("months"),
}
#: Days that are shown where the URL names none: a month, half a year, two years.
SHOWN = {Step.DAY: 30, Step.WEEK: 26 * 7, Step.MONTH: 24 * 30}


@dataclass(frozen=True, slots=True)
class Asked:
    """Event dates, one transcript, one scale; and from `since` to `until`, today at the latest.

    `said`: the filters as sent, for the form and for links. `wrong`: by field, what could not
    be read and was therefore left out.
    """

    said: Mapping[str, str]
    event_from: datetime.date | None
    event_until: datetime.date | None
    transcript_id: int | None
    scale_id: int | None
    since: datetime.date
    until: datetime.date
    step: Step
    wrong: Mapping[str, str]

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> Asked:
        """Whatever the URL says, something that can be drawn."""
        said = {name: str(query.get(name, "")).strip()[:40] for name in NAMES}
        said = {name: value for name, value in said.items() if value}
        wrong: dict[str, str] = {}
        days = {name: _day(said, name, wrong) for name in ("from", "to", "since", "until")}
        if days["from"] and days["to"] and days["from"] > days["to"]:
            wrong["to"] = _("This is before “Said from”: no claim lies between them.")
        step = Step(said["step"]) if said.get("step") in list(Step) else Step.WEEK
        since, until = _time(days["since"], days["until"], step, wrong)
        return cls(
            said=said,
            event_from=days["from"],
            event_until=days["to"],
            transcript_id=row_id(said.get("transcript", "")),
            scale_id=row_id(said.get("scale", "")),
            since=since,
            until=until,
            step=step,
            wrong=wrong,
        )

    def scope(self, user: User) -> Scope:
        return Scope(user, self.event_from, self.event_until, self.transcript_id)

    @property
    def begins(self) -> datetime.date:
        """The first day of the step that `since` is in: from there on it is drawn."""
        return self.step.start_of(self.since)

    @property
    def is_narrowed(self) -> bool:
        """Whether only some claims are asked for."""
        return bool(self.event_from or self.event_until or self.transcript_id is not None)

    @property
    def query(self) -> str:
        return urlencode(self.said)

    def queue_query(self, status: str) -> str:
        """The same claims in the desk's queue, of one status."""
        names = {"transcript": "transcript", "from": "date_from", "to": "date_to"}
        kept = {
            there: self.said[here]
            for here, there in names.items()
            if here in self.said and here not in self.wrong
        }
        return urlencode({"status": status, **kept})


def _day(said: Mapping[str, str], name: str, wrong: dict[str, str]) -> datetime.date | None:
    try:
        return day(said, name)
    except InvalidInput as error:
        wrong[name] = f"{error.errors[0].detail} {_('It was left out.')}"
        return None


def _time(
    since: datetime.date | None,
    until: datetime.date | None,
    step: Step,
    wrong: dict[str, str],
) -> tuple[datetime.date, datetime.date]:
    """What was said where it can be drawn, else the usual time up to its end."""
    today = timezone.localdate()
    until = min(until or today, today)
    shown = datetime.timedelta(days=SHOWN[step] - 1)
    usual = until - shown if until - datetime.date.min > shown else datetime.date.min
    if since is None:
        return usual, until
    if since > until:
        wrong["since"] = _("This is after the end. Shown is the time before the end.")
        return usual, until
    try:
        step.starts(since, until)
    except TooManySteps:
        words = {"step": STEP_WORDS[step], "day": usual.isoformat()}
        wrong["since"] = (
            _("Too many %(step)s to draw. Shown is from %(day)s; longer steps reach further.")
            % words
        )
        return usual, until
    return since, until
