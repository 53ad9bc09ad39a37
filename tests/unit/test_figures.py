"""Drawings: what lies where, what is named, and what is said in words."""

import datetime

import pytest
from django.utils import translation

from claims.figures import (
    Agreement,
    BalanceRow,
    BalanceTable,
    PairAgreement,
    Quartiles,
    Rater,
    Share,
    Stage,
    StatusPoint,
    StatusSeries,
    Step,
    TimeToVerdict,
    VerdictTimes,
    Who,
)
from claims.figures.reliability import Interval
from desk.figures.agreeing import agreeing
from desk.figures.axis import DAY, HOUR, MINUTE, Axis, counts, percent, spans, ticks
from desk.figures.people import DRAWN, balance
from desk.figures.standing import course
from desk.figures.waiting import waiting
from desk.figures.words import coefficient, how_long, in_percent, on_axis

#: On one line with its number.
PERCENT = "\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize(
    ("highest", "named"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (4, [0, 1, 2, 3, 4]),
        (7, [0, 2, 4, 6, 8]),
        (41, [0, 20, 40, 60]),
        (100, [0, 50, 100]),
        (99_999, [0, 50_000, 100_000]),
    ],
)
def test_counts_go_from_zero_past_the_highest_in_round_steps(
    highest: int, named: list[int]
) -> None:
    axis, found = counts(highest)
    assert found == named
    assert axis.at(0) == "0%"
    assert axis.share(highest) <= 1


@pytest.mark.parametrize(
    ("longest", "top"),
    [
        (0, MINUTE),
        (7 * MINUTE, 8 * MINUTE),
        (5 * HOUR, 6 * HOUR),
        (DAY + 1, 36 * HOUR),
        (17 * DAY, 20 * DAY),
        (9_000 * DAY, 9_000 * DAY),
    ],
)
def test_spans_of_time_go_in_steps_one_reads_time_in(longest: int, top: int) -> None:
    axis, named = spans(longest)
    assert (axis.low, axis.high) == (0, top)
    assert named[0] == 0
    assert named[-1] == top
    assert len(named) <= 5


def test_what_lies_beyond_an_axis_is_drawn_at_its_end() -> None:
    axis = Axis(-1, 1)
    assert [axis.at(value) for value in (-2, -1, 0, 1, 2)] == ["0%", "0%", "50%", "100%", "100%"]
    assert axis.down(1) == "0%", "upright axes count from the top"


def test_the_first_and_the_last_name_stay_within_the_axis() -> None:
    named = ticks(Axis(0, 1), (0, 0.5, 1), in_percent)
    assert [(tick.at, tick.label, tick.anchor) for tick in named] == [
        ("0%", f"0{PERCENT}", "start"),
        ("50%", f"50{PERCENT}", "middle"),
        ("100%", f"100{PERCENT}", "end"),
    ]


def test_positions_are_the_same_in_every_language() -> None:
    with translation.override("de"):
        assert percent(0.125) == "12.5%"
        assert coefficient(-0.125) == "−0,12"


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (None, "–"),
        (datetime.timedelta(seconds=40), "40 s"),
        (datetime.timedelta(minutes=40), "40 min"),
        (datetime.timedelta(hours=40), "40 h"),
        (datetime.timedelta(days=3), "3 days"),
        (datetime.timedelta(days=3, hours=12), "3.5 days"),
        (datetime.timedelta(days=40, hours=12), "40 days"),
    ],
)
def test_a_length_of_time_has_the_unit_one_would_say(
    time: datetime.timedelta | None, words: str
) -> None:
    assert how_long(time) == words


def test_one_of_a_unit_is_named_so_on_an_axis() -> None:
    named = [on_axis(seconds) for seconds in (0, MINUTE, HOUR, DAY, 2 * DAY)]
    assert named == ["0", "1 min", "1 h", "1 day", "2 days"]


def test_few_in_a_thousand_are_neither_none_nor_all() -> None:
    assert [in_percent(share) for share in (None, 0, 0.004, 0.5, 0.997, 1)] == [
        "–",
        *(f"{share}{PERCENT}" for share in ("0", "under 1", "50", "over 99", "100")),
    ]


# Claims over time -------------------------------------------------------------------------------


def series(*totals: dict[Stage, int]) -> StatusSeries:
    monday = datetime.date(2026, 3, 2)
    weeks = [monday + datetime.timedelta(weeks=n) for n in range(len(totals))]
    points = (
        StatusPoint(start, start + datetime.timedelta(days=6), dict.fromkeys(Stage, 0) | found)
        for start, found in zip(weeks, totals, strict=True)
    )
    return StatusSeries(tuple(Stage), tuple(points))


