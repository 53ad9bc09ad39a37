"""Measures the packaged model as the worker runs it, and prints the table of the model card."""

import csv
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from training import data, figures, plots, ranking, release
from training.data import Row
from worker.extraction.checkworthiness.model import Model
from worker.extraction.scoring import Scorer
from worker.extraction.view import Said

SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)
REGISTERS = Path("tests/data/registers.jsonl")
HELD_OUT_LOG = Path("training/held_out.tsv")
PARTIES = {
    "Barack Obama": "Democrat",
    "Hillary Clinton": "Democrat",
    "Mitt Romney": "Republican",
    "Donald Trump": "Republican",
}


@dataclass(frozen=True)
class Judged:
    """What the model says of rows: scores, first-stage logits and who was sent on."""

    truth: np.ndarray
    groups: np.ndarray
    scores: np.ndarray
    encoded: np.ndarray


def evaluate(source: Path, work: Path, docs: Path, model: Model) -> dict[str, Any]:
    """Measure everything; writes the plots and `figures.json` to `docs` and returns the figures."""
    model.load()
    crowd = data.crowd(source)
    held_out = [row for row in crowd if row.held_out]
    seen = [row for row in crowd if not row.held_out]
    judged = judge(model, held_out)
    found: dict[str, Any] = {"model": model.version, "threshold": model.card["threshold"]}
    found["held_out"] = _quality(judged, model.card["threshold"])
    found["held_out"]["sent_on"] = round(float(judged.encoded.mean()), 3)
    found["tf_idf"] = _baseline(seen, held_out)
    found["expert"] = _quality(judge(model, data.expert(source)), model.card["threshold"])
    found["parties"] = _parties(held_out, judged)
    found["registers"] = _registers(model)
    found["curve"] = _curve(model, held_out, judged.truth)
    found["clef"] = _clef(source, work, model.card["send"])
    plots.reliability(docs / "reliability.svg", judged.truth, judged.scores)
    plots.cascade(docs / "cascade.svg", {"six layers": found["curve"]})
    (docs / "figures.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    _log(found)
    return found


def judge(model: Model, rows: list[Row], send: float | None = None) -> Judged:
    """Judge each row as the worker does, with the sentence before it."""
    answers = model.judge([(row.text, row.before) for row in rows], send=send)
    return Judged(
        np.array([row.label == 1 for row in rows]),
        np.array([row.group for row in rows]),
        np.array([answer.score for answer in answers]),
        np.array([answer.encoded for answer in answers]),
    )


def _quality(judged: Judged, threshold: float) -> dict[str, Any]:
    truth, scores, groups = judged.truth, judged.scores, judged.groups

    def f1(rows: np.ndarray) -> float:
        return figures.f1_at(truth[rows], scores[rows], threshold)

    def precision(rows: np.ndarray) -> float:
        return figures.average_precision(truth[rows], scores[rows])

    every = np.arange(len(truth))
    return {
        "sentences": len(truth),
        "f1": _with_interval(f1(every), figures.interval(f1, groups)),
        "average_precision": _with_interval(precision(every), figures.interval(precision, groups)),
        "best_f1": round(figures.best_f1(truth, scores)[0], 4),
        "calibration_error": round(figures.calibration_error(truth, scores), 4),
    }


def _with_interval(value: float, interval: tuple[float, float]) -> list[float]:
    return [round(number, 4) for number in (value, *interval)]


def _baseline(seen: list[Row], held_out: list[Row]) -> dict[str, float]:
    reader = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    columns = reader.fit_transform([row.text for row in seen])
    model = LogisticRegression(C=4, max_iter=1000).fit(columns, [row.label == 1 for row in seen])
    scores = model.predict_proba(reader.transform([row.text for row in held_out]))[:, 1]
    truth = np.array([row.label == 1 for row in held_out])
    return {
        "average_precision": round(figures.average_precision(truth, scores), 4),
        "best_f1": round(figures.best_f1(truth, scores)[0], 4),
    }


def _parties(rows: list[Row], judged: Judged) -> dict[str, Any]:
    """Return mean score less share of check-worthy, by party: 0 where neither is favoured."""
    party = np.array([PARTIES.get(row.speaker, "") for row in rows])
    gap = judged.scores - judged.truth
    found: dict[str, Any] = {}
    for name in sorted(set(PARTIES.values())):
        inside = np.flatnonzero(party == name)

        def mean(drawn: np.ndarray, inside: np.ndarray = inside) -> float:
            return float(gap[inside][drawn].mean())

        interval = figures.interval(mean, judged.groups[inside])
        found[name] = {
            "sentences": len(inside),
            "gap": _with_interval(float(gap[inside].mean()), interval),
        }
    return found


def _registers(model: Model) -> dict[str, Any]:
    rows = [json.loads(line) for line in REGISTERS.read_text(encoding="utf-8").splitlines()]
    scorer = Scorer(model)
    answers = [scorer.judge(Said(row["text"], row["role"]), row.get("before", "")) for row in rows]
    scores = np.array([0.0 if answer is None else answer.score for answer in answers])
    truth = np.array([row["label"] == 1 for row in rows])
    kinds = np.array([row["register"] for row in rows])
    threshold = model.card["threshold"]
    found: dict[str, Any] = {
        "all": {
            "average_precision": round(figures.average_precision(truth, scores), 4),
            "f1": round(figures.f1_at(truth, scores, threshold), 4),
        }
    }
    for kind in sorted(set(kinds)):
        inside = kinds == kind
        if truth[inside].any():
            value = figures.average_precision(truth[inside], scores[inside])
            found[str(kind)] = {
                "sentences": int(inside.sum()),
                "average_precision": round(value, 4),
                "f1": round(figures.f1_at(truth[inside], scores[inside], threshold), 4),
            }
    return found


def _curve(model: Model, rows: list[Row], truth: np.ndarray) -> list[tuple[float, float]]:
    """Return (share sent on, average precision): both answers of each row, mixed by the cut."""
    pairs = [(row.text, row.before) for row in rows]
    full = np.array([answer.logit for answer in model.judge(pairs, send=-np.inf)])
    alone = np.array([answer.logit for answer in model.judge(pairs, send=np.inf)])
    found = []
    for share in SHARES:
        cut = np.quantile(alone, 1 - share) if share < 1 else -np.inf
        mixed = np.where(alone >= cut, full, alone)
        found.append((share, round(figures.average_precision(truth, mixed), 4)))
    return found


def _clef(source: Path, work: Path, send: float) -> dict[str, Any]:
    """Return the mean average precision of the rank and of TF-IDF, each transcript left out."""
    rows = data.clef(source)
    truth, groups = ranking.rows_of(rows)
    learned = release.load(work, source)
    evidence = release.evidence(rows, *learned)

    def ours(inside: np.ndarray, outside: np.ndarray) -> np.ndarray:
        ranker = ranking.fit(truth[inside], groups[inside], evidence.some(inside), send)
        return ranker.logits(evidence.some(outside))

    def theirs(inside: np.ndarray, outside: np.ndarray) -> np.ndarray:
        texts = np.array([row.text for row in rows], dtype=object)
        reader = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
        model = LogisticRegression(C=4, max_iter=1000, class_weight="balanced")
        model.fit(reader.fit_transform(texts[inside]), truth[inside])
        return model.decision_function(reader.transform(texts[outside]))

    mine = ranking.leave_one_out(truth, groups, ours)
    base = ranking.leave_one_out(truth, groups, theirs)
    ratio = float(mine.mean() / base.mean())
    return {
        "transcripts": len(mine),
        "mean_average_precision": round(float(mine.mean()), 4),
        "tf_idf": round(float(base.mean()), 4),
        "ratio": _with_interval(ratio, figures.ratio_interval(mine, base)),
    }


def _log(found: dict[str, Any]) -> None:
    """Note every look at the held-out years: each costs a little of what they can tell."""
    held_out = found["held_out"]
    row = [found["model"], held_out["f1"][0], held_out["average_precision"][0]]
    known = HELD_OUT_LOG.read_text(encoding="utf-8") if HELD_OUT_LOG.exists() else ""
    if found["model"] in known:
        return
    with HELD_OUT_LOG.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
        if not known:
            writer.writerow(["date", "model", "f1", "average_precision"])
        writer.writerow([date.today().isoformat(), *row])
