"""A judgement of worth: good, wrong, constructive, shameful."""

from worker.extraction.rules.base import Finding, Rule, found
from worker.extraction.view import View, extent, word_set

WORDS = word_set(
    "good bad great wrong right important useful constructive sincere wonderful terrible awful "
    "beautiful beneficial disgraceful shameful ridiculous absurd fair unfair proud strange sad "
    "pleasant interesting fantastic excellent horrible frank nice tremendous disaster "
    "disastrous unacceptable outrageous appalling brilliant best natural difficult easy hard "
    "productive substantive clear surprising necessary tough strong weak"
)


def find(view: View) -> Finding | None:
    for token in view.with_tag({"JJ", "JJS", "RB"}):
        if token.lower_ in WORDS and token.dep_ in {"acomp", "amod", "attr", "ROOT", "conj"}:
            return found(view, "judges rather than states", extent(token))
    return None


RULE = Rule("evaluation", find)
