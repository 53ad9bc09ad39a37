"""Verdicts that come back to the desk: their day passed, or a source of theirs is not what it was.

Nothing about a published verdict changes by itself: it is marked, and an editor confirms that it
still holds or corrects it. What counts against a source is what its passage says, not its bytes:
a page may get a new layout every week and still say the same.

- `date`: the review-by day is over.
- `gone`: the site said that the page is not there (404 or 410), twice in a row. A site that is
  slow, refuses us or fails says nothing about the page.
- `changed`: the cited passage, which was found before, is absent from the last two copies. A
  citation without a passage is only ever missed when its page is gone.
- `superseded`: somebody said so of a source (claims.services.supersessions); at once.
- `reinstated`: that was taken back, after an editor had told readers of it.

Only looks that ended after the verdict was published, or last confirmed, count.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Window
from django.db.models.functions import Coalesce, Now, RowNumber, TruncDate

from claims.evidence.models import Outcome, PassageCheck, Snapshot, SnapshotStatus
from claims.models import Claim, Supersession, Verdict
from claims.services.locking import note, save, save_by_system

if TYPE_CHECKING:
    from accounts.models import User

LOOKS = 2  # in a row that agree: one may have met a page in the middle of being changed
BATCH = 200  # verdicts
_FOUND = (Outcome.EXACT, Outcome.APPROXIMATE)

#: `code` and, of a source, the citation it is about; of one that was superseded, the mark.
Because = dict[str, Any]


def sweep() -> int:
    """Marks what is due and was not marked before; returns how many."""
    current = Verdict.objects.current().filter(due_at__isnull=True)
    rows = current.annotate(
        _since=Coalesce("confirmed_at", "published_at"), _today=TruncDate(Now())
    ).only("claim_id", "citations", "review_by", "confirmed_at")
    marked = 0
    for batch in _batches(rows.order_by("pk").iterator(chunk_size=BATCH)):
        looks = _Looks(batch)
        for verdict in batch:
            if because := [*_by_date(verdict), *looks.against(verdict)]:
                marked += _mark(verdict, because)
    return marked


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _by_date(verdict: Any) -> Iterator[Because]:
    if verdict.review_by is not None and verdict.review_by < verdict._today:
        yield {"code": "date"}


@transaction.atomic
def _mark(verdict: Verdict, because: Sequence[Because]) -> bool:
    """By compare-and-swap under the claim's lock: an editor may have answered meanwhile."""
    claim = Claim.objects.select_for_update(no_key=True).defer("search").get(pk=verdict.claim_id)
    here = Verdict.objects.current().filter(
        pk=verdict.pk,
        due_at__isnull=True,
        review_by=verdict.review_by,
        confirmed_at=verdict.confirmed_at,
    )
    if not here.update(due_at=Now(), due_because=list(because)):
        return False
    save_by_system(claim)
    note(None, "due", claim, verdict=verdict.pk, because=list(because))
    return True


def settle(
    actor: User, claim: Claim, verdict: Verdict, because: Sequence[Because], *, reason: str
) -> None:
    """With the claim locked: what a person said of a source is all that the verdict is due for.

    The claim's version moves, so that nobody answers what they have not read.
    """
    due_at = Coalesce("due_at", Now()) if because else None
    Verdict.objects.filter(pk=verdict.pk).update(due_at=due_at, due_because=list(because))
    save(claim)
    added = [one for one in because if one not in verdict.due_because]
    ended = [one for one in verdict.due_because if one not in because]
    action, told = ("due", added) if added else ("no_longer_due", ended)
    note(actor, action, claim, reason=reason, verdict=verdict.pk, because=told)


def marks_in(verdicts: Iterable[Verdict]) -> dict[int, Supersession]:
    """The marks that the verdicts are due for, by id. One query, none where there are none."""
    named = (one.get("supersession") for verdict in verdicts for one in verdict.due_because)
    ids = {pk for pk in named if pk is not None}
    return dict(Supersession.objects.with_people().in_bulk(ids)) if ids else {}


class _Looks:
    """The last looks at the sources of some verdicts, newest first. Three queries."""

    def __init__(self, verdicts: Sequence[Verdict]) -> None:
        cited = [one for verdict in verdicts for one in verdict.citations]
        self.last = self._newest({one["source"] for one in cited}, "kept", "failed")
        self.kept = self._newest({one["source"] for one in cited}, "kept")
        self.outcomes: dict[int, dict[int, str]] = defaultdict(dict)
        checks = PassageCheck.objects.filter(citation__in={one["id"] for one in cited})
        for citation, snapshot, outcome in checks.values_list("citation", "snapshot", "outcome"):
            self.outcomes[citation][snapshot] = outcome

    @staticmethod
    def _newest(sources: set[int], *statuses: str) -> dict[int, list[Snapshot]]:
        """The last LOOKS of each source that ended so."""
        place = Window(RowNumber(), partition_by="source", order_by=F("pk").desc())
        ended = Snapshot.objects.looks().filter(source__in=sources, status__in=statuses)
        rows = ended.annotate(_place=place).filter(_place__lte=LOOKS).order_by("-pk")
        found: dict[int, list[Snapshot]] = defaultdict(list)
        for one in rows.only("source_id", "status", "failure_code", "finished_at"):
            found[one.source_id].append(one)
        return found

    def against(self, verdict: Any) -> Iterator[Because]:
        """What the sources of the verdict have against it since."""
        for citation in verdict.citations:
            about = {"citation": citation["id"], "source": citation["source"]}
            if self._gone(citation, verdict._since):
                yield {"code": "gone", **about}
            elif self._changed(citation, verdict._since):
                yield {"code": "changed", **about}

    def _gone(self, citation: dict[str, Any], since: datetime.datetime) -> bool:
        looks = _since(self.last[citation["source"]], since)
        return len(looks) == LOOKS and all(
            one.status == SnapshotStatus.FAILED and one.failure_code == "gone" for one in looks
        )

    def _changed(self, citation: dict[str, Any], since: datetime.datetime) -> bool:
        looks = _since(self.kept[citation["source"]], since)
        outcomes = self.outcomes[citation["id"]]
        if len(looks) < LOOKS or any(outcomes.get(one.pk) != Outcome.ABSENT for one in looks):
            return False
        return any(o in _FOUND for pk, o in outcomes.items() if pk < looks[-1].pk)


def _since(looks: Sequence[Snapshot], since: datetime.datetime) -> list[Snapshot]:
    return [one for one in looks if one.finished_at is not None and one.finished_at > since]
