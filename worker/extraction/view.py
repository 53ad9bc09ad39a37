"""One sentence as a rule sees it: its words, tags and text, looked up once for all rules."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_WORD = re.compile(r"\d(?:[\d.,]*\d)?(?![^\W_])|[^\W_]+(?:'[^\W_]+)*")
_CAPITAL = re.compile(r"(?<!\\)[A-Z]")
_LONGEST_QUOTE = 80
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
NAMES = frozenset({"PERSON", "ORG", "GPE", "NORP", "FAC", "LOC"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word in lower case, and its offsets in what was read."""

    text: str
    start: int
    end: int


class Said:
    """A sentence by its words alone, with its role; it stands at `start` of what was read.

    `text` is the sentence with straight quotes and plain dashes, `folded` that in lower case,
    both character for character.
    """

    def __init__(self, raw: str, role: str, start: int = 0) -> None:
        self.raw = raw
        self.role = role
        self.start = start
        self.text = raw.translate(_PLAIN)
        # "İ" is the one character that lower() makes longer.
        self.folded = self.text.replace("İ", "I").lower()

    @cached_property
    def plain_words(self) -> list[Word]:
        """What stands between white space and punctuation, contractions whole."""
        return [
            Word(match[0], self.start + match.start(), self.start + match.end())
            for match in _WORD.finditer(self.folded)
        ]

    def search(self, pattern: re.Pattern[str]) -> tuple[int, int] | None:
        """Return the offsets of the first match in the folded text, if any."""
        match = pattern.search(self.folded)
        if match is None:
            return None
        return self.start + match.start(), self.start + match.end()

    def quote(self, start: int, end: int) -> str:
        """Return the words of a range as a reviewer reads them, cut when very long."""
        words = " ".join(self.raw[start - self.start : end - self.start].split())
        return words if len(words) <= _LONGEST_QUOTE else words[: _LONGEST_QUOTE - 1] + "…"


class View(Said):
    """A sentence as spaCy has read it: its tokens, tags, parse and names."""

    def __init__(self, span: "Span", role: str) -> None:
        super().__init__(span.text, role, span.start_char)
        self.span = span

    @cached_property
    def tokens(self) -> list["Token"]:
        """The tokens but white space."""
        return [token for token in self.span if not token.is_space]

    @cached_property
    def words(self) -> list["Token"]:
        """The tokens that hold a letter or a digit."""
        return [
            token
            for token in self.tokens
            if token.is_alpha or any(character.isalnum() for character in token.text)
        ]

    @cached_property
    def lower(self) -> list[str]:
        """The words in lower case, with straight apostrophes."""
        starts = [token.idx - self.start for token in self.words]
        return [
            self.folded[start : start + len(token)]
            for start, token in zip(starts, self.words, strict=True)
        ]

    @cached_property
    def tags(self) -> list[str]:
        """The words' fine part-of-speech tags."""
        return [token.tag_ for token in self.words]

    @cached_property
    def root(self) -> "Token":
        """The main verb, as the parser sees it."""
        return self.span.root

    @cached_property
    def subjects(self) -> list["Token"]:
        """Every clause's subject."""
        return [token for token in self.words if token.dep_ in SUBJECTS]

    def with_tag(self, tags: Collection[str]) -> Iterator["Token"]:
        """Yield the words that carry one of the tags."""
        return (token for token, tag in zip(self.words, self.tags, strict=True) if tag in tags)


def plain(token: "Token") -> str:
    """Return the token's text in lower case, with a straight apostrophe."""
    return token.lower_.translate(_PLAIN)


def extent(*tokens: "Token") -> tuple[int, int]:
    """Return the offsets from the first of the tokens to the last."""
    first = min(token.idx for token in tokens)
    last = max(token.idx + len(token) for token in tokens)
    return first, last


def words_pattern(*phrases: str) -> re.Pattern[str]:
    """Compile regular-expression phrases, in lower case, into one pattern bounded by words.

    It is for `Said.search`: to match folded text takes half the time that IGNORECASE takes.
    """
    joined = "|".join(phrases)
    if _CAPITAL.search(joined):
        raise ValueError(f"folded text has no capitals to match: {joined}")
    return re.compile(rf"\b(?:{joined})\b")


def word_set(words: str) -> frozenset[str]:
    """Return the words of a string as a set."""
    return frozenset(words.split())


def word_list(words: str) -> tuple[str, ...]:
    """Return the words of a string in order."""
    return tuple(words.split())
