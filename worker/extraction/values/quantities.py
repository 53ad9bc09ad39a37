"""Reads a sentence's quantities: each number with its unit, its range and its qualifier.

1. Every number outside a date gets its unit: currency, percent, measure, "times", or the noun
   it counts. Numbers that only name something ("Article 51", "Channel 4") are left out.
2. "One in five" and "between 3 and 5" are joined; of "from 4 to 6 percent" both get the unit.
3. What is said about exactness goes into the qualifier.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from worker.extraction.types import Quantity
from worker.extraction.values import measures
from worker.extraction.values.counted import Counted
from worker.extraction.values.numbers import Number, numbers
from worker.extraction.values.ordinals import ordinals
from worker.extraction.values.qualifiers import qualifier
from worker.extraction.view import View

NUMBER, PERCENT, MONEY, RATIO, ORDINAL = "number", "percent", "money", "ratio", "ordinal"
_COMPARED = (
    r"(?= (?:as|more|higher|larger|bigger|greater|longer|faster|worse|better|less|lower|fewer|the|"
    r"that|what|its|their|our|his|her|over)\b)"
)
TIMES = re.compile(rf"[ -]times\b(?P<compared>{_COMPARED})?", re.IGNORECASE)
TWICE = re.compile(rf"\btwice\b(?P<compared>{_COMPARED})?", re.IGNORECASE)
DOUBLE = re.compile(
    r"\b(?P<word>double|triple|treble)\b(?= (?:the|that|what|its|their|our)\b)", re.IGNORECASE
)
OUT_OF = re.compile(r" (?:(?:in|out of)(?: every)?|of every) ", re.IGNORECASE)
JOINS = re.compile(r"\s?(?:-|to|or)\s?", re.IGNORECASE)
BETWEEN = re.compile(r"\bbetween $", re.IGNORECASE)
FROM = re.compile(r"\bfrom [£$€]?$", re.IGNORECASE)
NAMES = re.compile(
    r"\b(?:articles?|section|clause|chapter|paragraph|page|rule|schedule|title|question|number|"
    r"amendment|part|annex|no\.?|nos\.?|room|channel|resolution|route|highway|interstate|flight|"
    r"level|phase|tier|category|proposition|prop|bill|case|unit|gate|platform|terminal|band|"
    r"class|grade|type|formula|world war) $",
    re.IGNORECASE,
)
ARTICLE = re.compile(r" an? ")
HYPHENATED = re.compile(r"-(?P<noun>[^\W\d_]{3,})\b")
NAMED = re.compile(r"(?<=[a-z,] )[A-Z][\w-]+ $")
REACH = 24
MOST_PLACES = 30
NO_PART = ("NN", "JJ", "VBG", "CD")


@dataclass(frozen=True, slots=True)
class Item:
    """A number under way to a quantity; offsets are those of the sentence."""

    start: int
    end: int
    number: Number
    values: tuple[Fraction, ...]
    unit: str = ""
    kind: str = NUMBER


def quantities(view: View, taken: Sequence[tuple[int, int]]) -> list[Quantity]:
    """Return the quantities in order; numbers in the ranges taken, which are dates, are not."""
    items = [*_items(view, taken), *_multiples(view.text), *_ranks(view.text)]
    free = [item for item in items if not _overlaps(item, taken)]
    joined = _join(view.text, _without_overlaps(free))
    return [_quantity(view, item) for item in joined]


def _items(view: View, taken: Sequence[tuple[int, int]]) -> Iterator[Item]:
    text, counted = view.text, Counted(view)
    found = [n for n in numbers(text) if not any(n.start < e and s < n.end for s, e in taken)]
    position = 0
    while position < len(found):
        number = found[position]
        following = found[position + 1] if position + 1 < len(found) else None
        ratio = _one_in(text, number, following, counted)
        if ratio is not None:
            position += 1
        item = ratio or _item(text, number, counted)
        if item is not None:
            yield item
        position += 1


def _one_in(text: str, a: Number, b: Number | None, counted: Counted) -> Item | None:
    """Read "one in five children" and "nine out of every ten doctors"."""
    if b is None or a.value is None or b.value is None or a.part or b.part:
        return None
    between = text[a.end : b.start]
    if not OUT_OF.fullmatch(between) or not 0 < a.value < b.value:
        return None
    unit = measures.measure(text, b.end)
    if unit is not None and unit[1] in measures.TIMES and "of" not in between.lower():
        return None
    end, noun = counted.noun(b.end) or (b.end, "")
    return Item(a.start, end, a, (a.value / b.value,), noun, RATIO)


def _item(text: str, number: Number, counted: Counted) -> Item | None:
    values = () if number.value is None else (number.value,)
    item = Item(number.start, number.end, number, values)
    if number.part:
        return _part(text, item, counted)
    found = _money(text, item) or _percent(text, item) or _measured(text, item)
    if found is not None:
        return _rated(text, found)
    times = TIMES.match(text, item.end)
    if times is not None:
        kind = RATIO if times["compared"] is not None else NUMBER
        return _rated(text, replace(item, end=times.end(), unit="times", kind=kind))
    if _only_names(text, item, counted):
        return None
    return _counting(text, item, counted)


def _part(text: str, item: Item, counted: Counted) -> Item | None:
    """Read "half of all mothers", "half a percent"; leave "a third term" and "half an hour"."""
    percent = measures.A_PERCENT.match(text, item.end) or measures.PERCENT.match(text, item.end)
    if percent is not None:
        return replace(item, end=percent.end(), unit="percent", kind=PERCENT)
    article = ARTICLE.match(text, item.end)
    if article is not None:
        measured = measures.measure(text, article.end() - 1)
        if measured is None:
            return None
        return replace(item, end=measured[0], unit=measured[1])
    said = text[item.start : item.end].lower()
    tag = counted.tag(item.end)
    if said.startswith("a ") and tag.startswith(NO_PART) and tag != "JJR":
        return None
    following = text[item.end : item.end + 5]
    if said == "half" and (following[:1] == "-" or following == " past" or tag in {"CD", "RB"}):
        return None
    of = re.match(r" of\b", text[item.end : item.end + 4]) is not None
    if not (of or said == "half"):
        return replace(item, kind=RATIO)
    end, noun = counted.noun(item.end, part=True) or (item.end, "")
    return replace(item, end=end, unit=noun, kind=RATIO)


def _money(text: str, item: Item) -> Item | None:
    signed = measures.signed(text, item.start)
    if signed is not None:
        return replace(item, start=signed[0], unit=signed[1], kind=MONEY)
    of = 3 if not item.values and text[item.end : item.end + 4] == " of " else 0
    word = measures.money_word(text, item.end + of)
    if word is None:
        return None
    values = tuple(value * (measures.HUNDRED if word[2] else 1) for value in item.values)
    return replace(item, end=word[0], values=values, unit=word[1], kind=MONEY)


def _percent(text: str, item: Item) -> Item | None:
    match = measures.PERCENT.match(text, item.end)
    if match is None or not item.values:
        return None
    points = match["points"]
    unit = "percent"
    if points:
        unit = "basis points" if "basis" in points.lower() else "percentage points"
    return replace(item, end=match.end(), unit=unit, kind=PERCENT)


def _measured(text: str, item: Item) -> Item | None:
    of = 3 if not item.values and text[item.end : item.end + 4] == " of " else 0
    found = measures.measure(text, item.end + of)
    if found is None:
        return None
    if text[item.start : item.end].lower() == "one" and found[1] in measures.TIMES:
        return None
    return replace(item, end=found[0], unit=found[1])


def _rated(text: str, item: Item) -> Item:
    end, each = measures.rate(text, item.end)
    return replace(item, end=end, unit=item.unit + each)


def _only_names(text: str, item: Item, counted: Counted) -> bool:
    """Tell whether the number only names something, or is a word like "one" that counts nothing."""
    following = text[item.end : item.end + 1]
    if following.isalnum() or following == "_":
        return True
    if NAMES.search(text, max(item.start - REACH, 0), item.start):
        return True
    said = text[item.start : item.end].lower()
    if said == "one" or (item.start == 0 and said.isdecimal() and following in {".", ")"}):
        return True
    before = NAMED.search(text, max(item.start - REACH, 0), item.start)
    noun = counted.noun(item.end)
    if before and said.isdecimal() and (noun is None or counted.tag(item.end) == "NNP"):
        return True
    return said == "zero" and noun is None


def _counting(text: str, item: Item, counted: Counted) -> Item:
    hyphenated = HYPHENATED.match(text, item.end)
    if hyphenated is not None and hyphenated["noun"].lower() == "strong":
        noun = counted.noun(hyphenated.end())
        return item if noun is None else replace(item, end=noun[0], unit=noun[1])
    if hyphenated is not None and hyphenated["noun"].lower() not in {"odd", "plus", "ish"}:
        return replace(item, end=hyphenated.end(), unit=hyphenated["noun"].lower())
    noun = counted.noun(item.end)
    if noun is None:
        return item
    return _rated(text, replace(item, end=noun[0], unit=noun[1]))


def _multiples(text: str) -> Iterator[Item]:
    for match in TWICE.finditer(text):
        kind = RATIO if match["compared"] is not None else NUMBER
        number = Number(match.start(), match.end(), Fraction(2))
        yield _rated(text, Item(match.start(), match.end(), number, (Fraction(2),), "times", kind))
    for match in DOUBLE.finditer(text):
        value = Fraction(2 if match["word"].lower() == "double" else 3)
        number = Number(match.start(), match.end(), value)
        yield Item(match.start(), match.end(), number, (value,), "times", RATIO)


def _ranks(text: str) -> Iterator[Item]:
    for rank in ordinals(text):
        value = Fraction(rank.value)
        number = Number(rank.start, rank.end, value)
        yield Item(rank.start, rank.end, number, (value,), rank.unit, ORDINAL)


def _overlaps(item: Item, taken: Sequence[tuple[int, int]]) -> bool:
    return any(item.start < end and start < item.end for start, end in taken)


def _without_overlaps(items: list[Item]) -> list[Item]:
    kept: list[Item] = []
    for item in sorted(items, key=lambda item: (item.start, -item.end)):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept


def _join(text: str, items: Sequence[Item]) -> list[Item]:
    joined: list[Item] = []
    for item in items:
        pair = _range(text, joined[-1], item) if joined else None
        if pair is not None:
            joined[-1:] = pair
        else:
            joined.append(item)
    return joined


def _range(text: str, a: Item, b: Item) -> list[Item] | None:
    """Return a range, or two numbers of which the first takes the second's unit, or None."""
    if len(a.values) != 1 or len(b.values) != 1 or {a.kind, b.kind} & {RATIO, ORDINAL}:
        return None
    if a.unit and not b.unit:
        b = replace(b, unit=a.unit, kind=a.kind)
    if a.unit not in {"", b.unit, b.unit.split(" per ")[0]}:
        return None
    gap = text[a.end : b.start]
    between = BETWEEN.search(text, max(a.start - REACH, 0), a.start)
    if not (JOINS.fullmatch(gap) or (between and gap == " and ")):
        return None
    low, high = a.values[0], b.values[0]
    if b.number.scale > 100 and a.number.scale == 1 and low < 1000:
        low *= b.number.scale
    if FROM.search(text, max(a.start - REACH, 0), a.start):
        return [replace(a, values=(low,), unit=b.unit, kind=b.kind), b]
    if low >= high:
        return None
    start = between.start() if between else a.start
    return [replace(b, start=start, values=(low, high))]


def _quantity(view: View, item: Item) -> Quantity:
    said = [_exact(value, item) for value in item.values]
    return Quantity(
        text=view.raw[item.start : item.end],
        value=None if not said else said[0] if len(said) == 1 else (said[0], said[1]),
        unit=item.unit,
        kind=item.kind,
        qualifier=qualifier(view.text, item.start, item.end, item.unit),
        start=item.start,
        end=item.end,
    )


def _exact(value: Fraction, item: Item) -> str:
    """Return a decimal; a part of something, and what has no finite decimal, as a fraction."""
    places = 0
    while value * 10**places % 1 and places < MOST_PLACES:
        places += 1
    if (value * 10**places) % 1 or (item.kind == RATIO and item.unit != "times"):
        return str(value)
    digits = str(int(value * 10**places)).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits
