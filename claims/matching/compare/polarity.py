"""Which way a statement points: rising or falling, for or against, denied or not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from claims.matching.compare.wordlists import word_set
from claims.matching.compare.words import Word

_UP = (
    "up rise rises rose risen rising increase increases increased increasing grow grows grew "
    "grown growing soar soars soared soaring surge surges surged surging climb climbs climbed "
    "climbing jump jumps jumped jumping gain gains gained add adds added raise raises raised "
    "raising higher more greater larger bigger expand expands expanded widen widened doubled "
    "doubling tripled trebled quadrupled improve improves improved improving better "
    "strengthened longer boosted hiked"
)
_DOWN = (
    "down fall falls fell fallen falling drop drops dropped dropping decrease decreases "
    "decreased decreasing decline declines declined declining cut cuts shrink shrinks shrank "
    "shrunk shrinking lower lowers lowered lose fewer less smaller plunge plunges plunged "
    "plummeted halve halved halving slash slashed reduce reduces reduced narrow narrowed worse "
    "worsened weakened shorter lost below tumbled dipped"
)
_DIRECTION = dict.fromkeys(_UP.split(), 1) | dict.fromkeys(_DOWN.split(), -1)

#: What cannot both hold, by axis: words of the one end and of the other.
_AXES = (
    ("for support supports supported back backed backing favour favoured favor yes",
     "against oppose opposes opposed opposing"),
    ("legal lawful allow allows allowed permit permits permitted lets let entitled",
     "illegal unlawful ban bans banned forbid forbids forbidden prohibit prohibits prohibited "
     "outlawed barred"),
    ("approve approves approved accepted adopted ratified passed",
     "reject rejects rejected turned vetoed refused refuse"),
    ("convicted guilty", "acquitted innocent cleared"),
    ("admit admits admitted confirmed confessed", "deny denies denied"),
    ("safe", "unsafe dangerous"),
    ("won win wins", "lost lose loses"),
    ("profit profitable surplus", "loss deficit loss-making"),
    ("best best-funded", "worst worst-funded"),
    ("largest biggest highest most", "smallest lowest fewest least"),
    ("all every everybody everyone always", "none nobody never no"),
    ("keep keeps kept", "end ended ends scrapped abolished repealed stopped"),
    ("active", "extinct dormant"),
    ("true", "false"),
    ("opened open", "closed shut"),
    ("hired", "fired sacked"),
    ("knew aware", "unaware"),
    ("present attended", "absent missed"),
    ("rich", "poor"),
)  # fmt: skip
_SIGNS: Mapping[str, tuple[int, int]] = {
    word: (axis, sign)
    for axis, (ends) in enumerate(_AXES)
    for sign, side in zip((1, -1), ends, strict=True)
    for word in side.split()
}
_NEGATIONS = word_set(
    "not no never none nobody nothing nor neither without cannot cant unable lack lacks lacked "
    "failed fails fail refused refuse refuses denied denies unaware hardly"
)
#: They are negations themselves, or say how much: the axis alone does not tell what they deny.
_QUANTIFIERS = frozenset({_SIGNS["all"][0]})
_IDIOMS = re.compile(
    r"\b(?:not only|no doubt|no longer than|no (?:more|less|fewer|later) than|not least|not just|"
    r"no\.? \d)\b",
    re.IGNORECASE,
)
_QUALIFIERS = re.compile(
    r"\b(?:more|less|fewer|higher|lower|greater|smaller|larger) than(?= (?:an? |the )?"
    r"(?:[£$€]?\d|half|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|"
    r"thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|third|quarter))"
    r"|\b(?:up to|cut-price|step(?:ped|s)? down|set up|made up|turn(?:ed|s)? up|call(?:ed)? up|"
    r"grow(?:ing|n|s)? up|shut down|close[ds]? down|down to|below the level|end(?:ed|s)? up)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Polarity:
    """Direction 1 (up), -1 (down) or 0; the ends of axes named; whether it is denied."""

    direction: int
    direction_word: str
    ends: Mapping[int, tuple[int, str]]
    negated: bool
    negation: str


def polarity(text: str, found: list[Word]) -> Polarity:
    """Read it of the words; qualifiers of numbers ("fewer than 1 in 20") are no direction."""
    idle = [m.span() for m in _QUALIFIERS.finditer(text)]
    idle += [m.span() for m in _IDIOMS.finditer(text)]
    live = [word for word in found if not any(s <= word.start < e for s, e in idle)]
    total, said = 0, ""
    ends: dict[int, tuple[int, str]] = {}
    denials: list[str] = []
    for word in live:
        lower = word.lower
        sign = _DIRECTION.get(lower, 0)
        total += sign
        said = said or (word.text if sign else "")
        if lower in _SIGNS:
            axis, end = _SIGNS[lower]
            ends.setdefault(axis, (end, word.text))
        if lower in _NEGATIONS or lower.endswith("n't"):
            denials.append(word.text)
    return Polarity(
        direction=(total > 0) - (total < 0),
        direction_word=said,
        ends=ends,
        negated=len(denials) % 2 == 1,
        negation=denials[0] if denials else "",
    )


def points(word: Word) -> bool:
    """Whether a word tells which way, rather than what of."""
    lower = word.lower
    return lower in _DIRECTION or lower in _SIGNS or lower in _NEGATIONS or lower.endswith("n't")


def opposed(a: Polarity, b: Polarity) -> tuple[str, str] | None:
    """The words by which two statements stand at opposite ends of an axis, if they do.

    A denial turns an end round: "not legal" is no opposite of "illegal".
    """
    for axis in sorted(a.ends.keys() & b.ends.keys()):
        (left, said), (right, also) = a.ends[axis], b.ends[axis]
        if axis not in _QUANTIFIERS:
            left *= -1 if a.negated and said.lower() not in _NEGATIONS else 1
            right *= -1 if b.negated and also.lower() not in _NEGATIONS else 1
        if left != right:
            return said, also
    return None
