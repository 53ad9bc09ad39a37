"""Learns the rank: which sentences of a transcript fact-checkers went on to check (CLEF).

Everything is judged leaving one transcript out at a time: the words' weights, the encoder's
second head and the mix of them are fitted on the other transcripts.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from training.data import Row
from training.figures import average_precision

WORDS_STRENGTH, HEAD_STRENGTH = 2.0, 0.003


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the rank is learned from, one row a sentence: words, encoder means, both stages."""

    words: csr_matrix
    means: np.ndarray
    first: np.ndarray
    second: np.ndarray

    def some(self, chosen: np.ndarray) -> "Evidence":
        """Return the chosen rows."""
        return Evidence(
            self.words[chosen], self.means[chosen], self.first[chosen], self.second[chosen]
        )


@dataclass(frozen=True)
class Ranker:
    """A logit of "was it checked?" from words, from means, and their mix with the score."""

    words: np.ndarray
    words_bias: float
    head: np.ndarray
    head_bias: float
    mix: np.ndarray
    mix_bias: float
    alone: np.ndarray
    alone_bias: float
    send: float

    def logits(self, evidence: Evidence) -> np.ndarray:
        """Return the rank's log-odds as the worker computes them."""
        columns = _columns(self, evidence)
        both = columns @ self.mix + self.mix_bias
        alone = columns[:, :2] @ self.alone + self.alone_bias
        return np.where(evidence.first >= self.send, both, alone)


def fit(truth: np.ndarray, groups: np.ndarray, evidence: Evidence, send: float) -> Ranker:
    """Fit the parts, then their mix on what the parts say of transcripts left out (5 folds)."""
    names = sorted(set(groups))
    fold = np.array([names.index(group) % 5 for group in groups])
    columns = np.zeros((len(truth), 4))
    for number in range(5):
        inside, outside = fold != number, fold == number
        part = _parts(truth[inside], evidence.some(inside), send)
        columns[outside] = _columns(part, evidence.some(outside))
    both = LogisticRegression(C=1.0, max_iter=1000).fit(columns, truth)
    alone = LogisticRegression(C=1.0, max_iter=1000).fit(columns[:, :2], truth)
    part = _parts(truth, evidence, send)
    return Ranker(
        part.words,
        part.words_bias,
        part.head,
        part.head_bias,
        both.coef_[0],
        float(both.intercept_[0]),
        alone.coef_[0],
        float(alone.intercept_[0]),
        send,
    )


def leave_one_out(
    truth: np.ndarray, groups: np.ndarray, scores: Callable[[np.ndarray, np.ndarray], np.ndarray]
) -> np.ndarray:
    """Return the average precision of each transcript, scored by what the others taught."""
    found = []
    for group in sorted(set(groups)):
        inside, outside = groups != group, groups == group
        found.append(average_precision(truth[outside], scores(inside, outside)))
    return np.array(found)


def _parts(truth: np.ndarray, evidence: Evidence, send: float) -> Ranker:
    words = LogisticRegression(C=WORDS_STRENGTH, max_iter=1000).fit(evidence.words, truth)
    head = LogisticRegression(C=HEAD_STRENGTH, max_iter=1000).fit(evidence.means, truth)
    nothing = np.zeros(0)
    return Ranker(
        words.coef_[0],
        float(words.intercept_[0]),
        head.coef_[0],
        float(head.intercept_[0]),
        nothing,
        0.0,
        nothing,
        0.0,
        send,
    )


def _columns(part: Ranker, evidence: Evidence) -> np.ndarray:
    words = evidence.words @ part.words + part.words_bias
    head = evidence.means @ part.head + part.head_bias
    return np.stack([words, evidence.first, head, evidence.second], axis=1)


def rows_of(rows: list[Row]) -> tuple[np.ndarray, np.ndarray]:
    """Return (was checked, transcript) of each row."""
    return np.array([row.label == 1 for row in rows]), np.array([row.group for row in rows])
