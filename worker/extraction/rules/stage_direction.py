"""A stage direction: "(Laughter)", "[Applause.]", "♪ ... ♪", or the word alone."""

import re

from worker.extraction.rules.base import Finding, LexicalRule
from worker.extraction.view import Said

BRACKETED = re.compile(r"\s*(\([^()]{0,80}\)|\[[^\[\]]{0,80}\]|\*[^*]{0,80}\*)[\s.!…]*")
MUSIC = re.compile(r"\s*[♪♫].*", re.DOTALL)
ALONE = re.compile(
    r"\s*(laughter|applause|interruption|cross-?talk|inaudible|cheering|cheers|hear, hear|pause)"
    r"(?: and (?:applause|laughter|cheering))?[\s.!…]*"
)


def find(said: Said) -> Finding | None:
    if any(pattern.fullmatch(said.folded) for pattern in (BRACKETED, MUSIC, ALONE)):
        return Finding("is a stage direction", said.start, said.start + len(said.text))
    return None


RULE = LexicalRule("stage_direction", find, bar=True)
