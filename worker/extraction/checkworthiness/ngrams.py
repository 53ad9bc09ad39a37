"""The cheap first stage: words and pairs of words, each with a learned weight.

A sentence's logit is the sum of its features' weights over the root of their number, so that
long sentences do not win by length; each feature's part of it is known exactly.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PLAIN = str.maketrans({"’": "'", "‘": "'"})
_WORD = re.compile(r"\d[\d.,:]*|[^\W\d_]+(?:'[^\W\d_]+)?|[%$£€?]")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
LENGTHS = (3, 6, 10, 15, 22, 32)


@dataclass(frozen=True, slots=True)
class Feature:
    """A word, a pair or a shape, and the offsets of the words it was read from."""

    name: str
    start: int
    end: int


def features(text: str) -> list[Feature]:
    """Return each distinct feature of a sentence once, where it stands first."""
    words = [
        Feature(_name(match[0]), *match.span()) for match in _WORD.finditer(text.translate(_PLAIN))
    ]
    found: dict[str, Feature] = {}
    for word in words:
        found.setdefault(word.name, word)
    for first, second in pairwise(words):
        name = f"{first.name} {second.name}"
        found.setdefault(name, Feature(name, first.start, second.end))
    if words:
        name = f"^ {words[0].name}"
        found[name] = Feature(name, words[0].start, words[0].end)
    size = sum(len(words) > length for length in LENGTHS)
    found[f"={size}"] = Feature(f"={size}", 0, 0)
    return list(found.values())


class Ngrams:
    """The learned weights: `weights[i]` of `names[i]`, one column for score and one for rank."""

    def __init__(self, names: Sequence[str], weights: "NDArray[np.float32]") -> None:
        self._rows = {name: row for row, name in enumerate(names)}
        self._weights = weights

    def shares(self, found: Sequence[Feature]) -> list[tuple[Feature, float, float]]:
        """Return the known features with their parts of the score's and the rank's logit."""
        scale = 1 / math.sqrt(max(1, len(found)))
        shares = []
        for feature in found:
            row = self._rows.get(feature.name)
            if row is not None:
                worth, rank = self._weights[row]
                shares.append((feature, float(worth) * scale, float(rank) * scale))
        return shares


def _name(word: str) -> str:
    if word[0].isdigit():
        return "#year" if _YEAR.fullmatch(word) else f"#{min(len(word), 6)}"
    return word.lower()
