"""From what two statements share to a kind and a probability: a fitted multinomial regression.

The weights lie in weights.json, as `python -m benchmarks.pairs --fit` writes them, with the figures
of the cross-validation that chose the thresholds.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any, cast

from claims.matching.compare.features import NAMES, Features
from claims.matching.compare.types import CONTRADICTS, RELATED, SAME

KINDS = (SAME, CONTRADICTS, RELATED, "unrelated")
#: Where one of these is found, the two are never offered as the same claim, however alike.
VETOES = ("direction_other", "unit_other", "names_other", "speaker_other")


@cache
def model() -> dict[str, Any]:
    """The weights as they are shipped: by kind, of each feature and the bias; the thresholds."""
    text = files(__package__).joinpath("weights.json").read_text("utf-8")
    return cast("dict[str, Any]", json.loads(text))


def probabilities(found: Features) -> dict[str, float]:
    """How likely each kind is; they add up to 1."""
    weights = model()["weights"]
    logits = [
        weights[kind]["bias"] + sum(weights[kind][name] * found.values[name] for name in NAMES)
        for kind in KINDS
    ]
    highest = max(logits)
    parts = [exp(logit - highest) for logit in logits]
    return {kind: part / sum(parts) for kind, part in zip(KINDS, parts, strict=True)}


def vetoed(found: Features) -> bool:
    """Whether they cannot be one claim: "fell to 4%" is never "rose to 9%"."""
    values = found.values
    other_number = values["numbers_other"] and not values["numbers_same"]
    return bool(other_number) or any(values[name] for name in VETOES)


def judged(
    likely: dict[str, float], *, veto: bool, thresholds: dict[str, float]
) -> tuple[str | None, float]:
    """The kind and how likely it is; (None, ...) where it is below every threshold."""
    if likely[SAME] >= thresholds[SAME] and not veto and likely[SAME] >= likely[CONTRADICTS]:
        return SAME, likely[SAME]
    if likely[CONTRADICTS] >= thresholds[CONTRADICTS]:
        return CONTRADICTS, likely[CONTRADICTS]
    near = 1 - likely["unrelated"]
    return (RELATED, near) if near >= thresholds[RELATED] else (None, near)
