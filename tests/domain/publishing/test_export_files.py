"""The bytes of an export: the same for the same data, and no formula in any cell."""

import csv
import io

import pytest

from claims.publishing.exports.formats import harmless, to_csv, to_jsonl
from tests.domain.publishing.exporting import content, made, rows
from tests.factories import ClaimFactory, SourceFactory, TranscriptFactory


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_the_same_data_is_the_same_bytes_however_it_was_cut(desk, settings, format):
    transcript = TranscriptFactory(text="x\n" * 9)
    for at in (4, 0, 8, 2, 6):
        ClaimFactory(transcript=transcript, start=at, end=at + 1)
    settings.EXPORT_SLICE = 60
    first = made(desk.one, "claims", format)
    settings.EXPORT_SLICE = 0
    second = made(desk.two, "claims", format)
    assert (len(first.parts), len(second.parts)) == (1, 3)
    assert content(first) == content(second)
    assert first.sha256 == second.sha256
    assert first.size == second.size == len(content(first))
    if format == "jsonl":
        assert [one["id"] for one in rows(second)] == sorted(one["id"] for one in rows(first))


def test_an_export_of_nothing_is_a_file(desk):
    assert content(made(desk.editor, "ratings", "jsonl")) == b""
    (line,) = content(made(desk.editor, "ratings", "csv")).decode().splitlines()
    assert line.startswith("id,claim,transcript,")


EVIL = [
    '=HYPERLINK("https://evil.example")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\ufeff=1",
    "\u00a0=1",
    "＝1",
]


@pytest.mark.parametrize("text", EVIL)
def test_no_cell_begins_a_formula(text):
    written = to_csv(["a"], [{"a": text}], first=False).decode()
    (row,) = csv.reader(io.StringIO(written, newline=""))
    assert row == [f"'{text}"]


@pytest.mark.parametrize("text", ["", "Unemployment fell", "a=b", "5 - 3", "'", "“=”"])
def test_other_texts_stay_as_they_are(text):
    assert harmless(text) == text


def test_cells_hold_what_people_wrote_and_lines_hold_it_exactly(desk, claim):
    evil = '=cmd|"x",\r\n"y"\r\n\u2028 ünd 😀'
    source = SourceFactory(title=evil)
    desk.cite(desk.one, claim, url=source.url, excerpt=evil)
    (cells,) = csv.DictReader(
        io.StringIO(content(made(desk.one, "citations", "csv")).decode(), newline="")
    )
    (exact,) = rows(made(desk.one, "citations"))
    assert cells["excerpt"] == f"'{exact['excerpt']}"
    assert exact["excerpt"] == evil


def test_values_that_are_no_texts():
    row = {"a": None, "b": True, "c": -1.5, "d": [{"k": "ü"}]}
    assert (
        to_csv(list(row), [row], first=True)
        == 'a,b,c,d\r\n,true,-1.5,"[{""k"": ""ü""}]"\r\n'.encode()
    )
    assert (
        to_jsonl(list(row), [row], first=True)
        == '{"a": null, "b": true, "c": -1.5, "d": [{"k": "ü"}]}\n'.encode()
    )
