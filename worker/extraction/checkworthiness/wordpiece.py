"""WordPiece as BERT reads English: lower case, no accents, punctuation apart, longest piece first.

Written here, since the common library for it brings a hub client and a second HTTP stack into the
worker, and training has to read text exactly as the worker does.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

UNKNOWN, CLASS, SEPARATOR = "[UNK]", "[CLS]", "[SEP]"
LONGEST_WORD = 100
LARGEST_CACHE = 50_000

_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text with their code point offsets in it, and the pieces of each."""

    offsets: list[tuple[int, int]]
    pieces: list[tuple[int, ...]]

    def cut(self, longest: int, *, at_start: bool) -> "Words":
        """Return whole words of at most `longest` pieces from the start, or from the end."""
        order = range(len(self.pieces)) if at_start else range(len(self.pieces) - 1, -1, -1)
        kept, total = 0, 0
        for position in order:
            total += len(self.pieces[position])
            if total > longest:
                break
            kept += 1
        first = 0 if at_start else len(self.pieces) - kept
        return Words(self.offsets[first : first + kept], self.pieces[first : first + kept])


class WordPiece:
    """Turns text into piece numbers by a vocabulary: one piece a line, its number the line's."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self._cache: dict[str, tuple[int, ...]] = {}
        self.classifier = self._numbers[CLASS]
        self.separator = self._numbers[SEPARATOR]
        self._unknown = (self._numbers[UNKNOWN],)

    def words(self, text: str) -> Words:
        """Split a text into words with their pieces."""
        offsets, pieces = [], []
        for match in _WORD.finditer(text):
            offsets.append(match.span())
            pieces.append(self._pieces(match[0]))
        return Words(offsets, pieces)

    def encode(self, *parts: Words) -> list[int]:
        """Return the numbers of one input: the class mark, then each part and a separator."""
        numbers = [self.classifier]
        for part in parts:
            numbers.extend(_flat(part.pieces))
            numbers.append(self.separator)
        return numbers

    def _pieces(self, word: str) -> tuple[int, ...]:
        known = self._cache.get(word)
        if known is None:
            known = self._split(_plain(word))
            if len(self._cache) >= LARGEST_CACHE:  # a worker lives long, and names do not end
                self._cache.clear()
            self._cache[word] = known
        return known

    def _split(self, word: str) -> tuple[int, ...]:
        if len(word) > LONGEST_WORD:
            return self._unknown
        found: list[int] = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            for end in range(len(word), start, -1):
                number = self._numbers.get(mark + word[start:end])
                if number is not None:
                    break
            else:
                return self._unknown
            found.append(number)
            start = end
        return tuple(found) or self._unknown


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in decomposed if unicodedata.category(letter) != "Mn")


def _flat(pieces: Iterable[tuple[int, ...]]) -> list[int]:
    return [number for word in pieces for number in word]
