"""Speaker labels at the start of a line, by their shape alone; `evidence` decides on them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .base import LABEL
from .words import (
    COMMON,
    CONNECTORS,
    NON_LABELS,
    PARTICLES,
    SALUTATIONS,
    TITLES,
    Kind,
    fold,
    generic_kind,
)
from .words import is_title as is_title

_TIME = r"[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])]?"
# White space is matched possessively (\s*+) and a label ends in none: else a line padded with
# thousands of spaces could be divided between them in as many ways, and took minutes.
_PREFIX = rf"\s*+(?:(?P<arrows>>{{2,3}})\s*+)?(?:[-–—•]\s++)?(?:{_TIME}\s++(?:[-–—]\s++)?)?"
_STAMP = r"[\[(]\d{1,2}:\d{2}(?::\d{2})?[\])]"
_STAMPED = re.compile(  # "Jane Doe (00:12)" and nothing else
    _PREFIX + r"(?P<label>[^:：*()\[\]\n\d]{1,80}(?:\d{1,3})?)(?<!\s)\s++" + _TIME + r"\s*$"
)
_COLON = re.compile(
    _PREFIX
    + r"(?P<bold>\*{1,3}|_{1,2})?"
    + r"(?P<label>(?:[^:：*()\[\]\n]|\([^()\n]{0,60}\)|\[[^\[\]\n]{0,60}\]){1,120}?)(?<!\s)"
    + rf"(?:\s*+{_STAMP})?\s*+(?:\*{{1,3}}|_{{1,2}})?\s*+[:：](?:\*{{1,3}}|_{{1,2}}(?=\s|$))?"
    + rf"(?:(?<=：)|(?=\s|$|[\"“‘(\[]))(?:\s*{_STAMP})?"
)
_BRACKET = re.compile(_PREFIX + r"\[(?P<label>[^\[\]\n:]{1,80})\](?:\s*:)?(?=\s|$)")
_HONOR = (
    r"(?:MR|MRS|MS|MISS|DR|SEN|REP|GOV|SENATOR|REPRESENTATIVE|CHAIR(?:MAN|WOMAN)?|PROF|JUDGE|"
    r"JUSTICE|DIRECTOR|SECRETARY|COMMISSIONER|MAYOR|Mr|Mrs|Ms|Miss|Dr|Senator|Representative|"
    r"Chair(?:man|woman)?|Secretary|Director|Commissioner|Mayor|Judge|Prof)\.?"
)
_CAPS = r"(?:M[ac]c?)?[A-ZÀ-Þ][A-ZÀ-Þ'’-]+"
_STOP = re.compile(
    _PREFIX
    + rf"(?P<label>{_HONOR}\s+(?:[A-Z]\.\s+)?{_CAPS}(?:\s+{_CAPS}){{0,2}}"
    + r"(?:\s+of\s+[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)?(?:\s+\([^()\n]{1,40}\))?"
    + r"|(?:THE|The)\s+(?:(?:ACTING|VICE|DEPUTY|PRESIDING)\s+)?"
    + r"(?:CHAIR(?:MAN|WOMAN|PERSON)?|PRESIDENT|SPEAKER|WITNESS|CLERK|COURT|OFFICER|SECRETARY))"
    + r"\.(?=\s|$)"
)
_QA = re.compile(_PREFIX + r"(?:\*\*)?(?P<label>[QA]\d{0,3})(?:[.:)](?:\*\*)?(?=\s|$)|(?=\s))")
_ARROWS = re.compile(r"\s*(?P<label>>{2,3})(?=\s|\w)")
_PAREN = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])\s*")


@dataclass(frozen=True, slots=True)
class Label:
    """A possible label: where it is in its line, as printed, and what it may stand for.

    `core` is the printed label without bracketed additions. `firm` is a shape that needs no
    further proof: "MR. SMITH.", "Q:".
    """

    body: int
    printed: str
    core: str
    kind: Kind
    firm: bool
    bracket: bool = False


def match_label(line: str) -> Label | None:
    """The label `line` may begin with; by shape and length only."""
    label = _match(line)
    return None if label is None or len(label.printed) > LABEL else label


def _match(line: str) -> Label | None:
    if (match := _QA.match(line)) is not None:
        return _question(match)
    if (match := _STOP.match(line)) is not None:
        return Label(match.end(), match["label"], core_of(match["label"]), Kind.PERSON, True)
    if (match := _COLON.match(line)) is not None and (label := _colon(match)) is not None:
        return label
    if (match := _STAMPED.match(line)) is not None and (label := _colon(match)) is not None:
        return label
    if (match := _BRACKET.match(line)) is not None and (label := _bracket(match)) is not None:
        return label
    if (match := _ARROWS.match(line)) is not None:
        return Label(match.end(), match["label"], "", Kind.UNKNOWN, True)
    return None


def _question(match: re.Match[str]) -> Label:
    printed = match["label"]
    kind = Kind.QUESTION if printed[0] == "Q" else Kind.ANSWER
    return Label(match.end(), printed, printed, kind, match[0].rstrip()[-1] in ".:)*")


def _colon(match: re.Match[str]) -> Label | None:
    printed = match["label"].strip()
    core = core_of(printed)
    if not core:
        return None
    kind = generic_kind(core)
    if kind is None and not name_like(core):
        return None
    return Label(match.end(), printed, core, kind or Kind.PERSON, match["arrows"] is not None)


def _bracket(match: re.Match[str]) -> Label | None:
    printed = match["label"].strip()
    kind = generic_kind(printed)
    if kind is None and not name_like(printed):
        return None
    return Label(match.end(), printed, printed, kind or Kind.PERSON, False, bracket=True)


def core_of(printed: str) -> str:
    """The printed label without brackets; an office behind a dash put behind a comma."""
    printed = re.sub(r"\s+[-–—]{1,2}\s+", ", ", printed)
    return _PAREN.sub(" ", printed).strip(" \t\u00a0-–—,")


def all_caps(text: str) -> bool:
    """Whether every cased letter is a capital and there are at least two."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 1 and text.upper() == text and text.lower() != text


