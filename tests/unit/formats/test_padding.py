"""Long runs of one character are read, or refused, without a pattern going astray.

Each of these took minutes, or more memory than there is, when some pattern could divide the
run between two of its parts; the time-out is what fails the test then.
"""

import pytest

from transcripts.formats import FormatError, read

RUNS = [
    " ",
    "\t",
    "\f",
    "\u00a0",
    "a ",
    "(",
    "[",
    ">",
    "- ",
    ". ",
    ": ",
    "a:",
    "<v ",
    "♪",
    "00:",
    "*",
]
LENGTH = 200_000


@pytest.mark.timeout(60)
@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.txt", "Our plan{}cut crime by 5 percent.\n\nThank you."),
        ("a.txt", "Vera Quill{}: Crime fell by 5 percent.\n\nThank you."),
        ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nOur plan{}cut crime.\n"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n{}cut crime.\n"),
    ],
)
def test_a_long_run_is_read_in_bounded_time(run: str, name: str, form: str) -> None:
    document = form.format((run * LENGTH)[:LENGTH])
    try:
        parsed = read(document.encode(), name=name)
    except FormatError:
        return
    assert all(parsed.text[s.start : s.end].strip() for s in parsed.segments)
