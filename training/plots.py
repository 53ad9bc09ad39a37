"""Draws the two pictures of the model card: reliability, and the cost of the cascade."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np

mpl.use("svg")
mpl.rcParams["svg.hashsalt"] = "onrecord"  # the same figures give the same bytes
from matplotlib import pyplot as plt  # noqa: E402

INK, SOFT, ACCENT = "#1d2430", "#8a93a3", "#1f5fbf"


def reliability(path: Path, truth: np.ndarray, scores: np.ndarray, bins: int = 10) -> None:
    """Draw the share that is check-worthy in each tenth of the scores, with its number."""
    figure, axes = plt.subplots(figsize=(5, 5))
    edges = np.linspace(0, 1, bins + 1)
    place = np.clip(np.digitize(scores, edges) - 1, 0, bins - 1)
    axes.plot([0, 1], [0, 1], color=SOFT, linewidth=1, linestyle="--")
    for number in range(bins):
        inside = place == number
        if inside.sum():
            x, y = scores[inside].mean(), truth[inside].mean()
            axes.plot(x, y, "o", color=ACCENT)
            axes.annotate(
                f"{int(inside.sum())}",
                (x, y),
                xytext=(6, -10),
                color=INK,
                textcoords="offset points",
                fontsize=8,
            )
    axes.set(xlabel="score", ylabel="share that is check-worthy", xlim=(0, 1), ylim=(0, 1))
    _save(figure, path)


def cascade(path: Path, curves: dict[str, Sequence[tuple[float, float]]]) -> None:
    """Draw average precision by the share of sentences that reach the encoder, a line a model."""
    figure, axes = plt.subplots(figsize=(6, 4))
    for (name, points), style in zip(curves.items(), ("-", "--", ":"), strict=False):
        axes.plot(
            *zip(*points, strict=True), style, marker="o", markersize=3, color=ACCENT, label=name
        )
    axes.set(xlabel="share sent on to the encoder", ylabel="average precision")
    axes.legend(frameon=False)
    _save(figure, path)


def _save(figure: plt.Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
