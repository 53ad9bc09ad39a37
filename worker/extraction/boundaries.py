"""The sentence component: press and caption text, told apart by marks, not by the parser.

A sentence ends at a final mark with its closing quotes and brackets, and round a stage
direction; never at a semicolon, a colon or an abbreviation. Only a long stretch without any
mark, as automatic captions have, is left to the parser.
"""

import re
from typing import TYPE_CHECKING

from spacy.language import Language

from worker.extraction.view import word_set

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

BOUNDARIES = "onrecord_boundaries"

MARKS = frozenset(".!?…‽？！。؟")
CLOSERS = frozenset("”’\"')]»}")
OPENERS = frozenset("“‘\"'([«{")
DASHES = frozenset({"-", "–", "—", "--"})
PAUSES = frozenset({",", ";", ":", "-", "–", "—", "--"})
LONGEST_UNMARKED = 60

NEVER_FINAL = word_set(
    "mr. mrs. ms. dr. prof. rev. hon. rt. sen. rep. gov. gen. col. lt. sgt. capt. cllr. adm. "
    "maj. st. mt. no. nos. vs. v. art. arts. sec. para. pp. p. e.g. i.e. cf. fig. messrs. amb. "
    "pres. jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec. approx. viz. ca."
)
OFTEN_FINAL = word_set(
    "u.s. u.n. u.k. u.s.a. e.u. a.m. p.m. etc. inc. ltd. co. corp. jr. sr. ph.d. d.c. bros. al. "
    "b.c. a.d. plc."
)
STARTERS = word_set(
    "the a an it we i he she they you this that these those there here but and so in on at for "
    "however if when while as our my his her its their what who why how no not now then after "
    "since although yet nor let mr. mrs. ms. i'm we're it's"
)
STAGE_WORDS = re.compile(
    r"\b(laugh\w*|applau\w+|inaudible|indistinct|cross-?talk|interrupt\w*|pauses?|cheer\w*|"
    r"music|hear,? hear|off[- ]mi\w*|unintelligible|interpret\w*|translat\w+|jeer\w*|boo\w*|"
    r"speaks|speaking|shouts?|noise|silence|gavel|sighs?|coughs?|smil\w+|in (russian|french|"
    r"german|spanish|arabic|chinese|english|welsh|gaelic)|through an?|via)\b",
    re.IGNORECASE,
)
LONGEST_STAGE_DIRECTION = 10
BRACKETS = {"(": ")", "[": "]"}


@Language.factory(BOUNDARIES)
def create_boundaries(nlp: Language, name: str) -> "Boundaries":
    """Make the component; it must stand before the parser."""
    return Boundaries()


class Boundaries:
    """Sets every token's sentence start; a document that has them already keeps them."""

    def __call__(self, doc: "Doc") -> "Doc":
        if len(doc) < 2 or doc.has_annotation("SENT_START"):
            return doc
        for token in doc:
            token.is_sent_start = False
        for first, end in stretches(doc):
            if unmarked(doc, first, end):
                for token in doc[first + 1 : end]:
                    token.is_sent_start = None
            doc[first].is_sent_start = True
        return doc


def stretches(doc: "Doc") -> list[tuple[int, int]]:
    """Return the ranges of tokens between marks: sentences, unless they are `unmarked`."""
    starts = sorted(sentence_starts(doc))
    return list(zip(starts, [*starts[1:], len(doc)], strict=True))


def sentence_starts(doc: "Doc") -> set[int]:
    """Return the positions at which a sentence starts."""
    starts = {0}
    lower_case = doc.text.islower()
    stage = dict(_stage_directions(doc))
    after = 0
    for position, token in enumerate(doc):
        if position < after:
            continue
        if position in stage:
            starts.add(position)
            after = _after_marks(doc, stage[position] + 1)
            starts.add(after)
        elif token.text[-1] in MARKS and _is_final(doc, position):
            after = _after_closers(doc, position + 1)
            if _may_start(doc, after, lower_case):
                starts.add(after)
    starts.discard(len(doc))
    return starts


def _is_final(doc: "Doc", position: int) -> bool:
    token = doc[position]
    if set(token.text) <= MARKS:
        return not _abbreviated(doc, position)
    lower = token.lower_
    if not lower.endswith(".") or lower in NEVER_FINAL or len(token) == 2:
        return False
    if lower in OFTEN_FINAL:
        follower = _next_word(doc, position + 1)
        return follower is not None and follower.is_title and follower.lower_ in STARTERS
    return _next_is_spaced(doc, position)


def _abbreviated(doc: "Doc", position: int) -> bool:
    """Tell whether this single full stop belongs to the word it touches, as in "hon." or "J."."""
    if position == 0 or doc[position].text != "." or doc[position - 1].whitespace_:
        return False
    before = doc[position - 1]
    if before.lower_ + "." in NEVER_FINAL:
        return before.lower_ != "no" or _next_is_number(doc, position + 1)
    return len(before) == 1 and before.is_upper and before.text != "I"


def _next_is_number(doc: "Doc", position: int) -> bool:
    follower = _next_word(doc, position)
    return follower is not None and follower.text[0].isdigit()


def _next_is_spaced(doc: "Doc", position: int) -> bool:
    return bool(doc[position].whitespace_)


def _next_word(doc: "Doc", position: int) -> "Token | None":
    return next((token for token in doc[position:] if not token.is_space), None)


def _after_closers(doc: "Doc", position: int) -> int:
    """Skip further final marks, and quotes and brackets that touch what they close."""
    while position < len(doc):
        token = doc[position]
        touches = not doc[position - 1].whitespace_
        if not (set(token.text) <= MARKS or (touches and set(token.text) <= CLOSERS)):
            break
        position += 1
    return position


def _after_marks(doc: "Doc", position: int) -> int:
    """Skip the full stop that is printed after a stage direction."""
    while position < len(doc) and not doc[position - 1].whitespace_:
        if not set(doc[position].text) <= MARKS:
            break
        position += 1
    return position


def _may_start(doc: "Doc", position: int, lower_case: bool) -> bool:
    """Tell whether what stands here can open a sentence: anything but a lower-case word."""
    for token in doc[position:]:
        if token.is_space or set(token.text) <= OPENERS or token.text in DASHES:
            continue
        return lower_case or not token.text[0].islower()
    return False


def _stage_directions(doc: "Doc") -> list[tuple[int, int]]:
    """Find bracketed stage directions as pairs of first and last token position."""
    found = []
    for token in doc:
        if token.text not in BRACKETS:
            continue
        window = doc[token.i + 1 : token.i + 2 + LONGEST_STAGE_DIRECTION]
        closing = next((t.i for t in window if t.text == BRACKETS[token.text]), None)
        if closing and STAGE_WORDS.match(doc[token.i + 1 : closing].text.strip()):
            found.append((token.i, closing))
    return found


def unmarked(doc: "Doc", start: int, end: int) -> bool:
    """Tell whether the tokens are more than any sentence has without a mark inside."""
    return end - start > LONGEST_UNMARKED + 1 and not any(
        token.text in PAUSES for token in doc[start + 1 : end]
    )
