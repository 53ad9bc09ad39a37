"""Looking for an excerpt in a page's text: exactly, then approximately. Pure Python.

1. Both sides are made alike first in what a copy changes by itself: white space, kinds of
   quotation marks and dashes, ligatures, soft hyphens. Case stays.
2. Exactly: the excerpt stands in the text. "[...]" or "…" within it stands for words left out,
   as the press prints it: then each part must stand there, in this order.
3. Approximately: the stretch of the text that needs the fewest words changed, added or left out
   to become the excerpt (Sellers' alignment, by words, in lower case, without punctuation).
   Similarity is one less that number over the excerpt's words, at least 0.

Words and not characters, because "fell to 4 percent" and "fell to 9 percent" differ in one
character of many but in what they say. THRESHOLD is four words in five: below it, two sentences
on the same matter in the same house style begin to pass for each other. An excerpt of fewer than
SHORTEST words is found exactly or not at all: four of five words prove nothing.
"""

from __future__ import annotations

import heapq
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

THRESHOLD = 0.8
SHORTEST = 6
WINDOWS = 3  # places in the text that are aligned, those that share the most pairs of words
_PAIRS_READ = 200  # occurrences of one pair of words; "of the" says nothing about a place
_LEFT_OUT = re.compile(r"\s*(?:\[\s*(?:\.{3}|…)\s*\]|\(\s*(?:\.{3}|…)\s*\)|\.{3,}|…)\s*")
_BEFORE, _AFTER = r"(?<!\w)(?<!\d[.,])", r"(?!\w)(?![.,]\d)"  # a part of 4.1 is no 4
_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″‹›", '"'),
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\0\u00ad\u200b\u200c\u200d\u2060\ufeff"),
    }
)


@dataclass(frozen=True, slots=True)
class Found:
    """`similarity` is 1 where it stands word for word; `passage` is the page's own wording."""

    similarity: float
    exact: bool = False
    passage: str = ""

    @property
    def approximate(self) -> bool:
        return not self.exact and self.similarity >= THRESHOLD


def alike(text: str) -> str:
    """The text as it is compared: see 1."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_ALIKE).split())


def find(excerpt: str, text: str) -> Found:
    """The best that the text offers for the excerpt."""
    wanted, page = alike(_LEFT_OUT.sub(" … ", excerpt)), alike(text)
    parts = [part.strip(" \"'") for part in wanted.replace("...", "…").split("…")]
    parts = [part for part in parts if part]
    if not parts:
        return Found(0.0)
    if (span := _in_order(parts, page)) is not None:
        return Found(1.0, exact=True, passage=page[slice(*span)])
    return _approximately(" ".join(parts), page)


def _in_order(parts: Sequence[str], page: str) -> tuple[int, int] | None:
    """Where all parts stand one after the other, as whole words."""
    start = end = 0
    for number, part in enumerate(parts):
        found = re.compile(rf"{_BEFORE}{re.escape(part)}{_AFTER}").search(page, end)
        if found is None:
            return None
        start = found.start() if number == 0 else start
        end = found.end()
    return start, end


def _approximately(wanted: str, page: str) -> Found:
    spans = [match.span() for match in _WORD.finditer(page)]
    text = [page[a:b].lower() for a, b in spans]
    words = [match.group().lower() for match in _WORD.finditer(wanted)]
    if len(words) < SHORTEST or not text:
        return Found(0.0)
    best, where = len(words), (0, 0)
    for low, high in _places(words, text):
        cost, start, end = _align(words, text[low:high])
        if cost < best:
            best, where = cost, (low + start, low + end)
    similarity = 1 - best / len(words)
    if similarity < THRESHOLD:
        return Found(similarity)
    first, last = where
    return Found(similarity, passage=page[spans[first][0] : spans[last - 1][1]])


def _places(words: Sequence[str], text: Sequence[str]) -> list[tuple[int, int]]:
    """The stretches that share the most pairs of neighbouring words, rare ones above all.

    Within the threshold at most one word in five differs, so at least some pair is whole.
    """
    at: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index in range(len(text) - 1):
        at[text[index], text[index + 1]].append(index)
    size, step = len(words), max(len(words) // 4, 1)
    hits: defaultdict[int, float] = defaultdict(float)
    for offset in range(size - 1):
        everywhere = at.get((words[offset], words[offset + 1]), ())
        for index in everywhere[:_PAIRS_READ]:
            hits[(index - offset) // step] += 1 / len(everywhere)
    # A bucket says where the excerpt would begin, to within a step; a fifth may be added.
    return [
        (max((bucket - 1) * step, 0), min((bucket + 2) * step + size + 1, len(text)))
        for bucket in heapq.nlargest(WINDOWS, hits, key=hits.__getitem__)
    ]


def _align(words: Sequence[str], text: Sequence[str]) -> tuple[int, int, int]:
    """(words changed, first, past the last) of the stretch of `text` nearest to `words`."""
    costs = [0] * (len(text) + 1)  # nothing of the excerpt yet: a stretch may begin anywhere
    begins = list(range(len(text) + 1))
    for number, word in enumerate(words, 1):
        diagonal, diagonal_begin = costs[0], begins[0]
        costs[0] = number
        for index, other in enumerate(text, 1):
            change = diagonal + (word != other)
            drop, add = costs[index] + 1, costs[index - 1] + 1
            diagonal, keep_begin = costs[index], begins[index]
            if change <= drop and change <= add:
                costs[index], begins[index] = change, diagonal_begin
            elif drop <= add:
                costs[index] = drop
            else:
                costs[index], begins[index] = add, begins[index - 1]
            diagonal_begin = keep_begin
    end = min(range(len(text) + 1), key=costs.__getitem__)
    return costs[end], begins[end], end
