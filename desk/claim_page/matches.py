"""What a claim resembles: proposals and decided matches with their reasons, and who repeated it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from claims.archive.models import FactCheck
from claims.matching.contradictions import same_speaker
from claims.matching.ledger import Ledger, ledger
from claims.matching.models import LookupStatus
from claims.models import Claim, Lookup, Match, MatchKind, MatchStatus, Verdict
from desk.words import MATCH_REASONS

MOST = 40
SHOWN = 4
_ORDER = {
    kind: place
    for place, kind in enumerate((MatchKind.SAME_CLAIM, MatchKind.CONTRADICTS, MatchKind.RELATED))
}


@dataclass(frozen=True, slots=True)
class Resembling:
    """A match from where this claim stands: the other end, its verdict, and why in words.

    Exactly one of `claim` and `fact_check` is there. `reasons` begin with what speaks most.
    """

    match: Match
    claim: Claim | None
    fact_check: FactCheck | None
    verdict: Verdict | None
    reasons: list[str]
    own_contradiction: bool

    @property
    def kind(self) -> str:
        return str(MatchKind(self.match.shown_kind).label)

    @property
    def percent(self) -> int:
        return round(self.match.score * 100)

    @property
    def proposed(self) -> bool:
        return bool(self.match.status == MatchStatus.PROPOSED)

    @property
    def rejected(self) -> bool:
        return bool(self.match.status == MatchStatus.REJECTED)


@dataclass(frozen=True, slots=True)
class Matches:
    """All that is shown: what is open or confirmed, what was rejected, the ledger if repeated.

    `not_compared` says why what is shown may not be all; empty where the machine has looked.
    """

    open: list[Resembling]
    more: list[Resembling]
    rejected: list[Resembling]
    ledger: Ledger | None
    not_compared: str

    @property
    def next(self) -> int | None:
        """The first proposal in sight, which the keys decide on."""
        return next((one.match.pk for one in self.open if one.proposed), None)

    @property
    def claims(self) -> set[int]:
        """Those that are shown here already."""
        shown = (*self.open, *self.more, *self.rejected)
        return {one.claim.pk for one in shown if one.claim is not None}


def matches_of(actor: User, claim: Claim) -> Matches:
    """Confirmed ones first, then those that somebody has checked; three queries or more."""
    seen = Match.objects.visible_to(actor).standing().of_claim(claim).with_ends()
    rows = list(seen.order_by("-score", "-pk")[:MOST])
    others = [end.pk for one in rows if (end := _other(one, claim)) is not None]
    public = Verdict.objects.current().filter(claim__in=others).select_related("level")
    verdicts = {verdict.claim_id: verdict for verdict in public}
    found = sorted((_resembling(one, claim, verdicts) for one in rows), key=_place)
    kept = [one for one in found if not one.rejected]
    confirmed = any(one.match.status == MatchStatus.CONFIRMED for one in kept)
    repeated = ledger(actor, claim.pk) if confirmed else None
    return Matches(
        open=kept[:SHOWN],
        more=kept[SHOWN:],
        rejected=[one for one in found if one.rejected],
        ledger=repeated if repeated is not None and repeated.repeated else None,
        not_compared=_not_compared(claim),
    )


def _not_compared(claim: Claim) -> str:
    row = Lookup.objects.filter(claim=claim).values_list("status", "failure_detail").first()
    if row is None or row[0] == LookupStatus.DONE:
        return ""
    if row[0] == LookupStatus.FAILED:
        return _("It could not be held against what was said and checked before: %(why)s") % {
            "why": row[1]
        }
    return _("It waits to be held against what was said and checked before.")


def _place(one: Resembling) -> tuple[bool, bool, bool, int, float, int]:
    match = one.match
    return (
        match.status != MatchStatus.CONFIRMED,
        match.shown_kind == MatchKind.RELATED,
        one.verdict is None and one.fact_check is None,
        _ORDER[MatchKind(match.shown_kind)],
        -match.score,
        -match.pk,
    )


def _other(match: Match, claim: Claim) -> Claim | None:
    """The claim at the other end; None where that is a fact-check."""
    return match.earlier if match.claim_id == claim.pk else match.claim


def _resembling(match: Match, claim: Claim, verdicts: Mapping[int, Verdict]) -> Resembling:
    other = _other(match, claim)
    turned = match.claim_id != claim.pk
    return Resembling(
        match,
        other,
        match.fact_check,
        verdicts.get(other.pk) if other is not None else None,
        reasons_in_words(match.reasons, turned=turned),
        match.shown_kind == MatchKind.CONTRADICTS and same_speaker(match),
    )


def reasons_in_words(reasons: Iterable[Mapping[str, Any]], *, turned: bool = False) -> list[str]:
    """Each reason as a phrase; this claim's words first. `turned`: this claim is the earlier."""
    said = []
    for reason in reasons:
        words = MATCH_REASONS.get(str(reason.get("code")))
        if words is None:
            continue
        here, there = str(reason.get("a") or ""), str(reason.get("b") or "")
        if turned:
            here, there = there, here
        said.append(_phrase(str(words), here, there))
    return list(dict.fromkeys(said))


def _phrase(plain: str, here: str, there: str) -> str:
    if not (here or there):
        return plain
    if here == there:
        return _("%(what)s: “%(words)s”") % {"what": plain, "words": here}
    if not (here and there):
        return _("%(what)s: “%(words)s”") % {"what": plain, "words": here or there}
    return _("%(what)s: “%(here)s” here, “%(there)s” there") % {
        "what": plain,
        "here": here,
        "there": there,
    }
