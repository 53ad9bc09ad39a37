"""How sentences get their score: the interface, and the table of rules that fills it today."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from worker.extraction.rules import RULES, Finding, Rule
from worker.extraction.types import ClaimType
from worker.extraction.version import scorer_version
from worker.extraction.view import View

if TYPE_CHECKING:
    from spacy.tokens import Span

BIAS = -1.5


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a scorer says of one sentence; `barred` keeps it from being a claim at any score."""

    score: float
    barred: bool
    type: ClaimType
    findings: tuple[tuple[Rule, Finding], ...]


class Scorer(Protocol):
    """Anything that scores the sentences of one unit, in order; a trained model will be one."""

    @property
    def version(self) -> str:
        """Changes whenever the same sentence may get another score."""

    def assess(self, sentences: Sequence["Span"], role: str) -> list[Assessment]:
        """Return one assessment a sentence; the sentences are neighbours of one role."""


class RuleScorer:
    """Adds the weights of the rules that fire: score = sigmoid(bias + sum of weights)."""

    def __init__(self, rules: Sequence[Rule] = RULES, bias: float = BIAS) -> None:
        self.rules = tuple(rules)
        self.bias = bias

    @property
    def version(self) -> str:
        return scorer_version()

    def assess(self, sentences: Sequence["Span"], role: str) -> list[Assessment]:
        return [self._assess(View(sentence, role)) for sentence in sentences]

    def _assess(self, view: View) -> Assessment:
        if not view.words:
            return Assessment(0.0, True, ClaimType.OTHER, self._findings(view, bars_only=True))
        findings = self._findings(view)
        total = self.bias + sum(rule.weight for rule, _ in findings)
        types = {rule.claim_type for rule, _ in findings}
        return Assessment(
            score=round(sigmoid(total), 4),
            barred=any(rule.bar for rule, _ in findings),
            type=next((kind for kind in ClaimType if kind in types), ClaimType.OTHER),
            findings=findings,
        )

    def _findings(self, view: View, *, bars_only: bool = False) -> tuple[tuple[Rule, Finding], ...]:
        found = []
        for rule in self.rules:
            if bars_only and not rule.bar:
                continue
            finding = rule.find(view)
            if finding is not None:
                found.append((rule, finding))
        return tuple(found)


def sigmoid(x: float) -> float:
    """Return the logistic function of x."""
    return 1 / (1 + math.exp(-x))
