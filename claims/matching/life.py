"""The life of a lookup, each step one compare-and-swap on the row.

    queue          a claim was stored or reworded, a fact-check came in: in that transaction
    take --------> running      some rows at once; claims first, then fact-checks, and when nobody
                                waits, what another model did
    note_vectors   their texts' vectors are stored; a worker that dies here loses no encoding
    finish ------> done         with the row's proposals, in one transaction
    retry_or_fail  later again, attempt + 1, while attempts are left
    again          what failed is queued anew, by an operator

A row whose worker was lost is taken again once its lease is over. `turn` is the fencing token:
a row that was queued anew meanwhile (its words changed) matches no more, and is looked up again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from claims.matching.models import Embedding, Lookup, LookupFailure, LookupStatus
from transcripts import leases
from transcripts.broker import BROKER_ERRORS, MATCHING, queue_length
from transcripts.leases import Fenced, lease_end

logger = logging.getLogger(__name__)

TASK = "worker.match_claims"
BATCH = 16
"""Rows a turn: at two seconds a lookup, the slowest measured, far within a lease."""
MOST_HINTS = 4
"""Messages that may wait: each has a worker do whatever is due."""


def queue_claims(claims: QuerySet[Any]) -> None:
    """Has these claims looked up, in the caller's transaction; a hint follows its commit."""
    _queue("claim", list(claims.order_by("pk").values_list("pk", flat=True)))


def queue_fact_checks(fact_check_ids: Sequence[int]) -> None:
    """The same for fact-checks by others."""
    _queue("fact_check", sorted(fact_check_ids))


def _queue(of: str, ids: Sequence[int]) -> None:
    if not ids:
        return
    Lookup.objects.filter(**{f"{of}__in": ids}).update(
        status=LookupStatus.QUEUED,
        turn=F("turn") + 1,
        attempt=1,
        not_before=Now(),
        lease_expires_at=None,
        failure_code="",
        failure_detail="",
    )
    Lookup.objects.bulk_create(
        (
            Lookup(**{f"{of}_id": pk}, max_attempts=settings.RUN_MAX_ATTEMPTS, not_before=Now())
            for pk in ids
        ),
        ignore_conflicts=True,
        batch_size=1000,
    )
    transaction.on_commit(hint, robust=True)


def hint() -> None:
    """Tells a worker that something is due; the sweep makes up for a lost message."""
    try:
        if queue_length(MATCHING) < MOST_HINTS:
            current_app.send_task(TASK, queue=MATCHING, retry=False, ignore_result=True)
    except BROKER_ERRORS as error:
        logger.warning("%s not published, the sweep will: %s", TASK, error)


def sweep() -> bool:
    """Sends a hint where rows are due, lost their worker or were done by different models."""
    rows = Lookup.objects.filter(status=LookupStatus.DONE).values_list("model", flat=True)
    due = (
        Lookup.objects.due().exists()
        or Lookup.objects.lapsed().exists()
        or rows.order_by("model").first() != rows.order_by("-model").first()
    )
    if due:
        hint()
    return due


@transaction.atomic
def take(model: str, size: int = BATCH) -> list[Lookup]:
    """Some rows for this process, whatever is due first; none where nothing is.

    Rows that went wrong before are taken one by one: a text that ends its worker takes no
    others with it. Claims among them come before fact-checks, of which a whole archive may wait.
    """
    reap()
    due = Lookup.objects.due()
    claims, checks = due.filter(claim__isnull=False), due.filter(claim__isnull=True)
    for rows, most in (
        (claims.filter(attempt=1), size),
        (claims.filter(attempt__gt=1), 1),
        (checks.filter(attempt=1), size),
        (checks.filter(attempt__gt=1), 1),
        (Lookup.objects.outdated(model), size),
    ):
        locked = rows.select_for_update(skip_locked=True).order_by("id")[:most]
        ids = [row.pk for row in locked]
        if ids:
            Lookup.objects.filter(pk__in=ids).update(
                status=LookupStatus.RUNNING, turn=F("turn") + 1, lease_expires_at=lease_end()
            )
            return list(Lookup.objects.with_texts().filter(pk__in=ids).order_by("id"))
    return []


