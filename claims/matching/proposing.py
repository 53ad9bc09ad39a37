"""One lookup: what was found is compared, and what stands the comparison is proposed.

A run of this writes proposals only. What a person confirmed or rejected stays as it was decided
on, and the pair is not proposed again.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from claims.matching import candidates, life
from claims.matching.candidates import Candidate
from claims.matching.compare import CONTRADICTS, RELATED, SAME, Prepared, Statement, hold, prepare
from claims.matching.models import Lookup, Match, MatchStatus
from claims.models import Claim, FactCheck

KEPT = 10
"""New proposals a lookup, the best."""
RANKED = (SAME, CONTRADICTS, RELATED)
MACHINE_FIELDS = ("kind", "score", "cosine", "reasons", "model")


Pair = tuple[int, int | None, int | None]


def text_of(row: Lookup) -> str:
    """What is encoded and compared of a claim or fact-check."""
    return statement_of(row).text


def statement_of(row: Lookup) -> Statement:
    if row.claim is not None:
        return _of_claim(row.claim)
    assert row.fact_check is not None
    return _of_fact_check(row.fact_check)


def _of_claim(claim: Claim) -> Statement:
    speaker = claim.shown_speaker
    return Statement(
        text=claim.shown_normalised,
        speaker="" if speaker is None else speaker.name,
        said_on=claim.transcript.event_date,
        values=(*claim.quantities, *claim.dates),
    )


def _of_fact_check(check: FactCheck) -> Statement:
    return Statement(
        text=check.claim_text,
        speaker=check.claimant,
        said_on=None if check.claimed_at is None else check.claimed_at.date(),
        values=(),
    )


@transaction.atomic
def look_up(row: Lookup, model: str) -> int:
    """Ends the row, held by this process, with its proposals; how many are new. Raises Fenced.

    Others may write the same pair at the same time: whoever comes second compares the same two.
    """
    life.finish(row, model)
    fresh = {_pair(match): match for match in _proposals(row, model)}
    known = {_pair(match): match for match in row.matches().order_by("pk").select_for_update()}
    for pair, match in known.items():
        if match.status == MatchStatus.PROPOSED:
            _write_again(match, fresh.get(pair))
    new = [match for pair, match in fresh.items() if pair not in known]
    best = sorted(new, key=_rank)[:KEPT]
    # In one order everywhere: three lookups at once must not wait for each other in a ring.
    Match.objects.bulk_create(sorted(best, key=_order), ignore_conflicts=True)
    return len(best)


def _pair(match: Match) -> Pair:
    return match.claim_id, match.earlier_id, match.fact_check_id


def _rank(match: Match) -> tuple[int, float]:
    """A score is the probability of its kind: kinds first."""
    return RANKED.index(match.kind), -match.score


def _order(match: Match) -> tuple[int, ...]:
    return tuple(one or 0 for one in _pair(match))


def _proposals(row: Lookup, model: str) -> Iterator[Match]:
    if not _stands(row):
        return
    own = prepare(statement_of(row))
    for found in candidates.find(row, own.statement.text, model):
        match = _compared(row, own, found, model)
        if match is not None:
            yield match


def _stands(row: Lookup) -> bool:
    """What is superseded, withdrawn or gone is encoded, and proposed to nobody."""
    if row.claim is not None:
        return row.claim.superseded_at is None and row.claim.transcript.withdrawn_at is None
    return row.fact_check is not None and row.fact_check.gone_at is None


def _compared(row: Lookup, own: Prepared, found: Candidate, model: str) -> Match | None:
    """The two as a proposal, the later claim first; None where they are strangers."""
    other = prepare(statement_of(found.lookup))
    is_later = _is_later(row, found.lookup)
    later, earlier = (row, found.lookup) if is_later else (found.lookup, row)
    judged = hold(*((own, other) if is_later else (other, own)), found.cosine)
    if judged.kind is None or later.claim is None:
        return None
    return Match(
        claim=later.claim,
        earlier_id=earlier.claim_id,
        fact_check_id=earlier.fact_check_id,
        kind=judged.kind,
        score=judged.score,
        cosine=found.cosine,
        reasons=[reason.as_dict() for reason in judged.reasons],
        model=model,
    )


def _is_later(a: Lookup, b: Lookup) -> bool:
    """Whether `a` comes first in their match: a claim, of two claims the one entered later."""
    if a.claim_id is None or b.claim_id is None:
        return a.claim_id is not None
    return a.claim_id > b.claim_id


def _write_again(known: Match, fresh: Match | None) -> None:
    """A proposal as it is judged now, with its row locked; gone where it no longer stands."""
    if fresh is None:
        known.delete()
        return
    values = {name: getattr(fresh, name) for name in MACHINE_FIELDS}
    if any(getattr(known, name) != value for name, value in values.items()):
        Match.objects.filter(pk=known.pk).update(
            **values, version=F("version") + 1, updated_at=Now()
        )
