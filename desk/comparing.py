"""Two wordings beside each other, with the words marked in which they differ. Pure Python."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_ALIKE = 0.4  # of all words, found on both sides in the same order
_WORDS = re.compile(r"\s+|\w+(?:[.,]\d+)*|[^\w\s]")  # 3.4 is one word


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text that the other side has too, or has not."""

    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """What it was and what it is; the runs of each side joined are its text."""

    before: list[Run]
    after: list[Run]


def compared(before: str, after: str) -> Comparison:
    """Both texts cut at words, the words that only one side has marked.

    Where little is common, all of it is marked: single words that happen to be in both would
    only make it harder to read.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if _likeness(old, new) < _ALIKE:
        return Comparison(_runs([(before, True)]), _runs([(after, True)]))
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    left = [("".join(old[a:b]), tag != "equal") for tag, a, b, _, _ in codes]
    right = [("".join(new[a:b]), tag != "equal") for tag, _, _, a, b in codes]
    return Comparison(_runs(left), _runs(right))


def _likeness(old: list[str], new: list[str]) -> float:
    """0 to 1, by words alone: spaces are everywhere."""
    one, other = ([word for word in side if not word.isspace()] for side in (old, new))
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _runs(pieces: list[tuple[str, bool]]) -> list[Run]:
    """Neighbours of a kind in one run; a space between two words that differ differs too.

    Spaces at either end of what differs are not marked: a line break more is no other word.
    """
    pieces = [(text, differs) for text, differs in pieces if text]
    runs: list[Run] = []
    for at, (text, differs) in enumerate(pieces):
        between = 0 < at < len(pieces) - 1 and not text.strip()
        _join(runs, text, differs or between)
    trimmed: list[Run] = []
    for run in runs:
        words = run.text.strip() if run.differs else ""
        before, after = run.text.split(words, 1) if words else (run.text, "")
        _join(trimmed, before, False)
        _join(trimmed, words, True)
        _join(trimmed, after, False)
    return trimmed


def _join(runs: list[Run], text: str, differs: bool) -> None:
    if text and runs and runs[-1].differs == differs:
        runs[-1] = Run(runs[-1].text + text, differs)
    elif text:
        runs.append(Run(text, differs))
