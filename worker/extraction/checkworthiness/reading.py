"""What the encoder reads of a sentence: its words and, where they lean on it, those before."""

import re

from worker.extraction.checkworthiness.wordpiece import WordPiece, Words

LONGEST_SENTENCE = 72
"""Pieces; 99% of sentences have fewer."""
LONGEST_BEFORE = 32
FEW_WORDS = 6

_LEANS = re.compile(
    r"\W*(?:he|she|it|they|this|that|these|those|him|her|them|his|their|its|such|so|not|no|yes|"
    r"and|but|or|because|then|there|which|who|nor|neither|both|all of)\b",
    re.IGNORECASE,
)


def leans(text: str, words: int) -> bool:
    """Tell whether a sentence needs the one before it: it points back, or is very short."""
    return words < FEW_WORDS or _LEANS.match(text) is not None


def read(pieces: WordPiece, text: str, before: str) -> tuple[Words, list[int]]:
    """Return the sentence's words as far as they are read, and the input's numbers.

    `before` is the sentence before in the same unit, "" where there is none; it follows the
    sentence in the input, cut from its start, so that the sentence's words come first.
    """
    words = pieces.words(text).cut(LONGEST_SENTENCE, at_start=True)
    if before and leans(text, len(words.pieces)):
        return words, pieces.encode(words, pieces.words(before).cut(LONGEST_BEFORE, at_start=False))
    return words, pieces.encode(words)
