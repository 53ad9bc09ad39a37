"""How sentences get their score: the trained model judges, and the rules that fire say why.

The reasons add up. A rule weighs what training fitted for it (a linear surrogate of the model:
in the card, with the bias); what the rules leave of the log-odds is the wording's. So

    score = sigmoid(bias + sum of the reasons' weights)

for every sentence that the model judges. Sentences that were not parsed have weights of their
own, fitted to the lexical rules alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from worker.extraction.checkworthiness.model import Judgement, Model
from worker.extraction.checkworthiness.wording import wording
from worker.extraction.rules import BAR_WEIGHT, RULES, Finding, LexicalRule, Rule
from worker.extraction.types import ClaimType, Reason
from worker.extraction.view import Said, View

PLACES = 4


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is said of one sentence; `barred` keeps it from being a claim at any score.

    Offsets are those of what was read.
    """

    score: float
    rank: float
    barred: bool
    is_claim: bool
    type: ClaimType
    reasons: tuple[Reason, ...]


class Scorer:
    """Judges a sentence by its words, and says why as far as it has been parsed."""

    def __init__(
        self,
        model: Model | None = None,
        *,
        threshold: float | None = None,
        send: float | None = None,
        rules: Sequence[Rule] = RULES,
    ) -> None:
        self.model = model or Model()
        self._threshold = threshold
        self._send = send
        self._rules = tuple(rules)
        self._lexical = tuple(rule for rule in rules if isinstance(rule, LexicalRule))
        self._bars = tuple(rule for rule in self._lexical if rule.bar)
        self._hidden_bars = tuple(r for r in rules if r.bar and r not in self._bars)

    @property
    def threshold(self) -> float:
        """The score from which a sentence is a claim: the model's, unless another was given."""
        threshold: float = self.model.card["threshold"]
        return threshold if self._threshold is None else self._threshold

    def judge(self, said: Said, before: str) -> Judgement | None:
        """Ask the model about a sentence and the one before it in its unit, "" where none is.

        None: it has no words, or is furniture, a stage direction, a question and the like.
        """
        if not said.plain_words or any(rule.find(said) for rule in self._bars):
            return None
        return self.model.judge([(said.raw, before)], send=self._send)[0]

    def keeps(self, judgement: Judgement | None) -> bool:
        """Tell whether the sentence may be a claim, so that a parse is worth its time."""
        return judgement is not None and round(judgement.score, PLACES) >= self.threshold

    def may_be_barred(self, said: Said) -> bool:
        """Tell whether a bar that needs a parse could find something in the sentence."""
        return any(rule.may_find is None or rule.may_find(said) for rule in self._hidden_bars)

    def assess(self, said: Said, judgement: Judgement | None) -> Assessment:
        """Say why: of a View by all rules, of a sentence that was not parsed by the lexical ones.

        Where there is no judgement, only the bar speaks.
        """
        found = self._findings(said, judged=judgement is not None)
        types = {rule.claim_type for rule, _ in found}
        barred = judgement is None or any(rule.bar for rule, _ in found)
        score = 0.0 if judgement is None or barred else round(judgement.score, PLACES)
        return Assessment(
            score=score,
            rank=0.0 if judgement is None or barred else round(judgement.rank, PLACES),
            barred=barred,
            is_claim=not barred and score >= self.threshold,
            type=next((kind for kind in ClaimType if kind in types), ClaimType.OTHER),
            reasons=self._reasons(said, found, judgement),
        )

    def _findings(self, said: Said, *, judged: bool) -> list[tuple[Rule, Finding]]:
        pairs: list[tuple[Rule, Finding | None]]
        if not judged:
            pairs = [(rule, rule.find(said)) for rule in self._bars]
        elif isinstance(said, View):
            pairs = [(rule, rule.find(said)) for rule in self._rules]
        else:
            pairs = [(rule, rule.find(said)) for rule in self._lexical]
        return [(rule, finding) for rule, finding in pairs if finding is not None]

    def _reasons(
        self, said: Said, found: Sequence[tuple[Rule, Finding]], judgement: Judgement | None
    ) -> tuple[Reason, ...]:
        fitted = self.model.card["reasons"]["all" if isinstance(said, View) else "lexical"]
        reasons, explained = [], fitted["bias"]
        for rule, finding in found:
            weight = BAR_WEIGHT if rule.bar else round(fitted.get(rule.name, 0.0), PLACES)
            if weight:
                reasons.append(Reason(rule.name, weight, finding.text, finding.start, finding.end))
                explained += 0.0 if rule.bar else weight
        if judgement is not None:
            rest = round(judgement.logit - explained, PLACES)
            reasons.append(wording(said, rest, judgement.shares))
        return tuple(sorted(reasons, key=lambda reason: -reason.weight))
