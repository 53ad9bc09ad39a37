"""How well pairs of statements are judged, against cosine alone and full text alone.

The pairs (tests/data/pairs.jsonl) were written before anything that compares them. Folds keep
pairs with a sentence in common together, and thresholds are chosen on the other folds, for the
two baselines as for ours. `--fit` writes the weights and thresholds, `--measure` the cosines and
full-text ranks of the pairs, which needs the worker's packages and the database.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from claims.matching.compare.features import NAMES, Features, features
from claims.matching.compare.judging import KINDS, judged, vetoed
from claims.matching.compare.reading import reading
from claims.matching.compare.types import CONTRADICTS, RELATED, SAME, Statement

DATA = Path("tests/data")
WEIGHTS = Path("claims/matching/compare/weights.json")
FOLDS, PENALTY, STEPS, RATE, SEED = 5, 0.3, 3_000, 0.5, 0
NEAR = 0.9  # strangers are far more in an archive than in the pairs; 0.9 keeps 0.02 of those here

Pair = dict[str, str]
Array = np.ndarray


@dataclass(frozen=True)
class Judged:
    """Pairs with their features and their labels as numbers."""

    pairs: list[Pair]
    found: list[Features]
    inputs: Array
    labels: Array


def load(name: str) -> list[Pair]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def statement(pair: Pair, side: str) -> Statement:
    said_on = pair.get(f"{side}_said_on")
    return Statement(
        pair[side],
        pair.get(f"{side}_speaker", ""),
        date.fromisoformat(said_on) if said_on else None,
    )


def read(pairs: list[Pair]) -> Judged:
    found = [
        features(reading(statement(one, "a")), reading(statement(one, "b")), float(one["cosine"]))
        for one in pairs
    ]
    inputs = np.array([[one.values[name] for name in NAMES] + [1.0] for one in found])
    return Judged(pairs, found, inputs, np.array([KINDS.index(one["label"]) for one in pairs]))


def fit(inputs: Array, labels: Array) -> Array:
    """The weights, features (and the bias, last) by kinds; ridge, plain gradient descent."""
    weights = np.zeros((inputs.shape[1], len(KINDS)))
    wanted = np.eye(len(KINDS))[labels]
    for _ in range(STEPS):
        slope = inputs.T @ (likely(weights, inputs) - wanted) / len(inputs)
        slope[:-1] += PENALTY * weights[:-1] / len(inputs)
        weights -= RATE * slope
    return weights


def likely(weights: Array, inputs: Array) -> Array:
    logits = inputs @ weights
    parts = np.exp(logits - logits.max(axis=1, keepdims=True))
    return parts / parts.sum(axis=1, keepdims=True)


def folds(pairs: Sequence[Pair]) -> Array:
    """A fold for each pair; pairs that share a sentence are in one."""
    root: dict[str, str] = {}

    def top(one: str) -> str:
        while root.setdefault(one, one) != one:
            one = root[one]
        return one

    for pair in pairs:
        root[top(pair["a"])] = top(pair["b"])
    groups = [top(pair["a"]) for pair in pairs]
    names = sorted(set(groups))
    drawn = dict(
        zip(names, np.random.default_rng(SEED).integers(0, FOLDS, len(names)), strict=True)
    )
    return np.array([drawn[one] for one in groups])


def best_threshold(scores: Array, wanted: Array) -> float:
    """Where precision and recall are best balanced (F1)."""

    def f1(at: float) -> float:
        hits = ((scores >= at) & wanted).sum()
        return float(2 * hits / ((scores >= at).sum() + wanted.sum()))

    return max((float(one) for one in np.unique(scores)), key=f1)


def thresholds(chances: Array, labels: Array, vetoes: Array) -> dict[str, float]:
    same = np.where(vetoes, 0.0, chances[:, 0])
    return {
        SAME: best_threshold(same, labels == 0),
        CONTRADICTS: best_threshold(chances[:, 1], labels == 1),
        RELATED: NEAR,
    }


def kinds(chances: Array, vetoes: Array, limits: dict[str, float]) -> Array:
    """Each pair's kind by number, as the product would say it."""
    named = [
        judged(dict(zip(KINDS, map(float, row), strict=True)), veto=bool(veto), thresholds=limits)[
            0
        ]
        for row, veto in zip(chances, vetoes, strict=True)
    ]
    return np.array([KINDS.index(one or "unrelated") for one in named])


def cross_validated(data: Judged) -> tuple[Array, dict[str, float]]:
    """Kinds out of fold, and the thresholds for all: the median of those of the folds."""
    fold = folds(data.pairs)
    vetoes = np.array([vetoed(one) for one in data.found])
    answers = np.zeros(len(data.labels), int)
    chosen: list[dict[str, float]] = []
    for number in range(FOLDS):
        rest, held = fold != number, fold == number
        inner = _out_of_fold(data.inputs[rest], data.labels[rest], fold[rest])
        limits = thresholds(inner, data.labels[rest], vetoes[rest])
        weights = fit(data.inputs[rest], data.labels[rest])
        answers[held] = kinds(likely(weights, data.inputs[held]), vetoes[held], limits)
        chosen.append(limits)
    return answers, {
        kind: round(float(np.median([one[kind] for one in chosen])), 3) for kind in chosen[0]
    }


