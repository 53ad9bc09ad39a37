"""What the command line shows: a progress bar, tables for people, lines for programs."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from onrecord_client.models import Claim, Run
from onrecord_client.reading import Record
from onrecord_client.records import Check

Row = tuple[str, ...]


def clean(text: str) -> str:
    """One line without control characters: what others wrote must not steer the terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def speaker_name(claim: Claim) -> str:
    """The speaker's name, or what is known instead: that a questioner said it."""
    if claim.speaker is not None and claim.speaker.name:
        return claim.speaker.name
    return "(questioner)" if claim.role == "questioner" else "(unnamed)"


def stage_of(run: Run) -> str:
    """What happens to a run now, in a few words."""
    if run.finished:
        return run.status
    if run.worker is not None and not run.worker.alive:
        return f"{run.status}: no worker alive"
    return run.stage or run.status


class RunBar:
    """A progress bar that is told each state of a run."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task

    def __call__(self, run: Run) -> None:
        self._progress.update(
            self._task, description=stage_of(run), completed=run.done, total=run.total or None
        )


@contextmanager
def run_bar(console: Console) -> Iterator[RunBar]:
    """A bar on the console while inside; where it is no terminal, its last state."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        yield RunBar(progress, progress.add_task("queued", total=None))


def claim_row(claim: Claim) -> Row:
    """id, score, status, speaker, text."""
    score = "" if claim.score is None else f"{claim.score:.2f}"
    return (str(claim.id), score, claim.status, speaker_name(claim), claim.text)


def check_row(check: Check) -> Row:
    """claim, verdict, speaker, text, address."""
    verdict = check.verdict
    text = verdict.claim_normalised or verdict.claim_text
    return (str(verdict.claim), verdict.level_label, verdict.speaker_name, text, check.url)


def show_rows(names: Row, rows: Iterable[Row]) -> None:
    """A table on a terminal; else lines with tabs, each written as it comes."""
    if not sys.stdout.isatty():
        for row in rows:
            write("\t".join(clean(cell) for cell in row))
        return
    table = Table()
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text(clean(cell)) for cell in row))
    Console().print(table)


def show_json(documents: Iterable[Any]) -> None:
    """One JSON document a line, each written as it comes."""
    for document in documents:
        write(json.dumps(document, ensure_ascii=False, default=_as_json))


def write(line: str) -> None:
    """One line on standard output."""
    sys.stdout.write(line + "\n")


def _as_json(value: Any) -> Any:
    if isinstance(value, Record):
        return value.raw
    raise TypeError(f"{type(value).__name__} is no JSON.")
