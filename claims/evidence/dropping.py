"""What leaves the storage: bytes of what was withdrawn, and bytes that no row ever came to name."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.utils.timezone import now

from claims.evidence import store
from claims.evidence.models import Snapshot

logger = logging.getLogger(__name__)
KEPT_UNNAMED = timedelta(days=1)


def digests_of(snapshot: Snapshot) -> set[str]:
    """Of its page, text and archive file."""
    return {snapshot.sha256, snapshot.text_sha256, snapshot.warc_sha256} - {""}


def drop(digests: Iterable[str]) -> None:
    """Removes the bytes that no other snapshot needs."""
    for digest in digests:
        if not _is_needed(digest):
            store.drop(digest)


def drop_withdrawn() -> int:
    """What a process that was killed after a withdrawal, or a storage that was away, left behind.

    For network workers, which have the storage; returns how many files went. Bytes stored since
    the withdrawal are somebody else's, who may not have said so yet.
    """
    dropped = 0
    for snapshot in Snapshot.objects.filter(withdrawn_at__isnull=False).iterator():
        for digest in digests_of(snapshot):
            stored = store.stored_at(digest)
            if stored and stored < snapshot.withdrawn_at and not _is_needed(digest):
                store.drop(digest)
                logger.warning("snapshot %s: %s was left in storage", snapshot.pk, digest)
                dropped += 1
    return dropped


def drop_unnamed() -> int:
    """What looks stored that were killed before they could say so; how many files went.

    A withdrawal does not know of them: a killed look's archive file holds the page, too. Nothing
    younger than KEPT_UNNAMED goes, whose look may still be at work.
    """
    dropped = 0
    for digests in store.old(now() - KEPT_UNNAMED):
        named: set[str] = set()
        for field in ("sha256", "text_sha256", "warc_sha256"):
            rows = Snapshot.objects.filter(**{f"{field}__in": digests})
            named |= set(rows.values_list(field, flat=True))
        for digest in digests - named:
            store.drop(digest)
            dropped += 1
    if dropped:
        logger.warning("%s files that no snapshot names were removed", dropped)
    return dropped


def _is_needed(digest: str) -> bool:
    """Whether another snapshot, kept or about to be, has the same bytes."""
    holds = Q(sha256=digest) | Q(text_sha256=digest) | Q(warc_sha256=digest)
    return Snapshot.objects.filter(holds, withdrawn_at__isnull=True).exists()
