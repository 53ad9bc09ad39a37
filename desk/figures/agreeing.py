"""Whether the raters agree: alpha with its interval, kappa by pair, and what that means."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.figures import Agreement, PairAgreement
from claims.figures.reliability import FEWEST_UNITS, Interval
from desk.figures.axis import Axis, Tick, ticks
from desk.figures.words import coefficient, in_percent

#: Krippendorff's own advice: rely on 0.8 and above, conclude tentatively from 0.667.
RELY, TENTATIVE = 0.8, 0.667
CHANCE = 0.1  # below: as good as none, where the interval does not say otherwise
FEW = 10  # rounds: kappas of fewer are drawn hollow


@dataclass(frozen=True, slots=True)
class Alpha:
    """A dot with its interval on an axis of named places; no interval: empty strings."""

    value: str
    at: str
    low: str
    high: str
    interval: str
    ticks: tuple[Tick, ...]
    notes: tuple[Tick, ...]
    rely: str


@dataclass(frozen=True, slots=True)
class Pair:
    """`at` is empty where there is no kappa; `few` where it rests on few rounds."""

    first: str
    second: str
    common: int
    alike: int
    alike_share: str
    kappa: str
    at: str
    zero: str
    few: bool


@dataclass(frozen=True, slots=True)
class Agreeing:
    """`alpha` is None where nothing can be measured: then `said` tells what is missing."""

    alpha: Alpha | None
    pairs: tuple[Pair, ...]
    more_pairs: int
    rounds: int
    raters: int
    said: str
    notes: tuple[str, ...]


def agreeing(found: Agreement) -> Agreeing:
    """The axis begins at 0, or lower where something lies lower."""
    return Agreeing(
        alpha=_alpha(found),
        pairs=_pairs(found.pairs),
        more_pairs=found.more_pairs,
        rounds=found.rounds,
        raters=found.raters,
        said=_said(found),
        notes=tuple(_notes(found)),
    )


def _axis(lowest: float) -> Axis:
    return Axis(0.0 if lowest >= 0 else -0.5 if lowest >= -0.5 else -1.0, 1.0)


def _alpha(found: Agreement) -> Alpha | None:
    if found.alpha is None:
        return None
    bounds = found.interval
    axis = _axis(min(found.alpha, bounds.low if bounds else found.alpha))
    named = sorted({axis.low, 0.0, 0.5, RELY, 1.0})
    return Alpha(
        value=coefficient(found.alpha),
        at=axis.at(found.alpha),
        low=axis.at(bounds.low) if bounds else "",
        high=axis.at(bounds.high) if bounds else "",
        interval=_between(bounds.low, bounds.high) if bounds else "",
        ticks=ticks(axis, named, _tick),
        notes=(
            *ticks(axis, (0.0,), lambda _value: _("by chance")),
            *ticks(axis, (RELY,), lambda _value: _("to rely on")),
        ),
        rely=axis.at(RELY),
    )


def _tick(value: float) -> str:
    whole = value in (-1, 0, 1)
    return f"{value:.0f}".replace("-", "−") if whole else coefficient(value)


def _between(low: float, high: float) -> str:
    return _("%(low)s to %(high)s") % {"low": coefficient(low), "high": coefficient(high)}


def _pairs(found: tuple[PairAgreement, ...]) -> tuple[Pair, ...]:
    axis = _axis(min((pair.kappa for pair in found if pair.kappa is not None), default=0.0))
    return tuple(
        Pair(
            first=pair.first.name,
            second=pair.second.name,
            common=pair.common,
            alike=pair.alike,
            alike_share=in_percent(pair.alike / pair.common),
            kappa=coefficient(pair.kappa),
            at="" if pair.kappa is None else axis.at(pair.kappa),
            zero=axis.at(0),
            few=pair.common < FEW,
        )
        for pair in found
    )


def _said(found: Agreement) -> str:
    if found.rounds == 0:
        return _(
            "Agreement needs at least two people's ratings of the same claims, rated in full "
            "and decided; there are 0."
        )
    rests = ngettext(
        "%(n)d round of ratings",
        "%(n)d rounds of ratings",
        found.rounds,
    ) % {"n": found.rounds}
    if found.alpha is None:
        return _("All ratings are of one level (%(rests)s): alpha needs at least two levels.") % {
            "rests": rests
        }
    people = ngettext("%(n)d person", "%(n)d people", found.raters) % {"n": found.raters}
    basis = _("This rests on %(rests)s by %(people)s.") % {"rests": rests, "people": people}
    if found.interval is None:
        return f"{_too_few(found.rounds)} {basis}"
    bounds = {
        "alpha": coefficient(found.alpha),
        "low": coefficient(found.interval.low),
        "high": coefficient(found.interval.high),
    }
    doubt = _("Alpha is %(alpha)s; from so many rounds it may be %(low)s to %(high)s.") % bounds
    return f"{_verdict(found.alpha, found.interval)} {doubt} {basis}"


def _too_few(rounds: int) -> str:
    missing = {"n": max(FEWEST_UNITS - rounds, 1)}
    return _("Too few rounds to judge by: an interval needs %(n)d more.") % missing


def _verdict(alpha: float, interval: Interval) -> str:
    """In plain words, and no surer than the interval allows."""
    if interval.low <= 0:
        if interval.high < TENTATIVE and alpha < CHANCE:
            return _("Our raters agree no more than chance would have it.")
        return _("It cannot be told yet whether our raters agree better than by chance.")
    if alpha >= RELY and interval.low >= TENTATIVE:
        return _("Our raters agree well enough to rely on their ratings.")
    if alpha >= RELY:
        return _("Our raters seem to agree well, but from so few rounds that is not certain.")
    if alpha >= TENTATIVE:
        return _("Our raters agree fairly well: enough for tentative conclusions.")
    return _("Our raters agree more than by chance, but too little to rely on.")


def _notes(found: Agreement) -> list[str]:
    notes = []
    if found.unnumbered:
        words = ngettext(
            "%(n)d rating on a level without a number has no place in the order; it is left out.",
            "%(n)d ratings on levels without a number have no place in the order; they are left "
            "out.",
            found.unnumbered,
        )
        notes.append(words % {"n": found.unnumbered})
    if not found.complete:
        notes.append(_("There are more ratings than are looked at: these are the newest."))
    return notes
