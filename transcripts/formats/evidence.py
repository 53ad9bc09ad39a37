"""Which of the possible labels of a document are labels: weighed over the whole document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .furniture import is_stage_direction
from .labels import Label, all_caps, is_title, tokens_of
from .words import CONNECTORS, FEMALE, HONORIFICS, PARTICLES, Kind, fold

_SENTENCE_END = re.compile(r"[.?!…](?:[\"'”’)\]*]|\s)*$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible label with its surroundings.

    `opens` is whether the line begins a paragraph; `first` whether it is the document's first;
    `body` the rest of the line; `last` the end of the paragraph it stands in.
    """

    label: Label
    opens: bool
    first: bool
    body: str
    last: str


def choose(candidates: Sequence[Candidate], paragraphs: int) -> list[bool]:
    """For each candidate whether it is a label; `paragraphs` is how many the document has."""
    groups: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        groups.setdefault(_key(candidate), []).append(candidate)
    opening = [c for c in candidates if c.opens]
    dense = len(opening) >= 2 and len(opening) * 2 >= paragraphs
    asked = any(c.label.kind is Kind.QUESTION and c.label.firm for c in candidates)
    asked = asked or sum(_bare_q(c) for c in candidates) >= 2
    accepted = {key for key, group in groups.items() if _accept(group, asked)}
    corroborated = dense or bool(accepted)
    accepted |= {
        key
        for key, group in groups.items()
        if any(_accept_once(c, dense, corroborated) for c in group if c.opens)
    }
    surnames = {fold(tokens_of(groups[k][0].label.core)[-1]) for k in accepted if k}
    accepted |= {k for k in groups if k in surnames and groups[k][0].opens}
    return [_key(c) in accepted and _here(c, groups[_key(c)]) for c in candidates]


def _key(candidate: Candidate) -> str:
    label = candidate.label
    if label.kind is Kind.QUESTION and not label.firm and label.core == "Q":
        return "q "
    return fold(label.core)


def _bare_q(candidate: Candidate) -> bool:
    label = candidate.label
    return label.core == "Q" and _starts_speech(candidate.body)


def _accept(group: list[Candidate], asked: bool) -> bool:
    label = group[0].label
    opens = sum(c.opens for c in group)
    if label.kind is Kind.ANSWER and len(label.core) < 4:
        return any(c.label.firm for c in group) and (asked or opens >= 2)
    if any(c.label.firm for c in group):
        return True
    if label.core == "Q":
        return asked
    if label.bracket:
        return _accept_bracket(group, opens)
    if label.kind is not Kind.PERSON:
        return opens >= 1 and any(_starts_speech(c.body) for c in group)
    if all_caps(label.core):
        return opens >= 1 or len(group) >= 2
    return opens >= 2 and any(_starts_speech(c.body) for c in group)


def _accept_once(candidate: Candidate, dense: bool, corroborated: bool) -> bool:
    """A label in title case that comes once: more than its shape must speak for it.

    `dense`: half of the paragraphs begin so; `corroborated`: there are labels in the document.
    """
    if candidate.label.kind is not Kind.PERSON or candidate.label.bracket:
        return False
    if not _starts_speech(candidate.body):
        return False
    if candidate.first and candidate.body.strip() and not _SENTENCE_END.search(candidate.last):
        return False
    words = [t for t in tokens_of(candidate.label.core) if fold(t) not in CONNECTORS | PARTICLES]
    titled = any(is_title(t) for t in words)
    if fold(words[0]) in HONORIFICS | FEMALE and all(is_title(t) for t in words):
        return False  # "Mr President:" greets
    return titled or dense or (len(words) >= 2 and (corroborated or candidate.first))


def _accept_bracket(group: list[Candidate], opens: int) -> bool:
    label = group[0].label
    if is_stage_direction(f"[{label.printed}]", strict=True):
        return False
    words = tokens_of(label.core)
    inline = any(c.body.strip() for c in group)
    return opens >= 2 or (inline and (len(words) >= 2 or label.kind is not Kind.PERSON))


def _here(candidate: Candidate, group: list[Candidate]) -> bool:
    if candidate.opens or candidate.label.firm:
        return True
    return _starts_speech(candidate.body) and (
        len(group) >= 2 or all_caps(candidate.label.core) or any(c.opens for c in group)
    )


def _starts_speech(body: str) -> bool:
    """Whether the words after a label begin as speech does; nothing there says neither."""
    body = body.strip().lstrip("*_").lstrip()
    return not body or not body[0].isalpha() or not body[0].islower()
