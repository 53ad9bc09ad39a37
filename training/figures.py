"""What quality is measured by: average precision, F1, calibration, and bootstrap intervals."""

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
