"""Why the machine picked a claim, and the values it reads in it, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from claims.models import Claim
from desk.words import NAMES

_SHARES = {"percent": "%"}
#: The reason that the trained score gives for what no rule names.
WORDING = "wording"
_CLEAR, _STRONG = 0.6, 1.2  # in log-odds, as the rules weigh


def _strength(weight: float) -> int:
    """1 to 3, as the page draws it."""
    return 1 + (abs(weight) >= _CLEAR) + (abs(weight) >= _STRONG)


@dataclass(frozen=True, slots=True)
class Run:
    """A run of the sentence: words that carried a reason, or what stands between them."""

    text: str
    weight: float | None = None

    @property
    def strength(self) -> int:
        return _strength(self.weight or 0)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in a rule's words; `said` are the claim's words that carried it.

    Where several did, each with a weight of its own, `carried` is the sentence cut at them.
    """

    words: str
    said: str
    weight: float
    carried: list[Run] = field(default_factory=list)

    @property
    def strength(self) -> int:
        return _strength(self.weight)

    @property
    def strength_word(self) -> str:
        return {1: _("a little"), 2: _("clearly"), 3: _("strongly")}[self.strength]


@dataclass(frozen=True, slots=True)
class Value:
    """What was said and what it means: "last year", 2025."""

    said: str
    means: str


@dataclass(frozen=True, slots=True)
class Why:
    """What raised the score and what lowered it, strongest first; names, numbers and dates."""

    raises: list[Reason]
    lowers: list[Reason]
    names: list[tuple[str, str]]
    quantities: list[Value]
    dates: list[Value]


def why(claim: Claim) -> Why:
    raises, lowers = weighed(claim.reasons, claim.text, claim.start)
    return Why(
        raises=raises,
        lowers=lowers,
        names=_names(claim.entities),
        quantities=[Value(_said(one), quantity(one)) for one in claim.quantities],
        dates=[Value(_said(one), span(one)) for one in claim.dates],
    )


def weighed(
    reasons: Sequence[Mapping[str, Any]], text: str, start: int
) -> tuple[list[Reason], list[Reason]]:
    """What raised and what lowered the score of `text`, said at `start`; strongest first."""
    found = [_reason(one, text, start) for one in reasons]
    found.sort(key=lambda reason: -abs(reason.weight))
    raises = [reason for reason in found if reason.weight >= 0]
    return raises, [reason for reason in found if reason.weight < 0]


def _reason(reason: Mapping[str, Any], text: str, at: int) -> Reason:
    """A rule says "is about a public matter: jobs"; the words are cut off to be set as speech."""
    words = str(reason.get("text") or reason.get("name", "").replace("_", " "))
    start, end = reason.get("start"), reason.get("end")
    weight = float(reason.get("weight") or 0)
    said = ""
    if reason.get("name") == WORDING:
        return Reason(_("Its words"), words, weight, carried(reason.get("words"), text, at))
    if start is not None and end is not None and at <= start < end <= at + len(text):
        said = text[start - at : end - at]
        words = words.partition(": ")[0]
    return Reason(words, said, weight)


def carried(spans: Any, text: str, at: int) -> list[Run]:
    """`text`, said at `at`, cut at the words that weighed; nothing where none of them lies in it.

    The runs' texts joined are `text` again. Of words that overlap, the first stays.
    """
    found = [one for one in spans or () if _inside(one, at, at + len(text))]
    runs: list[Run] = []
    done = at
    for one in sorted(found, key=lambda one: (one["start"], one["end"])):
        if one["start"] < done:
            continue
        if one["start"] > done:
            runs.append(Run(text[done - at : one["start"] - at]))
        done = one["end"]
        weight = float(one.get("weight") or 0)
        runs.append(Run(text[one["start"] - at : done - at], weight))
    if runs and done < at + len(text):
        runs.append(Run(text[done - at :]))
    return runs


def _inside(span: Any, low: int, high: int) -> bool:
    """Whether a stored span is one, and lies within [low, high)."""
    if not isinstance(span, Mapping):
        return False
    start, end = span.get("start"), span.get("end")
    return isinstance(start, int) and isinstance(end, int) and low <= start < end <= high


def _names(entities: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Each name once, with what it names; dates and numbers are values instead."""
    found: dict[str, str] = {}
    for entity in entities:
        kind = NAMES.get(str(entity.get("label")))
        if kind is not None:
            found.setdefault(_said(entity), str(kind))
    return list(found.items())


def _said(value: Mapping[str, Any]) -> str:
    return " ".join(str(value.get("text", "")).split())


def quantity(found: Mapping[str, Any]) -> str:
    """ "more than 1,200 homes", "3 to 5 %", "about 1/3"; what was left open says so."""
    value, unit = found.get("value"), str(found.get("unit") or "")
    if isinstance(value, list):
        ends = [_number(str(end)) for end in value]
        number = _("%(low)s to %(high)s") % {"low": ends[0], "high": ends[-1]}
    elif value is None:
        number = pgettext("a number", "left open")
    else:
        number = _number(str(value))
    # The qualifier is the extractor's: about, nearly, more than, less than, at least, at most.
    return " ".join(filter(None, [found.get("qualifier"), number, _SHARES.get(unit, unit)]))


def _number(value: str) -> str:
    """With thousands separated; a fraction stays one."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    return str(number_format(number, use_l10n=True, force_grouping=True))


def span(found: Mapping[str, Any]) -> str:
    """The days in the shortest words: a day, a month, a year, or from one to another."""
    first, last = _day(found.get("from")), _day(found.get("to"))
    if first is None and last is None:
        return pgettext("a date", "left open")
    if first is None:
        return _("until %(day)s") % {"day": _long(last)}
    if last is None:
        return _("from %(day)s") % {"day": _long(first)}
    if first == last:
        return _long(first)
    after = last + timedelta(days=1)
    if first.day == after.day == 1:
        if (first.month, after.month) == (1, 1):
            years = str(first.year), str(last.year)
            return years[0] if years[0] == years[1] else _join(*years)
        month = date_format(first, "F Y")
        if (last.year, last.month) == (first.year, first.month):
            return month
        return _join(month, date_format(last, "F Y"))
    return _join(_long(first), _long(last))


def _join(one: str, other: str) -> str:
    return _("%(one)s to %(other)s") % {"one": one, "other": other}


def _long(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
