"""Mixes the two stages into calibrated log-odds, and chooses where each stage cuts.

All of it is fitted on out-of-fold logits: what each stage says of debates it did not see.
"""

from dataclasses import asdict, dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from training.figures import average_precision, best_f1

MOST_LOST = 0.005
"""Average precision that the first stage's cut may cost, out of fold."""
FEWEST = 20
"""Positives below the cut that a fit of their own needs."""


@dataclass(frozen=True, slots=True)
class Mix:
    """`score * first + encoder * second + bias` is the log-odds; `encoder` is 0 before it."""

    score: float
    encoder: float
    bias: float

    def logits(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        return self.score * first + self.encoder * second + self.bias

    def as_dict(self) -> dict[str, float]:
        return {name: round(value, 6) for name, value in asdict(self).items()}


ALONE = Mix(1.0, 0.0, 0.0)
"""Where hardly anything stops before the encoder: the first stage's logit as it is."""


@dataclass(frozen=True, slots=True)
class Blend:
    """The two mixes, the cut on the first stage's logit, and the threshold on the score."""

    alone: Mix
    both: Mix
    send: float
    threshold: float

    def logits(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        """Return log-odds as the worker computes them: the encoder from the cut up only."""
        empty = np.zeros_like(first)
        together = self.both.logits(first, second)
        return np.where(first >= self.send, together, self.alone.logits(first, empty))


def fit(
    truth: np.ndarray, first: np.ndarray, second: np.ndarray, send: float | None = None
) -> Blend:
    """Fit both mixes; without a cut, choose the highest that costs at most MOST_LOST."""
    both = _mix(truth, first, second)
    if send is None:
        send = _cut(truth, first, both.logits(first, second))
    below = first < send
    alone = _mix(truth[below], first[below], None) if truth[below].sum() >= FEWEST else ALONE
    draft = Blend(alone, both, send, 0.5)
    threshold = best_f1(truth, probability(draft.logits(first, second)))[1]
    return Blend(alone, both, send, round(threshold, 3))


def curve(
    truth: np.ndarray, first: np.ndarray, second: np.ndarray, shares: list[float]
) -> list[tuple[float, float, float]]:
    """Return (share sent on, its cut, average precision) of the cascade for each share."""
    found = []
    for share in shares:
        cut = float(np.quantile(first, 1 - share)) if share < 1 else float(first.min())
        blend = fit(truth, first, second, cut)
        found.append((share, cut, average_precision(truth, blend.logits(first, second))))
    return found


def probability(logits: np.ndarray) -> np.ndarray:
    """Return the logistic function of each."""
    return 1 / (1 + np.exp(-logits))


def _mix(truth: np.ndarray, first: np.ndarray, second: np.ndarray | None) -> Mix:
    columns = first[:, None] if second is None else np.stack([first, second], axis=1)
    model = LogisticRegression(C=1e6, max_iter=1000).fit(columns, truth)
    weights = [*model.coef_[0], 0.0]
    return Mix(float(weights[0]), float(weights[1]), float(model.intercept_[0]))


def _cut(truth: np.ndarray, first: np.ndarray, full: np.ndarray) -> float:
    wanted = average_precision(truth, full) - MOST_LOST
    best = float(first.min())
    for share in np.arange(0.95, 0.05, -0.05):
        cut = float(np.quantile(first, 1 - share))
        below = first < cut
        if truth[below].sum() < FEWEST:
            best = cut
            continue
        alone = _mix(truth[below], first[below], None)
        mixed = np.where(below, alone.logits(first, np.zeros_like(first)), full)
        if average_precision(truth, mixed) < wanted:
            break
        best = cut
    return best
