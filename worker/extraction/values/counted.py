"""Finds the noun that a number counts: "1,500 new council homes" counts homes."""

from bisect import bisect_left
from typing import TYPE_CHECKING

from worker.extraction.view import View, word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
BEFORE_NOUNS = frozenset({"JJ", "JJR", "JJS", "VBN", "VBG", "HYPH", "DT", "PDT", "PRP$", "RBR"})
NO_NOUNS = word_set(
    "yesterday today tomorrow tonight monday tuesday wednesday thursday friday saturday sunday "
    "january february march april june july august september october november december last this "
    "next more less fewer that which who ago each every both"
)
SKIPPED = word_set("more fewer additional extra other such")
LONGEST = 9


class Counted:
    """The words of a sentence, by where they start in it."""

    def __init__(self, view: View) -> None:
        self._tokens = view.tokens
        self._offset = view.start
        self._starts = [token.idx - view.start for token in view.tokens]

    def tag(self, position: int) -> str:
        """Return the part-of-speech tag of the first word at or after an offset, or ""."""
        index = bisect_left(self._starts, position)
        return self._tokens[index].tag_ if index < len(self._tokens) else ""

    def noun(self, position: int, *, part: bool = False) -> tuple[int, str] | None:
        """Return the end of the counted noun phrase that starts here, and its noun.

        After a part an article may follow: "half the hospitals".
        """
        index = bisect_left(self._starts, position)
        found: Token | None = None
        for token in self._tokens[index : index + LONGEST]:
            tag, lower = token.tag_, token.lower_
            if token is self._tokens[index]:
                if lower == "of":
                    continue
                if tag == "DT" and not part:
                    break
            if lower in NO_NOUNS and lower not in SKIPPED:
                break
            if tag in NOUNS:
                if found is not None and _closes(found, tag):
                    break
                found = token
            elif tag == "POS" and found is not None:
                found = None
            elif found is not None or not (tag in BEFORE_NOUNS or lower in SKIPPED):
                break
        if found is None:
            return None
        return found.idx + len(found) - self._offset, _as_said(found)


def _closes(noun: "Token", following: str) -> bool:
    """A plural ends the phrase ("300 soldiers Tuesday"), but not in "30 arms dealers"."""
    if noun.tag_ not in {"NNS", "NNPS"}:
        return False
    return following in {"NNP", "NNPS"} or noun.dep_ != "compound"


def _as_said(noun: "Token") -> str:
    text = noun.text
    return text.lower() if text.istitle() and noun.tag_ in {"NN", "NNS"} else text
