"""Where the claims stand now, and how many stood there over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.figures import Stage, StatusPoint, StatusSeries, Step
from claims.models import ClaimStatus
from desk.figures.asked import Asked
from desk.figures.axis import Tick, counts, percent
from desk.figures.words import day, first_and_last, in_percent

GAP = 15  # of a hundred units of a step: the room between two columns
TALL = 1_000  # units of a panel's height
#: The mark of a stage is that of a status.
MARKS = {Stage.DECIDED: ClaimStatus.RESOLVED}


@dataclass(frozen=True, slots=True)
class Bar:
    """Claims of one status; `query` finds them in the queue."""

    status: str
    word: str
    count: int
    share: str
    width: str
    query: str


@dataclass(frozen=True, slots=True)
class Standing:
    """All statuses in the order of a claim's life, none left out."""

    total: int
    bars: tuple[Bar, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One stage over time: columns of a common height, in `width` by 1,000 units."""

    mark: str
    word: str
    now: int
    change: str
    columns: str


@dataclass(frozen=True, slots=True)
class Course:
    """All stages over time, up to `top` claims. `rows` is the table, newest first."""

    panels: tuple[Panel, ...]
    width: int
    top: int
    days: tuple[Tick, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    said: str

    @property
    def is_empty(self) -> bool:
        return not any(any(row) for _day, row in self.rows)


def standing(found: Mapping[ClaimStatus, int], asked: Asked) -> Standing:
    """Bars from zero, the longest as wide as there is room."""
    total, most = sum(found.values()), max(found.values(), default=0)
    bars = tuple(
        Bar(
            status=status.value,
            word=str(status.label),
            count=count,
            share=in_percent(count / total if total else None),
            width=percent(count / most if most else 0),
            query=asked.queue_query(status.value),
        )
        for status, count in found.items()
    )
    return Standing(total, bars, _standing_said(found, total))


def _standing_said(found: Mapping[ClaimStatus, int], total: int) -> str:
    claims = ngettext("Of %(n)d claim", "Of %(n)d claims", total) % {"n": total}
    numbers = {
        "claims": claims,
        "waiting": found[ClaimStatus.EXTRACTED],
        "review": found[ClaimStatus.IN_REVIEW],
        "editor": found[ClaimStatus.DISPUTED] + found[ClaimStatus.RESOLVED],
        "published": found[ClaimStatus.PUBLISHED],
    }
    return (
        _(
            "%(claims)s: %(waiting)d waiting for a reviewer, %(review)d in review, "
            "%(editor)d waiting for an editor, %(published)d published."
        )
        % numbers
    )


def course(series: StatusSeries, step: Step) -> Course:
    """A panel a stage, all to the same height, so that they can be compared."""
    points = series.points
    most = max((count for point in points for count in point.counts.values()), default=0)
    axis, named = counts(most)
    panels = tuple(_panel(stage, points, axis.high) for stage in series.stages)
    return Course(
        panels=panels,
        width=max(len(points), 1) * 100,
        top=named[-1],
        days=first_and_last([point.start for point in points], step),
        rows=tuple(
            (day(point.end), tuple(point.counts[stage] for stage in series.stages))
            for point in reversed(points)
        ),
        said=_course_said(points),
    )


def _panel(stage: Stage, points: Sequence[StatusPoint], top: float) -> Panel:
    found = [point.counts[stage] for point in points]
    return Panel(
        mark=MARKS.get(stage, stage).value,
        word=str(stage.label),
        now=found[-1] if found else 0,
        change=_change(found[-1] - found[0]) if len(found) > 1 else "",
        columns="".join(_column(at, count, top) for at, count in enumerate(found) if count),
    )


def _column(at: int, count: int, top: float) -> str:
    tall = max(round(count / top * TALL), 4)
    wide = 100 - GAP
    return f"M{at * 100 + GAP // 2} {TALL}v-{tall}h{wide}v{tall}z"


def _change(by: int) -> str:
    if by == 0:
        return _("as before")
    return _("%(n)d more") % {"n": by} if by > 0 else _("%(n)d fewer") % {"n": -by}


def _course_said(points: Sequence[StatusPoint]) -> str:
    if len(points) < 2:
        return ""
    first, last = points[0], points[-1]
    open_now, open_then = (
        sum(point.counts[stage] for stage in (Stage.EXTRACTED, Stage.IN_REVIEW, Stage.DECIDED))
        for point in (last, first)
    )
    done_now, done_then = (
        sum(point.counts[stage] for stage in (Stage.PUBLISHED, Stage.DISMISSED))
        for point in (last, first)
    )
    found = (open_now + done_now) - (open_then + done_then)
    finished = done_now - done_then
    words = {"day": day(first.end), "found": found, "finished": finished, "open": open_now}
    if found == finished == 0:
        said = _("Since %(day)s nothing came in and nothing was finished; %(open)d are open.")
        return said % words
    keeping = (
        _("We keep up.") if finished >= found else _("Claims come in faster than we finish them.")
    )
    said = _(
        "Since %(day)s, %(found)d were found and %(finished)d finished (published or "
        "dismissed); %(open)d are open."
    )
    return f"{keeping} {said % words}"
