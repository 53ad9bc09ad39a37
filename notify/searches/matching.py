"""Looks for new matches of saved searches, as the audit trail says which claims moved.

1. A run that succeeded moved the claims it saw, an act on a claim that claim.
2. Of these a search is told what came in after it was saved, is visible to its owner, passes
   its filters and was not told of before.
3. What covers half of a claim that the search was told of is the same again: extraction may cut
   a sentence elsewhere the next time.

A match is a row, once. The event on the search is what inbox and webhooks read; the row itself
waits for the next mail. The position moves in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from audit.models import AuditEvent
from audit.services import record
from claims.models import Claim
from claims.spans import shares_half
from notify.models import SavedSearch, SearchMatch
from notify.outbox import read_on
from notify.searches.filtering import found_by

#: The reader of the audit trail that looks for matches (notify.outbox); seeded by migration.
SEARCHES = "searches"
BATCH = 200  # events of one transaction


def match() -> int:
    """Tells searches of what is new since the last pass; how many matches. For maintenance."""
    made, more = 0, True
    while more:
        with transaction.atomic():
            events, more = read_on(SEARCHES, BATCH)
            made += _tell(_moved(events))
    return made


def _moved(events: Iterable[AuditEvent]) -> Q | None:
    """Which claims, as a condition; None for none."""
    claims = {event.target_id for event in events if event.target_type == "claims.claim"}
    runs = {
        event.target_id
        for event in events
        if (event.target_type, event.action) == ("transcripts.extractionrun", "succeed")
    }
    if not claims and not runs:
        return None
    return Q(pk__in=claims) | Q(last_seen_run__in=runs)


def _tell(moved: Q | None) -> int:
    if moved is None:
        return 0
    made = 0
    owners: dict[int, User] = {}  # one instance each, which remembers its roles
    running = SavedSearch.objects.running().select_related("owner").order_by("id")
    for search in running.select_for_update(of=("self",), no_key=True):
        owner = owners.setdefault(search.owner_id, search.owner)
        made += _tell_one(search, owner, moved)
    return made


def _tell_one(search: SavedSearch, owner: User, moved: Q) -> int:
    new = found_by(search.query, owner).filter(moved, created_at__gt=search.since)
    new = new.exclude(pk__in=search.matches.values("claim"))
    claims = list(new.order_by("id").only("pk", "transcript_id", "start", "end"))
    claims = _not_told(search, claims)
    if not claims:
        return 0
    event = record(actor=None, action="match", target=search, values={"matches": len(claims)})
    SearchMatch.objects.bulk_create(
        (
            SearchMatch(search=search, claim=claim, event=event, to_mail=search.by_mail)
            for claim in claims
        ),
        batch_size=1_000,
    )
    return len(claims)


def _not_told(search: SavedSearch, claims: Sequence[Claim]) -> list[Claim]:
    """Without those that cover a claim which the search knows, in whatever cut."""
    transcripts = {claim.transcript_id for claim in claims}
    told = search.matches.filter(claim__transcript__in=transcripts)
    known: dict[int, list[Claim]] = {}
    spans = Claim.objects.filter(pk__in=told.values("claim"))
    for one in spans.only("pk", "transcript_id", "start", "end"):
        known.setdefault(one.transcript_id, []).append(one)
    return [
        claim
        for claim in claims
        if not any(shares_half(claim, one) for one in known.get(claim.transcript_id, ()))
    ]