def tokens_of(core: str) -> list[str]:
    """The words of a label, commas apart."""
    return core.replace(",", " , ").split()


def name_like(core: str) -> bool:
    """Whether `core` may name a person or an office: words in capitals, titles, particles."""
    tokens = [t for t in tokens_of(core) if t != ","]
    folded = [fold(t) for t in tokens]
    titled = any(f in TITLES for f in folded)
    if not tokens or len(tokens) > (12 if titled else 8) or core.rstrip()[-1] in "?!;":
        return False
    if not any(c.isalpha() for c in core) or re.search(r"[!?;=<>{}|\\/@#$%+\"“”]", core):
        return False
    if not titled and {folded[0], folded[-1]} & NON_LABELS:
        return False
    if SALUTATIONS & set(folded):
        return False
    if not titled and "," in core and not all_caps(core) and " " not in core.partition(",")[0]:
        return False
    if folded[0] in COMMON and not (folded[0] == "the" and titled):
        return False
    pairs = enumerate(zip(tokens, folded, strict=True))
    return all(_fits(token, word, titled, i == 0) for i, (token, word) in pairs)


def _fits(token: str, folded: str, titled: bool, first: bool) -> bool:
    if folded in CONNECTORS:
        return titled and (not first or folded == "the")
    if folded in PARTICLES:
        return True
    if token[0].isdigit():
        return titled or (token.isdigit() and not first)
    if folded in COMMON and not titled:
        return False
    letters = token.strip("'’.-–(),")
    if not letters:
        return token in "-–"
    if re.match(r"(?:al|el|as|ar|at|an|ad|ash|d|l|t|o)[-'’][^\W\d_]", letters):
        return letters[letters.find(max("-'’", key=letters.find)) + 1].isupper()
    if folded in TITLES and not first:
        return True
    initial = letters[0]
    return initial.isupper() or (initial.isalpha() and initial.lower() == initial.upper())
