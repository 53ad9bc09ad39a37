"""Fits the first stage: logistic regression over the features that the worker reads."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from training.data import Row
from worker.extraction.checkworthiness.ngrams import features

FEWEST = 3
"""A feature that fewer sentences have is not learned."""
STRENGTH = 6.0
"""Inverse of the regularisation, chosen by cross-validation over debates."""


@dataclass(frozen=True)
class Linear:
    """Names of the features and, for one question, their weights and the bias."""

    names: list[str]
    weights: np.ndarray
    bias: float

    def logits(self, texts: list[str]) -> np.ndarray:
        """Return the logit of each text."""
        return matrix(texts, self.names) @ self.weights + self.bias


def vocabulary(texts: list[str], fewest: int = FEWEST) -> list[str]:
    """Return the features that enough of the texts have, most frequent first."""
    counts = Counter(feature.name for text in texts for feature in features(text))
    kept = [(-count, name) for name, count in counts.items() if count >= fewest]
    return [name for _, name in sorted(kept)]


def matrix(texts: list[str], names: list[str]) -> csr_matrix:
    """Return (texts, names): one over the root of the number of features, where one stands."""
    rows = {name: row for row, name in enumerate(names)}
    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for text in texts:
        found = features(text)
        known = [rows[feature.name] for feature in found if feature.name in rows]
        columns.extend(known)
        values.extend([1 / np.sqrt(max(1, len(found)))] * len(known))
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(texts), len(names)), dtype=np.float32)


def fit(
    rows: list[Row], names: list[str], strength: float = STRENGTH, weights: np.ndarray | None = None
) -> Linear:
    """Fit "is it worth checking?" (crowd) or "was it checked?" (CLEF): label 1 against the rest."""
    texts = [row.text for row in rows]
    truth = np.array([row.label == 1 for row in rows])
    model = LogisticRegression(C=strength, max_iter=1000, tol=1e-5)
    model.fit(matrix(texts, names), truth, sample_weight=weights)
    return Linear(names, model.coef_[0].astype(np.float64), float(model.intercept_[0]))
