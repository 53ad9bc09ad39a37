"""The repetition ledger: who said one claim, how often, before and after it was checked.

It rests on confirmed matches alone; what the machine proposes is nowhere counted.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.archive.models import FactCheck
from claims.matching.groups import group_of
from claims.models import Claim, Verdict
from transcripts.models import Speaker

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

BEFORE, AFTER, UNDATED = "before", "after", "undated"


@dataclass(frozen=True, slots=True)
class Saying:
    """One time it was said. `when` is before or after the first verdict on it, or undated.

    The day of the verdict counts as before: nobody could know it yet. `verdict` is what is
    published of this saying itself.
    """

    claim: Claim
    said_on: datetime.date | None
    when: str
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Repeater:
    """A person, None for nobody known, and how often they said it."""

    speaker: Speaker | None
    times: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything said of one claim, oldest first; who said it, the most often first.

    `checked_on` is the day of the first verdict of ours that stands, None before there is one.
    """

    claim_id: int
    checked_on: datetime.date | None
    sayings: tuple[Saying, ...]
    people: tuple[Repeater, ...]
    fact_checks: tuple[FactCheck, ...]

    @property
    def repeated(self) -> bool:
        return len(self.sayings) > 1 or bool(self.fact_checks)


def ledger(actor: User | AnonymousUser, claim_id: int) -> Ledger:
    """What `actor` may see of it: claims of theirs to see, and published verdicts. Four queries."""
    group = group_of(claim_id)
    seen = Claim.objects.visible_to(actor).current().filter(pk__in=group.claims)
    claims = list(seen.with_people())
    shown = [claim.pk for claim in claims]
    verdicts = {
        verdict.claim_id: verdict
        for verdict in Verdict.objects.current().filter(claim__in=shown).select_related("level")
    }
    firsts = [one.published_at.date() for one in verdicts.values() if one.published_at]
    checked_on = min(firsts, default=None)
    sayings = [
        Saying(
            claim,
            claim.transcript.event_date,
            _when(claim.transcript.event_date, checked_on),
            verdicts.get(claim.pk),
        )
        for claim in claims
    ]
    sayings.sort(key=lambda one: (one.said_on or datetime.date.max, one.claim.pk))
    return Ledger(
        claim_id,
        checked_on,
        tuple(sayings),
        _people(sayings),
        tuple(_fact_checks(group.fact_checks)),
    )


def _fact_checks(ids: Sequence[int]) -> Sequence[FactCheck]:
    if not ids:
        return ()
    there = FactCheck.objects.filter(pk__in=ids, gone_at__isnull=True)
    return list(there.defer("markup", "search").order_by("reviewed_at", "pk"))


def _when(said_on: datetime.date | None, checked_on: datetime.date | None) -> str:
    if said_on is None:
        return UNDATED
    return AFTER if checked_on is not None and said_on > checked_on else BEFORE


def _people(sayings: Sequence[Saying]) -> tuple[Repeater, ...]:
    by_speaker: dict[Speaker | None, list[Saying]] = {}
    for one in sayings:
        by_speaker.setdefault(one.claim.shown_speaker, []).append(one)
    people = [
        Repeater(
            speaker,
            len(said),
            sum(one.when == BEFORE for one in said),
            sum(one.when == AFTER for one in said),
        )
        for speaker, said in by_speaker.items()
    ]
    people.sort(key=lambda one: (-one.times, one.speaker.name if one.speaker else ""))
    return tuple(people)
