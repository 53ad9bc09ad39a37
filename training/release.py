"""The whole training: raw files in, the packaged model out.

1. Out of fold: encoder and word weights say what they think of debates they did not see.
2. On that: the mix of the two stages, its calibration, the cut and the threshold.
3. Encoder and word weights on all debates but those of the held-out years.
4. The rank from CLEF's whole transcripts; the reasons' surrogate; the package.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from training import blend, data, encoder, linear, package, ranking, reasons
from training.blend import Blend
from training.data import Row
from training.encoder import Encoder, Settings
from training.linear import Linear

NAME, VERSION = "checkworthiness", "1"
FOLDS, ASKED = 3, (0, 1)
"""Two of three folds give the mix enough to go on, and keep the training under an hour."""
SETTINGS = Settings(context=False)


@dataclass(frozen=True)
class Unseen:
    """Rows with both stages' logits, by models that saw none of their debates."""

    rows: list[Row]
    first: np.ndarray
    second: np.ndarray


@dataclass(frozen=True)
class Trained:
    """Everything that was learned; `rank` is None where CLEF's data were left out."""

    first: Linear
    encoder: Encoder
    blend: Blend
    rank: ranking.Ranker | None
    fidelity: dict[str, float]
    card: dict[str, Any]


def train(
    source: Path, work: Path, target: Path, extra: Sequence[Path] = (), *, with_clef: bool = True
) -> Trained:
    """Train from the files in `source`, keeping checkpoints in `work`; write to `target`."""
    crowd = [row for row in data.crowd(source) if not row.held_out]
    more = [row for path in extra for row in data.decisions(path)]
    unseen = out_of_fold(crowd, more, work)
    truth = np.array([row.label == 1 for row in unseen.rows])
    mixed = blend.fit(truth, unseen.first, unseen.second)
    names = linear.vocabulary([row.text for row in (*crowd, *more)])
    final = linear.fit([*crowd, *more], names)
    model = encoder.train([*crowd, *more], work / "final", SETTINGS, [])
    rank = _rank(data.clef(source), final, model, mixed.send) if with_clef else None
    texts = [row.text for row in unseen.rows]
    folds = np.array(data.folds(unseen.rows, 5))
    logits = mixed.logits(unseen.first, unseen.second)
    surrogates = {
        "all": reasons.fit(reasons.fired(texts, parsed=True), logits, folds, parsed=True),
        "lexical": reasons.fit(reasons.fired(texts, parsed=False), logits, folds, parsed=False),
    }
    fidelity = {name: surrogate.fidelity for name, surrogate in surrogates.items()}
    card = _card(final, model, mixed, rank)
    card["reasons"] = {name: surrogate.weights for name, surrogate in surrogates.items()}
    card["training"] = {
        "settings": asdict(SETTINGS),
        "debates": len({row.group for row in crowd}),
        "sentences": len(crowd),
        "decisions": len(more),
        "clef": with_clef,
        "fidelity": {name: round(value, 3) for name, value in fidelity.items()},
    }
    weights, head = _exported(final, model, rank)
    package.write(target, card, names, weights, model, head)
    return Trained(final, model, mixed, rank, fidelity, card)


def out_of_fold(rows: list[Row], more: list[Row], work: Path) -> Unseen:
    """Ask, for each fold of ASKED, models that saw none of its debates."""
    folds = np.array(data.folds(rows, FOLDS))
    asked: list[Row] = []
    first, second = [], []
    for number in ASKED:
        inside = [row for row, fold in zip(rows, folds, strict=True) if fold != number] + more
        outside = [row for row, fold in zip(rows, folds, strict=True) if fold == number]
        names = linear.vocabulary([row.text for row in inside])
        model = encoder.train(inside, work / f"fold-{number}", SETTINGS, outside)
        asked += outside
        first.append(linear.fit(inside, names).logits([row.text for row in outside]))
        second.append(encoder.logits(model, outside, context=SETTINGS.context)[:, 0])
    return Unseen(asked, np.concatenate(first), np.concatenate(second))


def load(work: Path, source: Path) -> tuple[Linear, Encoder]:
    """Return both stages as they were trained: the encoder from its checkpoint."""
    crowd = [row for row in data.crowd(source) if not row.held_out]
    names = linear.vocabulary([row.text for row in crowd])
    return linear.fit(crowd, names), encoder.load(work / "final", SETTINGS)


def evidence(rows: list[Row], first: Linear, model: Encoder) -> ranking.Evidence:
    """Return what the rank of each row hangs on."""
    texts = [row.text for row in rows]
    means = encoder.means(model, rows, context=SETTINGS.context)
    head = model.head.weight[0].detach().numpy()
    second = means @ head + float(model.head.bias[0])
    return ranking.Evidence(linear.matrix(texts, first.names), means, first.logits(texts), second)


def _rank(rows: list[Row], first: Linear, model: Encoder, send: float) -> ranking.Ranker:
    truth, groups = ranking.rows_of(rows)
    return ranking.fit(truth, groups, evidence(rows, first, model), send)


def _exported(
    first: Linear, model: Encoder, rank: ranking.Ranker | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return the words' two columns and the encoder's second head.

    The worker's rank logit of the first stage is one sum over the words: the mix of the rank's
    words and the score's is folded into it.
    """
    if rank is None:
        return np.stack([first.weights, first.weights], axis=1), np.zeros(model.head.in_features)
    return np.stack([first.weights, rank.words], axis=1), rank.head


def _card(
    first: Linear, model: Encoder, mixed: Blend, rank: ranking.Ranker | None
) -> dict[str, Any]:
    alone, both = mixed.alone.as_dict(), mixed.both.as_dict()
    if rank is None:  # what is worth checking is the best guess at what gets checked
        alone |= {"rank": 0.0, "rank_score": alone["score"], "rank_bias": alone["bias"]}
        both |= {
            "rank": 0.0,
            "rank_score": both["score"],
            "rank_head": 0.0,
            "rank_encoder": both["encoder"],
            "rank_bias": both["bias"],
        }
    else:
        one, two = rank.alone, rank.mix
        alone |= _named(("rank", "rank_score"), one, rank.alone_bias)
        both |= _named(("rank", "rank_score", "rank_head", "rank_encoder"), two, rank.mix_bias)
    return {
        "name": NAME,
        "version": VERSION,
        "threshold": mixed.threshold,
        "send": round(mixed.send, 4),
        "first": {
            "bias": round(first.bias, 6),
            "rank_bias": 0.0 if rank is None else round(rank.words_bias, 6),
        },
        "encoder": {
            "context": SETTINGS.context,
            "bias": round(float(model.head.bias[0]), 6),
            "rank_bias": 0.0 if rank is None else round(rank.head_bias, 6),
        },
        "alone": alone,
        "both": both,
    }


def _named(names: Sequence[str], weights: np.ndarray, bias: float) -> dict[str, float]:
    found = {name: round(float(weight), 6) for name, weight in zip(names, weights, strict=True)}
    return {**found, "rank_bias": round(bias, 6)}
