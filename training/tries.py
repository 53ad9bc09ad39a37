"""What was tried: ways to train the encoder, asked about debates of one fold they did not see.

Each try keeps its logits, so that a stopped comparison goes on, a new try costs itself alone and
averages of several cost nothing. The table goes into the model card.
"""

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training import blend, data, encoder, figures, linear, release
from training.data import Row
from training.encoder import Settings

FOLD = 0
LOGITS = "logits.npy"
BASE = Settings(context=False)
TRIES = {
    "six layers": BASE,
    "six layers, seed 2": replace(BASE, seed=2),
    "three layers": replace(BASE, layers=3),
    "three layers, four epochs at 1e-4": replace(BASE, layers=3, epochs=4, rate=1e-4),
    "six layers, plain labels": replace(BASE, smoothing=0.0, unimportant=0.0),
}
TEACHERS = ("six layers", "six layers, seed 2")
STUDENTS = {
    "distilled from two into six layers": replace(BASE, epochs=2, seed=3),
    "distilled from two into three layers": replace(BASE, epochs=3, layers=3, seed=3),
}
AVERAGES = (
    TEACHERS,
    ("six layers", "three layers"),
    ("six layers", "distilled from two into six layers"),
)
TRUST = 0.7
"""Share of the teachers' word in a student's target; the rest is the label's."""
ROUNDS = 1000


def report(source: Path, work: Path) -> Iterator[str]:
    """Run every try that is not kept yet; yield AP, its difference to the first try, and F1."""
    inside, outside, words = split(source)
    table = Table(outside, words)
    for name, settings in TRIES.items():
        yield table.add(name, _asked(work, name, inside, outside, settings))
    every = [*inside, *transfer(source)]
    for name, settings in STUDENTS.items():
        wanted = functools.partial(taught, every, settings, work)
        yield table.add(name, _asked(work, name, every, outside, settings, wanted))
    for members in AVERAGES:
        yield table.add(
            " + ".join(members), np.mean([table.found[name] for name in members], axis=0)
        )


def split(source: Path) -> tuple[list[Row], list[Row], np.ndarray]:
    """Return the rows to train on, those to ask about, and the first stage's logits of these."""
    crowd = [row for row in data.crowd(source) if not row.held_out]
    folds = data.folds(crowd, release.FOLDS)
    inside = [row for row, fold in zip(crowd, folds, strict=True) if fold != FOLD]
    outside = [row for row, fold in zip(crowd, folds, strict=True) if fold == FOLD]
    names = linear.vocabulary([row.text for row in inside])
    return inside, outside, linear.fit(inside, names).logits([row.text for row in outside])


def transfer(source: Path) -> list[Row]:
    """Return CLEF's sentences for students to learn on: none of the held-out debates."""
    return [row for row in data.clef(source) if not re.search(r"\dpres$", row.group)]


def taught(rows: list[Row], settings: Settings, work: Path) -> Tensor:
    """Return targets (rows, 2): what the teachers say, with the crowd's label where there is one.

    CLEF's labels answer another question, so its sentences have the teachers' word alone.
    """
    said = []
    for name in TEACHERS:
        model = encoder.load(work / folder_of(name), TRIES[name])
        said.append(blend.probability(encoder.logits(model, rows, context=False)))
    teachers = torch.tensor(np.mean(said, axis=0), dtype=torch.float32)
    labels = encoder.targets(rows, settings)
    crowd = torch.tensor([["-" in row.group] for row in rows])
    return torch.where(crowd, TRUST * teachers + (1 - TRUST) * labels, teachers)


class Table:
    """The tries so far, all asked about the same rows."""

    def __init__(self, rows: list[Row], words: np.ndarray) -> None:
        self.truth = np.array([row.label == 1 for row in rows])
        self.groups = np.array([row.group for row in rows])
        self.words = words
        self.found: dict[str, np.ndarray] = {}

    def add(self, name: str, logits: np.ndarray) -> str:
        """Return the try's line: alone, then mixed with the words as at work."""
        self.found[name] = logits
        first = next(iter(self.found.values()))
        mixed = blend.fit(self.truth, self.words, logits, -np.inf).logits(self.words, logits)

        def gained(drawn: np.ndarray) -> float:
            truth = self.truth[drawn]
            ours = figures.average_precision(truth, logits[drawn])
            return ours - figures.average_precision(truth, first[drawn])

        low, high = figures.interval(gained, self.groups, rounds=ROUNDS)
        more = gained(np.arange(len(first)))
        return (
            f"{name}: {self._quality(logits)} (AP {more:+.3f}, {low:+.3f} to {high:+.3f});"
            f" with words {self._quality(mixed)}"
        )

    def _quality(self, logits: np.ndarray) -> str:
        precision = figures.average_precision(self.truth, logits)
        return f"AP {precision:.3f}, F1 {figures.best_f1(self.truth, logits)[0]:.3f}"


def _asked(
    work: Path,
    name: str,
    inside: list[Row],
    outside: list[Row],
    settings: Settings,
    wanted: Callable[[], Tensor] | None = None,
) -> np.ndarray:
    """Return the try's logits on the rows outside, training it where they are not kept yet."""
    folder = work / folder_of(name)
    kept = folder / LOGITS
    if not kept.exists():
        targets = wanted() if wanted else None
        model = encoder.train(inside, folder, settings, outside, targets)
        np.save(kept, encoder.logits(model, outside, context=settings.context)[:, 0])
    return np.load(kept)


def folder_of(name: str) -> str:
    """Return the name of a try's folder."""
    return re.sub(r"\W+", "-", name)