def test_all_stages_are_drawn_to_one_height_from_zero() -> None:
    drawn = course(
        series({Stage.EXTRACTED: 10}, {Stage.EXTRACTED: 5, Stage.PUBLISHED: 1}), Step.WEEK
    )
    columns = {panel.word: panel.columns for panel in drawn.panels}
    assert columns["waiting"] == "M7 1000v-1000h85v1000zM107 1000v-500h85v500z"
    assert columns["published"] == "M107 1000v-100h85v100z", "none, so no column"
    assert columns["dismissed"] == ""
    assert drawn.top == 10
    assert [end.label for end in drawn.days] == ["2 Mar", "9 Mar 2026"]
    assert drawn.rows[0] == ("15 Mar 2026", (5, 0, 0, 1, 0)), "the table begins with the newest"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ({Stage.EXTRACTED: 2}, {Stage.EXTRACTED: 9, Stage.PUBLISHED: 1}, "faster than we finish"),
        ({Stage.EXTRACTED: 9}, {Stage.EXTRACTED: 2, Stage.DISMISSED: 7}, "We keep up."),
        ({Stage.EXTRACTED: 9}, {Stage.EXTRACTED: 9}, "nothing came in and nothing was finished"),
    ],
)
def test_keeping_up_is_finishing_as_many_as_come_in(
    first: dict[Stage, int], last: dict[Stage, int], said: str
) -> None:
    assert said in course(series(first, last), Step.WEEK).said


# Time to a verdict ------------------------------------------------------------------------------


def test_the_middle_half_is_a_line_with_the_median_on_it() -> None:
    days = datetime.timedelta
    times = Quartiles(days(days=1), days(days=2), days(days=4))
    found = TimeToVerdict(
        count=3,
        overall=times,
        points=(
            VerdictTimes(datetime.date(2026, 1, 1), 0, None),
            VerdictTimes(datetime.date(2026, 2, 1), 3, times),
        ),
    )
    drawn = waiting(found, Step.MONTH)
    (span,) = drawn.spans
    assert (span.at, span.top, span.median, span.bottom) == ("75%", "0%", "50%", "75%")
    assert [height.label for height in drawn.heights] == [
        "0",
        "1 day",
        "2 days",
        "3 days",
        "4 days",
    ]
    assert [(row.start, row.count, row.median) for row in drawn.rows] == [("Feb 2026", 3, "2 days")]
    assert "half took at most 2 days" in drawn.said


# Agreement --------------------------------------------------------------------------------------


def measured(alpha: float | None, interval: Interval | None = None, **more: int) -> Agreement:
    fields = {"rounds": 40, "ratings": 80, "unnumbered": 0, "raters": 3, "more_pairs": 0} | more
    return Agreement(
        scale_id=1,
        alpha=alpha,
        interval=interval,
        pairs=(PairAgreement(Rater(1, "anna"), Rater(2, "bela"), 4, 3, None),),
        complete=True,
        **fields,
    )


@pytest.mark.parametrize(
    ("alpha", "half", "said"),
    [
        (0.86, 0.1, "agree well enough to rely on"),
        (0.86, 0.3, "seem to agree well, but from so few rounds that is not certain"),
        (0.7, 0.1, "enough for tentative conclusions"),
        (0.4, 0.1, "too little to rely on"),
        (0.4, 0.5, "cannot be told yet"),
        (0.0, 0.1, "no more than chance"),
        (-0.3, 0.1, "no more than chance"),
    ],
)
def test_alpha_is_told_in_plain_words_and_no_surer_than_its_interval(
    alpha: float, half: float, said: str
) -> None:
    drawn = agreeing(measured(alpha, Interval(alpha - half, alpha + half)))
    assert said in drawn.said
    assert "40 rounds of ratings by 3 people" in drawn.said


def test_the_axis_reaches_as_low_as_the_interval() -> None:
    drawn = agreeing(measured(0.1, Interval(-0.2, 0.4))).alpha
    assert drawn is not None
    assert [tick.label for tick in drawn.ticks] == ["−0.50", "0", "0.50", "0.80", "1"]
    assert (drawn.low, drawn.at, drawn.high) == ("20%", "40%", "60%")


def test_too_little_for_alpha_or_its_interval_says_how_much_is_missing() -> None:
    assert "there are 0" in agreeing(measured(None, rounds=0)).said
    assert "All ratings are of one level" in agreeing(measured(None)).said
    few = agreeing(measured(0.5, rounds=7))
    assert "Too few rounds to judge by: an interval needs 3 more." in few.said
    assert few.alpha is not None
    assert few.alpha.low == ""


def test_a_pair_without_kappa_has_no_dot_and_few_rounds_are_marked() -> None:
    (pair,) = agreeing(measured(0.5)).pairs
    assert (pair.kappa, pair.at, pair.few, pair.alike_share) == ("–", "", True, f"75{PERCENT}")


# By speaker and party ---------------------------------------------------------------------------


def row(name: str, found: int, worked_on: int) -> BalanceRow:
    return BalanceRow(Who(name), found, Share.wilson(worked_on, found), Share.wilson(0, found))


def test_a_row_whose_interval_leaves_out_the_whole_is_named() -> None:
    table = BalanceTable(
        rows=(row("Often", 50, 40), row("Seldom", 50, 5), row("", 4, 2)),
        overall=row("", 104, 47),
        more=0,
    )
    drawn = balance(table, "No party known")
    assert [(one.name, one.than) for one in drawn.rows] == [
        ("Often", "worked on more than others"),
        ("Seldom", "worked on less than others"),
        ("No party known", ""),
    ]


def test_more_rows_than_are_drawn_are_in_the_table() -> None:
    rows = tuple(row(f"Speaker {n}", 3, 1) for n in range(DRAWN + 3))
    drawn = balance(BalanceTable(rows=rows, overall=row("", 99, 33), more=0), "?")
    assert (len(drawn.drawn), len(drawn.rows), drawn.only_in_table) == (DRAWN, DRAWN + 3, 3)
