"""Whether two statements are the same claim, related, or cannot both hold; and why.

What cosine misses is looked at here: numbers and units as values, which way things went, denials,
who and what, dates. Pure Python: the web imports it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from claims.matching.compare.features import features
from claims.matching.compare.judging import judged, model, probabilities, vetoed
from claims.matching.compare.reading import Reading, is_same_saying, reading
from claims.matching.compare.types import (
    CODES,
    CONTRADICTS,
    RELATED,
    SAME,
    Comparison,
    Reason,
    Statement,
)

__all__ = [
    "CODES",
    "CONTRADICTS",
    "RELATED",
    "SAME",
    "Comparison",
    "Prepared",
    "Reason",
    "Statement",
    "compare",
    "hold",
    "prepare",
]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement taken apart once, to be held against many."""

    statement: Statement
    reading: Reading
    key: tuple[str, str, str, str]


def prepare(statement: Statement) -> Prepared:
    return Prepared(statement, reading(statement), _key(statement))


def compare(a: Statement, b: Statement, cosine: float) -> Comparison:
    """Hold one against the other; the order changes nothing but the order within the reasons.

    `cosine` is that of their embeddings, -1 to 1. The score is the probability of the kind, 0 to 1.
    """
    return hold(prepare(a), prepare(b), cosine)


def hold(a: Prepared, b: Prepared, cosine: float) -> Comparison:
    """`compare` of two that are taken apart already."""
    if a.key > b.key:  # pairing numbers off must not hang on who came first
        turned = hold(b, a, cosine)
        return replace(turned, reasons=tuple(one.turned() for one in turned.reasons))
    first, second = a.reading, b.reading
    if is_same_saying(a.statement, b.statement) and _one_occasion(first, second):
        return Comparison(SAME, 1.0, (Reason("same_words"),))
    found = features(first, second, cosine)
    kind, score = judged(probabilities(found), veto=vetoed(found), thresholds=model()["thresholds"])
    return Comparison(kind, min(max(score, 0.0), 1.0), tuple(found.reasons))


def _key(statement: Statement) -> tuple[str, str, str, str]:
    values = repr(statement.values)
    return statement.text, statement.speaker, str(statement.said_on), values


def _one_occasion(a: Reading, b: Reading) -> bool:
    """Whether the same words mean the same: not "I", said by two, nor "last year", ten years on."""
    dates_a = {(span.first, span.last) for span in a.days}
    dates_b = {(span.first, span.last) for span in b.days}
    speakers = a.speaker == b.speaker or not (a.speaker and b.speaker)
    return speakers and dates_a == dates_b
