"""The words of a statement: their stems, what stands for the same thing, and the names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from claims.matching.compare.wordlists import word_set

_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_ACCENTS = re.compile("(?<=[a-z])[\u0300-\u036f]+")
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
_BRACKETS = re.compile(r"\s*\[[^\]]*\]")
_STOP = word_set(
    "a an the this that these those of in on at by to from with as for into over under about than "
    "then and or but so if while when where who whom which what how is are was were be been being "
    "am do does did done has have had having will would shall should can could may might must it "
    "its he she him her his hers they them their we us our you your i my me mine there here just "
    "only even also too very more most some any each every all both such own same other up down "
    "out off again once ever now still already yet since until before after during between per "
    "through against not no nor never none er um uh well okay ok look says said say claim claims "
    "according breaking viral post er, get gets got one two"
)
_TITLES = word_set(
    "mr mrs ms dr sir lord lady prof professor senator congressman congresswoman representative "
    "governor mayor councillor minister chancellor president premier prime secretary judge "
    "general captain chief king queen prince princess deputy leader mp"
)
_CALENDAR = word_set(
    "january february march april may june july august september october november december monday "
    "tuesday wednesday thursday friday saturday sunday"
)
_NO_NAMES = _STOP | _TITLES | _CALENDAR
_FIRST_PERSON = word_set("i i'm i've i'd i'll my me mine myself")
_SUFFIXES = ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ied", "ers", "edly", "ed",
             "ly", "es", "er", "s")  # fmt: skip
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word as said, with the stem or the thing that it stands for.

    `lower` is in lower case and without accents, as searches have it (transcripts.folding).
    """

    text: str
    stem: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        return folded(self.text)


def folded(word: str) -> str:
    """In lower case, Latin letters without accents: who writes Zurich means Zürich."""
    lower = word.lower()
    if lower.isascii():
        return lower
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", lower).translate(_LETTERS))
    return unicodedata.normalize("NFC", bare)


def plain(text: str) -> str:
    """The text with straight quotes and plain dashes, without what was explained in brackets."""
    return _BRACKETS.sub("", text.translate(_PLAIN))


def words(text: str) -> list[Word]:
    """The words in order. "Homes" and "houses" have one stem, as the list of words has it."""
    return [Word(m[0], meaning(m[0]), m.start(), m.end()) for m in _WORD.finditer(text)]


def content(found: Iterable[Word]) -> frozenset[str]:
    """The stems that carry meaning: no function words, no numerals."""
    return frozenset(
        word.stem for word in found if word.lower not in _STOP and not word.text[0].isdecimal()
    )


def is_first_person(found: Iterable[Word]) -> bool:
    """Whether the speaker is who it is about."""
    return any(word.lower in _FIRST_PERSON for word in found)


def names(found: list[Word], text: str) -> frozenset[str]:
    """Words written as names, as `lower` has them. Where nearly all are (a headline), none is told.

    The first word of a sentence counts only where another name follows it.
    """
    lettered = [word for word in found if word.text[0].isalpha()]
    capital = [word for word in lettered if word.text[0].isupper()]
    if len(lettered) > 3 and len(capital) > 0.7 * len(lettered):
        return frozenset()
    kept: set[str] = set()
    for position, word in enumerate(found):
        if not word.text[0].isupper() or word.lower in _NO_NAMES:
            continue
        if not _opens(text, word) or _leads(found, position):
            kept.add(word.lower.removesuffix("'s"))
    return frozenset(kept)


def _opens(text: str, word: Word) -> bool:
    before = text[: word.start].rstrip(" \"'(")
    return not before or before[-1] in ".!?:"


def _leads(found: list[Word], position: int) -> bool:
    """Whether a name follows at once: "Harrow Vale", but also "Kestrel's"."""
    word = found[position]
    if word.lower.endswith("'s"):
        return True
    following = found[position + 1] if position + 1 < len(found) else None
    return (
        following is not None
        and following.text[0].isupper()
        and following.lower not in _FIRST_PERSON
        and following.start == word.end + 1
    )


@cache
def meaning(word: str) -> str:
    """The stem of a word, or the first of the words that stand for the same thing."""
    lower = folded(word).removesuffix("'s")
    known = _same_things()
    stemmed = stem(lower)
    return known.get(lower) or known.get(stemmed) or stemmed


def stem(word: str) -> str:
    """A light stem: endings off, a doubled consonant once. No dictionary form."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST and word[-2:] != "ss":
            word = word[: -len(suffix)]
            if suffix in ("ies", "ied"):
                return word + "i"
            break
    if len(word) > _SHORTEST and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    if len(word) > _SHORTEST and word[-1] == "e":
        word = word[:-1]
    return word[:-1] + "i" if len(word) > _SHORTEST and word[-1] == "y" else word


@cache
def _same_things() -> dict[str, str]:
    lines = files(__package__).joinpath("same_things.txt").read_text("utf-8").splitlines()
    found: dict[str, str] = {}
    for line in lines:
        if line and not line.startswith("#"):
            first, *others = line.split()
            head = stem(first)
            for word in (first, *others):
                found.setdefault(word, head)
                found.setdefault(stem(word), head)
    return found
