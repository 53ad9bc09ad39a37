"""Suggests the normalised claim: the words as said, with what a reader lacks in brackets.

- A relative date gets its days: "A few days ago [about 25 September 2015]".
- The first "I", "me" or "my" gets the speaker: "I [Ada Penhallow]", "my [Ada Penhallow's]".
- The first "we", "us" or "our" gets its antecedent only where the same turn says it outright
  ("We in the Green Alliance", "on behalf of the ..."); else it stays as it is.
- What a reader cannot tell stays and is marked `[unclear]`: a relative date of an undated
  event, "I" of an unnamed speaker, and "this", "it", "he", "they" and the like as the opening
  word, since nothing in the sentence says what they stand for.

In quotation marks only dates are touched. "" means that there is nothing to explain.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from worker.extraction.values.dates import Dated
from worker.extraction.values.found import UNCLEAR
from worker.extraction.values.quotes import inside
from worker.extraction.view import View, word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

Insertion = tuple[int, str]

SELF, OURS = word_set("i me my"), word_set("we us our")
POSSESSIVE = word_set("my our")
LEAD_INS = word_set("and but so because well therefore however indeed yes no now then okay")
THINGS = word_set("this that these those")
PERSONS = word_set("he she they him them")
OWNERS = word_set("his her their its")
FINITE = frozenset({"VBZ", "VBD", "VBP", "MD"})
CONTRACTED = re.compile(r"'(?:m|ve|d|ll|re|s)\b", re.IGNORECASE)
EMPTY_IT = re.compile(
    r"it(?:'s| has) been .{1,25}\b(?:years?|months?|weeks?|days?|decades?) since\b|"
    r"it(?:'s| is| was| has been| would be| will be| may be| seems?| appears?| turns? out| takes?"
    r"| took| happens?| costs?)\b.*\b(?:that|to|who|when|if|whether|how|why)\b",
    re.IGNORECASE,
)
_NAME = (
    r"(?P<name>(?:the )?[A-Z][\w'’-]*(?:(?: (?:of|for|and|the|de|of the|for the))? [A-Z][\w'’-]*)*)"
)
ANTECEDENT = re.compile(
    rf"\b(?:[Ww]e,? (?:here )?(?:in|at|of) (?=the |[A-Z]){_NAME}"
    rf"|[Ww]e, {_NAME.replace('name', 'apposed')},"
    rf"|on behalf of {_NAME.replace('name', 'behalf')}"
    rf"|I speak for {_NAME.replace('name', 'spoken')}"
    rf"|[Oo]ur party, {_NAME.replace('name', 'party')})"
)
NO_NAMES = re.compile(
    r"(?:the )?(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|I)\b"
)


def normalised(
    view: View,
    said: str,
    dated: Sequence[Dated],
    quoted: list[tuple[int, int]],
    before: str,
    speaker: str | None,
) -> str:
    """Return the suggestion, "" where nothing needs a word.

    `said` are the view's words as the transcript has them, `before` is the turn so far.
    """
    insertions = [
        *_dates(view, dated),
        *_first_person(view, quoted, speaker),
        *_we(view, quoted, before),
        *_opening(view, quoted),
    ]
    if not insertions:
        return ""
    parts, position = [], 0
    for offset, words in sorted(insertions):
        parts += [said[position:offset], f" [{words}]"]
        position = offset
    parts.append(said[position:])
    return " ".join("".join(parts).split())


def _dates(view: View, dated: Sequence[Dated]) -> Iterator[Insertion]:
    for item in dated:
        if item.meaning.explanation:
            yield _after(view, item.end), item.meaning.explanation


def _first_person(
    view: View, quoted: list[tuple[int, int]], speaker: str | None
) -> Iterator[Insertion]:
    token = _first(view, SELF, quoted)
    if token is not None:
        yield _end(view, token), _named(token, speaker or UNCLEAR)


def _we(view: View, quoted: list[tuple[int, int]], before: str) -> Iterator[Insertion]:
    token = _first(view, OURS, quoted)
    if token is None or ANTECEDENT.search(view.raw):
        return
    names = {" ".join(name.split()) for m in ANTECEDENT.finditer(before) if (name := _name(m))}
    if len(names) == 1:
        yield _end(view, token), _named(token, names.pop())


def _name(match: re.Match[str]) -> str | None:
    name = next(group for group in match.groups() if group)
    return None if NO_NAMES.match(name) else name


def _opening(view: View, quoted: list[tuple[int, int]]) -> Iterator[Insertion]:
    """Mark the opening word where it stands for something said before."""
    position = 0
    while position < len(view.words) and view.lower[position] in LEAD_INS:
        position += 1
    if position >= len(view.words) - 1:
        return
    token = view.words[position]
    if _stands_for(view, position) and not inside(quoted, token.idx - view.start):
        yield _end(view, token), UNCLEAR


def _stands_for(view: View, position: int) -> bool:
    word, token, following = view.lower[position], view.words[position], view.words[position + 1]
    if word in THINGS:
        return token.tag_ == "DT" and following.tag_ in FINITE
    if word == "it":
        start = token.idx - view.start
        return token.dep_ != "expl" and EMPTY_IT.match(view.text, start) is None
    return word in PERSONS or (word in OWNERS and token.tag_ == "PRP$")


def _first(view: View, words: frozenset[str], quoted: list[tuple[int, int]]) -> "Token | None":
    for token, lower in zip(view.words, view.lower, strict=True):
        if lower not in words or not token.tag_.startswith("PRP"):
            continue
        if token.text != "US" and not inside(quoted, token.idx - view.start):
            return token
    return None


def _named(token: "Token", name: str) -> str:
    if token.lower_ in POSSESSIVE and name != UNCLEAR:
        return f"{name}'s"
    return name


def _end(view: View, token: "Token") -> int:
    """Return where the word ends, with what is contracted to it: "I've", "that's"."""
    return _after(view, token.idx + len(token) - view.start)


def _after(view: View, end: int) -> int:
    """Return the end of what is contracted to a word or makes it a possessive."""
    contracted = CONTRACTED.match(view.text, end)
    return end if contracted is None else contracted.end()
