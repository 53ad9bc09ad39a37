"""What two statements have in common and where they part, as numbers and as reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from claims.matching.compare.agreement import Agreement, agreement
from claims.matching.compare.days import meet
from claims.matching.compare.polarity import opposed
from claims.matching.compare.reading import Reading
from claims.matching.compare.types import Reason

#: In the order of the weights. All are 0 to 1 and the same whichever statement comes first.
NAMES = (
    "cosine",
    "overlap",
    "coverage",
    "swapped",
    "names_shared",
    "names_other",
    "numbers_same",
    "numbers_other",
    "numbers_lone",
    "numbers_same_coverage",
    "unit_other",
    "counted_other",
    "days_same",
    "days_other",
    "days_other_numbers",
    "negation_same",
    "direction_other",
    "opposed",
    "negation_other",
    "clash_and_overlap",
    "speaker_other",
)
_CLOSE = 0.75


@dataclass(slots=True)
class Features:
    """The numbers by name, and the reasons that go with them."""

    values: dict[str, float] = field(default_factory=lambda: dict.fromkeys(NAMES, 0.0))
    reasons: list[Reason] = field(default_factory=list)

    def vector(self) -> tuple[float, ...]:
        return tuple(self.values[name] for name in NAMES)


def features(a: Reading, b: Reading, cosine: float) -> Features:
    """Hold one against the other. `cosine` is that of their embeddings, -1 to 1."""
    found = Features()
    found.values["cosine"] = min(max(cosine, 0.0), 1.0)
    if cosine >= _CLOSE:
        found.reasons.append(Reason("close_meaning"))
    numbers = agreement(a.figures, b.figures)
    for part in (_words, _names, _days, _polarity):
        part(found, a, b)
    _numbers(found, numbers)
    # What is counted anew every year may well differ from year to year.
    if found.values["days_other"] and (numbers.other or numbers.same):
        found.values["days_other_numbers"] = 1.0
    found.values["numbers_same_coverage"] = found.values["numbers_same"] * found.values["coverage"]
    if a.polarity.negated and b.polarity.negated:
        found.values["negation_same"] = 1.0
    clash = max(found.values[name] for name in ("direction_other", "opposed", "negation_other",
                                                "numbers_other", "unit_other"))  # fmt: skip
    found.values["clash_and_overlap"] = clash * found.values["overlap"]
    return found


def _words(found: Features, a: Reading, b: Reading) -> None:
    common, either = a.content & b.content, a.content | b.content
    shorter = min(len(a.content), len(b.content))
    found.values["overlap"] = len(common) / len(either) if either else 0.0
    found.values["coverage"] = len(common) / shorter if shorter else 0.0
    pointing = {word.stem for word in (*a.pointing, *b.pointing)}
    if a.content - b.content - pointing and b.content - a.content - pointing:
        found.values["swapped"] = found.values["overlap"]


def _names(found: Features, a: Reading, b: Reading) -> None:
    """A name of one that the other lacks parts them only where the other has one of its own."""
    left, right = a.names | a.speaker, b.names | b.speaker
    said_a, said_b = frozenset(a.lowers) | a.speaker, frozenset(b.lowers) | b.speaker
    shared = (left & said_b) | (right & said_a)
    only_a, only_b = left - said_b, right - said_a
    if a.speaker and b.speaker and a.speaker != b.speaker:
        found.values["speaker_other"] = 1.0
        found.reasons.append(Reason("other_speaker", _line(a.speaker, a), _line(b.speaker, b)))
    elif only_a and only_b:
        found.values["names_other"] = 1.0
        found.reasons.append(Reason("other_name", _line(only_a, a), _line(only_b, b)))
    if shared:
        found.values["names_shared"] = len(shared) / len(left | right)
        found.reasons.append(Reason("same_name", _line(shared, a), _line(shared, b)))


def _line(names: frozenset[str], spelt: Reading) -> str:
    return " ".join(sorted(spelt.accented.get(name, name).title() for name in names))


def _numbers(found: Features, numbers: Agreement) -> None:
    found.values["numbers_same"] = float(bool(numbers.same))
    found.values["numbers_other"] = float(bool(numbers.other))
    found.values["numbers_lone"] = min(numbers.lone / 2, 1.0)
    found.values["unit_other"] = float(bool(numbers.unit))
    found.values["counted_other"] = float(bool(numbers.counted))
    for code, pairs in (
        ("same_number", numbers.same),
        ("other_number", numbers.other),
        ("other_unit", numbers.unit),
        ("other_counted", numbers.counted),
    ):
        found.reasons.extend(Reason(code, x.said, y.said) for x, y in pairs)


def _days(found: Features, a: Reading, b: Reading) -> None:
    if not (a.days and b.days):
        return
    pairs = [(x, y) for x in a.days for y in b.days if meet(x, y)]
    if pairs:
        found.values["days_same"] = 1.0
        found.reasons.append(Reason("same_date", pairs[0][0].said, pairs[0][1].said))
    else:
        found.values["days_other"] = 1.0
        found.reasons.append(Reason("other_date", a.days[0].said, b.days[0].said))


def _polarity(found: Features, a: Reading, b: Reading) -> None:
    for name, reason in _turns(a, b):
        found.values[name] = 1.0
        found.reasons.append(reason)


def _turns(a: Reading, b: Reading) -> Iterator[tuple[str, Reason]]:
    left, right = a.polarity, b.polarity
    if left.direction * right.direction < 0:
        words = left.direction_word, right.direction_word
        yield "direction_other", Reason("other_direction", *words)
    ends = opposed(left, right)
    if ends is not None:
        yield "opposed", Reason("opposite", *ends)
    elif left.negated != right.negated:
        yield "negation_other", Reason("negated", left.negation, right.negation)
