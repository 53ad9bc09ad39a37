"""What quality is measured by: average precision, F1, calibration, and bootstrap intervals."""

from collections.abc import Callable

import numpy as np


def average_precision(truth: np.ndarray, scores: np.ndarray) -> float:
    """Return the mean precision at each positive, ranked by score; ties share their place."""
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(truth, scores))


def f1_at(truth: np.ndarray, scores: np.ndarray, threshold: float) -> float:
    """Return F1 of the positive class where scores from the threshold up count as positive."""
    chosen = scores >= threshold
    hits = float((chosen & truth).sum())
    return 2 * hits / max(1.0, float(chosen.sum() + truth.sum()))


def best_f1(truth: np.ndarray, scores: np.ndarray) -> tuple[float, float]:
    """Return the highest F1 and the threshold that reaches it."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(truth[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + truth.sum())
    best = int(np.argmax(f1))
    return float(f1[best]), float(scores[order][best])


def calibration_error(truth: np.ndarray, scores: np.ndarray, bins: int = 10) -> float:
    """Return the expected calibration error: over equal-width bins, |mean score - share|."""
    place = np.clip((scores * bins).astype(int), 0, bins - 1)
    total = 0.0
    for number in range(bins):
        inside = place == number
        if inside.any():
            total += inside.mean() * abs(float(scores[inside].mean() - truth[inside].mean()))
    return total


def interval(
    measure: Callable[[np.ndarray], float], groups: np.ndarray, *, rounds: int = 1000, seed: int = 1
) -> tuple[float, float]:
    """Return the 95% bootstrap interval of a measure of row numbers, drawing whole groups.

    Sentences of one debate resemble each other, so debates are drawn; where there are few, the
    interval is wide, as it should be.
    """
    dice = np.random.default_rng(seed)
    members = [np.flatnonzero(groups == group) for group in sorted(set(groups))]
    found = []
    for _ in range(rounds):
        drawn = dice.integers(len(members), size=len(members))
        found.append(measure(np.concatenate([members[number] for number in drawn])))
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def ratio_interval(
    ours: np.ndarray, theirs: np.ndarray, *, rounds: int = 10_000, seed: int = 1
) -> tuple[float, float]:
    """Return the 95% paired bootstrap interval of mean(ours) / mean(theirs) over transcripts."""
    dice = np.random.default_rng(seed)
    drawn = dice.integers(len(ours), size=(rounds, len(ours)))
    low, high = np.quantile(ours[drawn].mean(1) / theirs[drawn].mean(1), [0.025, 0.975])
    return float(low), float(high)
