"""Finds a transcript's words in other texts and masks them.

A passage is a run of five words of the text, or a known wording of three words or more, as
words go: white space, punctuation and case do not hide it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

REDACTED = "[redacted]"
_WORD = re.compile(r"\w+")
_RUN = 5
_SHORTEST = 3


class Passages:
    """The words of a text and of its known wordings."""

    def __init__(self, text: str, known: Iterable[str] = ()) -> None:
        self._runs: dict[int, set[int]] = {_RUN: set()}
        self._add(_words(text))
        for wording in set(known):
            self._add(_words(wording))

    def _add(self, words: list[str]) -> None:
        if len(words) >= _RUN:
            self._runs[_RUN].update(_hashes(words, _RUN))
        elif len(words) >= _SHORTEST:
            self._runs.setdefault(len(words), set()).update(_hashes(words, len(words)))

    def masked(self, text: str) -> str:
        """The text with every passage replaced; the same text where there is none."""
        places = list(_WORD.finditer(text))
        words = [place[0].casefold() for place in places]
        hit = [False] * len(words)
        for length, runs in self._runs.items():
            for index, value in enumerate(_hashes(words, length)):
                if value in runs:
                    hit[index : index + length] = [True] * length
        kept, at = [], 0
        for index, place in enumerate(places):
            if not hit[index]:
                continue
            if index == 0 or not hit[index - 1]:
                kept += [text[at : place.start()], REDACTED]
            at = place.end()
        return "".join([*kept, text[at:]])

    def masked_in(self, value: Any) -> Any:
        """The same in every string of a JSON value."""
        if isinstance(value, str):
            return self.masked(value)
        if isinstance(value, list):
            return [self.masked_in(one) for one in value]
        if isinstance(value, dict):
            return {key: self.masked_in(one) for key, one in value.items()}
        return value


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _hashes(words: list[str], length: int) -> list[int]:
    """One number for each run: a long transcript has a few hundred thousand."""
    count = len(words) - length + 1
    return [hash(tuple(words[start : start + length])) for start in range(max(count, 0))]
