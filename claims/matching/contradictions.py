"""What does not go together: verdicts on one claim that differ, and speakers against themselves.

Confirmed matches alone are looked at. The nightly pass tells editors of each once, through one
audit event on the match; `manage.py contradictions` prints what stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from audit.models import AuditEvent
from audit.services import record
from claims.matching.models import Match, MatchKind
from claims.matching.querysets import MatchQuerySet
from claims.matching.twins import says_other
from claims.models import Verdict

VERDICTS_DIFFER, BOTH_HOLD, SAME_SPEAKER = "verdicts_differ", "both_hold", "same_speaker"
ACTION = "contradiction"
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A confirmed match whose two claims do not go together, and why.

    `code` is verdicts_differ (one claim, two answers, no reason given), both_hold (they exclude
    each other and both were found to be more true than not) or same_speaker.
    """

    match: Match
    code: str
    verdicts: tuple[Verdict, ...] = ()


def contradictions(matches: MatchQuerySet | None = None) -> Iterator[Contradiction]:
    """All that stand, newest match first; those among `matches` where given."""
    among = Match.objects.all() if matches is None else matches
    rows = among.standing().confirmed().filter(earlier__isnull=False).with_ends()
    last: int | None = None
    while True:
        page = list((rows if last is None else rows.filter(pk__lt=last)).order_by("-pk")[:_PAGE])
        if not page:
            return
        last = page[-1].pk
        yield from _of(page)


def _of(page: list[Match]) -> Iterator[Contradiction]:
    ids = {pk for match in page for pk in (match.claim_id, match.earlier_id)}
    published = Verdict.objects.current().filter(claim__in=ids).select_related("level")
    verdicts = {verdict.claim_id: verdict for verdict in published}
    for match in page:
        ends = [verdicts.get(match.claim_id), verdicts.get(match.earlier_id)]
        found = _judged(match, [one for one in ends if one is not None])
        if found is not None:
            yield found


def _judged(match: Match, verdicts: list[Verdict]) -> Contradiction | None:
    if match.shown_kind == MatchKind.SAME_CLAIM and len(verdicts) == 2:
        first, second = verdicts
        explained = first.twin_reason or second.twin_reason
        if says_other(first, second.level) and not explained:
            return Contradiction(match, VERDICTS_DIFFER, (first, second))
    if match.shown_kind == MatchKind.CONTRADICTS:
        if len(verdicts) == 2 and all(_rather_true(one) for one in verdicts):
            return Contradiction(match, BOTH_HOLD, tuple(verdicts))
        if same_speaker(match):
            return Contradiction(match, SAME_SPEAKER, tuple(verdicts))
    return None


def _rather_true(verdict: Verdict) -> bool:
    """Above the middle of its scale; what has no number is neither."""
    if verdict.number is None or verdict.best is None or verdict.worst is None:
        return False
    return 2 * verdict.number > verdict.best + verdict.worst


def same_speaker(match: Match) -> bool:
    """Whether one person said both."""
    if match.earlier is None:
        return False
    speaker, earlier = match.claim.shown_speaker, match.earlier.shown_speaker
    return speaker is not None and speaker == earlier


@transaction.atomic
def report() -> int:
    """Writes one event for each that nobody was told of yet; how many there were."""
    told = AuditEvent.objects.filter(
        target_type="claims.match", action=ACTION, target_id=OuterRef("pk")
    )
    fresh = Match.objects.filter(~Exists(told))
    count = 0
    for one in list(contradictions(fresh)):
        match = Match.objects.select_for_update(of=("self",)).get(pk=one.match.pk)
        record(actor=None, action=ACTION, target=match, values=_values(one))
        count += 1
    return count


def _values(one: Contradiction) -> dict[str, Any]:
    return {"code": one.code, "claim": one.match.claim_id, "earlier": one.match.earlier_id}
