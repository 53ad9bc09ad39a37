"""What a score owes to the words themselves, beyond what the named reasons account for."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from worker.extraction.checkworthiness.model import Share
from worker.extraction.types import Carried, Reason
from worker.extraction.view import Said

NAME = "wording"
FOR, AGAINST = "is worded like what gets checked", "is worded like what nobody checks"
SHOWN, QUOTED = 6, 4
LEAST = 0.05
"""Log-odds; a word of less says nothing to a reader."""


def wording(said: Said, weight: float, shares: Sequence[Share]) -> Reason:
    """Return the reason that holds the rest of the score, with the words that weigh most.

    Its text quotes those that pull its own way; `words` are the heaviest of either.
    """
    carried = [word for word in _carried(said, shares) if abs(word.weight) >= LEAST]
    carried.sort(key=lambda word: (-abs(word.weight), word.start))
    pulling = [word for word in carried if (word.weight > 0) == (weight > 0)][:QUOTED]
    label = FOR if weight > 0 else AGAINST
    quoted = ", ".join(said.quote(*span) for span in _joined(said, pulling))
    return Reason(
        NAME, weight, f"{label}: {quoted}" if quoted else label, words=tuple(carried[:SHOWN])
    )


def _carried(said: Said, shares: Sequence[Share]) -> list[Carried]:
    """Sum the shares by word; one that covers several words is split evenly."""
    words = said.plain_words
    starts, ends = [word.start for word in words], [word.end for word in words]
    sums = [0.0] * len(words)
    for share in shares:
        first = bisect_right(ends, said.start + share.start)
        last = bisect_left(starts, said.start + share.end)
        for position in range(first, last):
            sums[position] += share.weight / (last - first)
    return [
        Carried(word.start, word.end, round(total, 4))
        for word, total in zip(words, sums, strict=True)
    ]


def _joined(said: Said, words: Sequence[Carried]) -> list[tuple[int, int]]:
    """Return the words' ranges, heaviest first; neighbours are quoted together."""
    place = {word.start: position for position, word in enumerate(said.plain_words)}
    runs: list[list[Carried]] = []
    for word in sorted(words, key=lambda word: word.start):
        if runs and place[runs[-1][-1].start] + 1 == place[word.start]:
            runs[-1].append(word)
        else:
            runs.append([word])
    runs.sort(key=lambda run: -max(abs(word.weight) for word in run))
    return [(run[0].start, run[-1].end) for run in runs]
