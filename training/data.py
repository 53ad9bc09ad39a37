"""The labelled sets as rows with their neighbours; formats are described in training/README.md."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

CROWD, EXPERT, CLEF = (
    "claimbuster_crowdsourced.tsv",
    "claimbuster_groundtruth.tsv",
    "clef2019_t1_train.tsv",
)
HELD_OUT_YEARS = ("2012", "2016")


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence: the debate it is from, its place there, and the label of its set.

    Labels: crowd and expert -1 not factual, 0 factual and unimportant, 1 check-worthy; CLEF 0, 1.
    """

    group: str
    number: int
    speaker: str
    text: str
    before: str
    label: int
    weight: float = 1.0

    @property
    def held_out(self) -> bool:
        return self.group[:4] in HELD_OUT_YEARS


def crowd(folder: Path) -> list[Row]:
    """Return the crowd-labelled sentences; the expert set lends its texts as neighbours only."""
    rows = list(_sentences(folder / CROWD))
    turns = _turns(rows, _sentences(folder / EXPERT))
    return [_row(row, turns) for row in rows]


def expert(folder: Path) -> list[Row]:
    """Return the sentences that experts labelled; they are measured on, never trained on."""
    rows = list(_sentences(folder / EXPERT))
    turns = _turns(rows, _sentences(folder / CROWD))
    return [_row(row, turns) for row in rows]


def clef(folder: Path) -> list[Row]:
    """Return the sentences of whole transcripts, in order, marked where somebody checked them."""
    found: list[Row] = []
    before = ("", "", "")
    for row in _sentences(folder / CLEF):
        same_turn = before[:2] == (row["doc"], row["speaker"])
        found.append(
            Row(
                row["doc"],
                int(row["line"]),
                row["speaker"],
                row["text"],
                before[2] if same_turn else "",
                int(row["label"]),
            )
        )
        before = (row["doc"], row["speaker"], row["text"])
    return found


def decisions(path: Path) -> list[Row]:
    """Return what reviewers decided, as `manage.py export_training_data` writes it: JSON Lines."""
    found = []
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                item = json.loads(line)
                label = 1 if item["label"] else -1
                row = Row(
                    path.name, number, "", item["text"], item["before"], label, item["weight"]
                )
            except (ValueError, KeyError, TypeError) as error:
                raise SystemExit(f"{path}:{number}: not a decision: {error!r}") from error
            found.append(row)
    return found


def folds(rows: list[Row], count: int) -> list[int]:
    """Return each row's fold; a debate is whole in one, and years are spread over them."""
    groups = sorted({row.group for row in rows})
    return [groups.index(row.group) % count for row in rows]


def _turns(*sets: Iterable[dict[str, str]]) -> dict[tuple[str, int, str], str]:
    return {(r["file"], int(r["id"]), r["speaker"]): r["text"] for rows in sets for r in rows}


def _row(row: dict[str, str], turns: dict[tuple[str, int, str], str]) -> Row:
    number = int(row["id"])
    # As at work: a neighbour counts where the same person says it in the same breath.
    before = turns.get((row["file"], number - 1, row["speaker"]), "")
    return Row(row["file"], number, row["speaker"], row["text"], before, int(row["label3"]))


def _sentences(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
