"""A stage direction: "(Laughter)", "[Applause.]", "♪ ... ♪", or the word alone."""

import re

from worker.extraction.rules.base import BAR_WEIGHT, Finding, Rule
from worker.extraction.view import View

BRACKETED = re.compile(r"\s*(\([^()]{0,80}\)|\[[^\[\]]{0,80}\]|\*[^*]{0,80}\*)[\s.!…]*")
MUSIC = re.compile(r"\s*[♪♫].*", re.DOTALL)
ALONE = re.compile(
    r"\s*(laughter|applause|interruption|cross-?talk|inaudible|cheering|cheers|hear, hear|pause)"
    r"(?: and (?:applause|laughter|cheering))?[\s.!…]*"
)


def find(view: View) -> Finding | None:
    if any(pattern.fullmatch(view.folded) for pattern in (BRACKETED, MUSIC, ALONE)):
        return Finding("is a stage direction", view.start, view.start + len(view.text))
    return None


RULE = Rule("stage_direction", BAR_WEIGHT, find, bar=True)