def _out_of_fold(inputs: Array, labels: Array, fold: Array) -> Array:
    chances = np.zeros((len(labels), len(KINDS)))
    for number in np.unique(fold):
        held = fold == number
        chances[held] = likely(fit(inputs[~held], labels[~held]), inputs[held])
    return chances


def baseline(data: Judged, column: str, wanted: Array) -> Array:
    """What one number alone finds out of fold, at the best threshold of the other folds."""
    scores, fold = np.array([float(one[column]) for one in data.pairs]), folds(data.pairs)
    answers = np.zeros(len(scores), bool)
    for number in range(FOLDS):
        held = fold == number
        answers[held] = scores[held] >= best_threshold(scores[~held], wanted[~held])
    return answers


def share(hits: int, total: int) -> str:
    """A share with its Wilson interval at 95%."""
    if not total:
        return "-"
    p, z = hits / total, 1.96
    middle = (p + z * z / (2 * total)) / (1 + z * z / total)
    half = z * sqrt(p * (1 - p) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return f"{p:.2f} ({middle - half:.2f} to {middle + half:.2f})"


def line(table: Table, name: str, answers: Array, wanted: Array) -> None:
    hits = int((answers & wanted).sum())
    table.add_row(name, share(hits, int(answers.sum())), share(hits, int(wanted.sum())))


def report(console: Console, data: Judged, answers: Array, title: str) -> None:
    for kind, wanted, ours in (
        ("the same claim", data.labels == 0, answers == 0),
        ("a contradiction", data.labels == 1, answers == 1),
        ("either: an earlier check answers it", data.labels <= 1, answers <= 1),
    ):
        table = Table("judged by", "precision", "recall", title=f"{title}: {kind}")
        line(table, "compare()", ours, wanted)
        line(table, "cosine alone", baseline(data, "cosine", wanted), wanted)
        line(table, "full text alone", baseline(data, "full_text", wanted), wanted)
        console.print(table)


def run(console: Console, *, write: bool = False) -> None:
    data = read(load("pairs.jsonl"))
    answers, limits = cross_validated(data)
    report(console, data, answers, f"{len(data.pairs)} pairs, out of fold")
    weights = fit(data.inputs, data.labels)
    held = read(load("pairs_held_out.jsonl"))
    vetoes = np.array([vetoed(one) for one in held.found])
    at_rest = kinds(likely(weights, held.inputs), vetoes, limits)
    report(console, held, at_rest, f"{len(held.pairs)} pairs held out")
    if write:
        by_kind = {
            kind: {
                name: round(float(weights[row, column]), 4)
                for row, name in enumerate([*NAMES, "bias"])
            }
            for column, kind in enumerate(KINDS)
        }
        document = {"pairs": len(data.pairs), "thresholds": limits, "weights": by_kind}
        WEIGHTS.write_text(json.dumps(document, indent=1) + "\n", "utf-8")


def measure() -> None:
    """Writes the cosine and the full-text rank of each pair into the files."""
    from django.db import connection

    from worker.embedding import get_encoder

    encode: Callable[[list[str]], list[list[float]]] = get_encoder().encode
    for name in ("pairs.jsonl", "pairs_held_out.jsonl"):
        pairs = load(name)
        left = np.array(encode([one["a"] for one in pairs]))
        right = np.array(encode([one["b"] for one in pairs]))
        cosines = (left * right).sum(axis=1)
        with connection.cursor() as cursor, (DATA / name).open("w", encoding="utf-8") as file:
            for pair, cosine in zip(pairs, cosines, strict=True):
                cursor.execute(_RANK, {"a": pair["a"], "b": pair["b"]})
                numbers = {"cosine": round(float(cosine), 4), "full_text": cursor.fetchone()[0]}
                file.write(json.dumps({**pair, **numbers}, ensure_ascii=False) + "\n")


#: Either sentence's words looked for in the other, any of them, and like spelling.
_RANK = """
    with stems as (
        select to_tsvector('english', %(a)s) as a, to_tsvector('english', %(b)s) as b
    ), asked as (
        select *, array_to_string(tsvector_to_array(a), ' | ')::tsquery as any_a,
                  array_to_string(tsvector_to_array(b), ' | ')::tsquery as any_b
        from stems
    )
    select round((ts_rank(a, any_b) + ts_rank(b, any_a)
                  + similarity(%(a)s, %(b)s))::numeric, 4)::float
    from asked
"""


def main() -> None:
    import argparse

    parser = argparse.ArgumentParser(prog="python -m benchmarks.pairs", description=__doc__)
    parser.add_argument("--fit", action="store_true", help="write weights and thresholds")
    parser.add_argument("--measure", action="store_true", help="write cosines and ranks first")
    options = parser.parse_args()
    if options.measure:
        import os

        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        django.setup()
        measure()
    run(Console(width=120), write=options.fit)


if __name__ == "__main__":
    main()