def reap() -> int:
    """Requeues or fails the running rows whose lease is over; how many failed."""
    detail = "The worker stopped without a word."
    return leases.reap(
        Lookup.objects.all(), lambda row: retry_or_fail(row, LookupFailure.WORKER_LOST, detail)
    )


def held(row: Lookup) -> QuerySet[Lookup]:
    """The row, while it is this process's."""
    return Lookup.objects.filter(pk=row.pk, turn=row.turn, status=LookupStatus.RUNNING)


def digest_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def without_vector(texts: Iterable[str], model: str) -> dict[str, str]:
    """Those of the texts that this model has not encoded yet, by digest."""
    wanted = {digest_of(text): text for text in texts}
    known = Embedding.objects.filter(digest__in=wanted, model=model)
    for digest in known.values_list("digest", flat=True):
        del wanted[digest]
    return wanted


@transaction.atomic
def note_vectors(
    texts: Sequence[tuple[Lookup, str]], model: str, vectors: Mapping[str, Sequence[float]]
) -> None:
    """Stores what was encoded, by digest, and gives each row the vector of its text."""
    for claims, flag in ((True, "of_claims"), (False, "of_fact_checks")):
        mine = {row.pk: digest_of(text) for row, text in texts if (row.claim_id is None) != claims}
        new = sorted(set(mine.values()) & set(vectors))
        Embedding.objects.bulk_create(
            (
                Embedding(digest=digest, model=model, vector=list(vectors[digest]), **{flag: True})
                for digest in new
            ),
            ignore_conflicts=True,
        )
        stored = Embedding.objects.filter(digest__in=set(mine.values()), model=model)
        stored.filter(**{flag: False}).update(**{flag: True})
        of = {one.digest: one for one in stored}
        for row, _text in texts:
            if row.pk in mine:
                row.embedding = of[mine[row.pk]]
                held(row).update(embedding=row.embedding, lease_expires_at=lease_end())


def finish(row: Lookup, model: str) -> None:
    """Ends it as done, first in the caller's transaction. Raises Fenced."""
    done = held(row).update(
        status=LookupStatus.DONE,
        model=model,
        lease_expires_at=None,
        done_at=Now(),
        failure_code="",
        failure_detail="",
    )
    if not done:
        raise Fenced(f"lookup {row.pk} is no longer held in turn {row.turn}")


def retry_or_fail(row: Lookup, code: LookupFailure, detail: str) -> bool:
    """Later again while attempts are left, else failed; whether it is over."""
    why = {"failure_code": code, "failure_detail": detail}
    if leases.requeue(held(row), row.attempt, **why):
        return False
    failed = held(row).update(status=LookupStatus.FAILED, lease_expires_at=None, **why)
    if failed:
        logger.error("%s: failed on attempt %s: %s", row, row.attempt, detail)
    return bool(failed)


@transaction.atomic
def again() -> int:
    """Has what failed looked up once more; returns how many rows. For operators."""
    failed = Lookup.objects.filter(status=LookupStatus.FAILED)
    ends = list(failed.values_list("claim", "fact_check"))
    _queue("claim", sorted(claim for claim, _check in ends if claim is not None))
    _queue("fact_check", sorted(check for _claim, check in ends if check is not None))
    return len(ends)


def forget(claims: QuerySet[Any]) -> int:
    """For redaction: drops the claims' lookups, and vectors nobody else's text has."""
    rows = Lookup.objects.filter(claim__in=claims)
    vectors = list(rows.exclude(embedding=None).values_list("embedding_id", flat=True))
    dropped, _each = rows.delete()
    drop_unused(Embedding.objects.filter(pk__in=vectors))
    return dropped


def drop_unused(vectors: QuerySet[Embedding] | None = None) -> int:
    """Deletes vectors of texts that nobody has any more, or by models that nobody uses."""
    rows = Embedding.objects.all() if vectors is None else vectors
    dropped, _each = rows.filter(lookups__isnull=True).delete()
    return dropped
