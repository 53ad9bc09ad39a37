"""The labelled sets as training reads them: neighbours, folds, and reviewers' own decisions."""

import json
from pathlib import Path

import pytest

from training import data

HEADER = "id\ttext\tspeaker\tfile\tlabel3\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / data.CROWD).write_text(
        HEADER
        + "1\tWe built 40 schools.\tA\t1999-01-01.txt\t1\n"
        + '3\tThis is "not" so.\tA\t1999-01-01.txt\t-1\n'
        + "4\tIt is.\tB\t1999-01-01.txt\t-1\n"
        + "1\tTaxes rose.\tA\t2012-01-01.txt\t1\n",
        encoding="utf-8",
    )
    (tmp_path / data.EXPERT).write_text(
        HEADER + "2\tThey cost too much.\tA\t1999-01-01.txt\t0\n", encoding="utf-8"
    )
    return tmp_path


def test_the_sentence_before_is_the_same_speakers(folder: Path) -> None:
    first, second, third, _ = data.crowd(folder)
    assert first.before == ""
    assert second.before == "They cost too much."  # from the other set: a text, not a label
    assert third.before == ""  # somebody else spoke
    assert second.text == 'This is "not" so.'  # quotes are text


def test_the_held_out_years_are_known_by_the_debate(folder: Path) -> None:
    assert [row.held_out for row in data.crowd(folder)] == [False, False, False, True]


def test_a_debate_is_whole_in_one_fold(folder: Path) -> None:
    rows = data.crowd(folder)
    folds = data.folds(rows, 2)
    assert {(row.group, fold) for row, fold in zip(rows, folds, strict=True)} == {
        ("1999-01-01.txt", 0),
        ("2012-01-01.txt", 1),
    }


def test_decisions_of_reviewers_are_rows_with_their_weight(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    item = {"text": "Taxes fell.", "before": "", "label": 0, "weight": 0.5, "source": "dismissed"}
    path.write_text(json.dumps(item) + "\n", encoding="utf-8")
    (row,) = data.decisions(path)
    assert (row.text, row.label, row.weight) == ("Taxes fell.", -1, 0.5)


def test_a_line_that_is_no_decision_is_named(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text('{"text": "a", "before": "", "label": 1, "weight": 1}\n{}\n', encoding="utf-8")
    with pytest.raises(SystemExit, match=r"decisions\.jsonl:2"):
        data.decisions(path)
