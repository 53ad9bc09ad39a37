"""What was withdrawn leaves the storage: as it is withdrawn, or where that was cut short, later."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.db.models import Q

from claims.evidence import store
from claims.evidence.models import Snapshot

logger = logging.getLogger(__name__)


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


def _is_needed(digest: str) -> bool:
    """Whether another snapshot, kept or about to be, has the same bytes."""
    holds = Q(sha256=digest) | Q(text_sha256=digest) | Q(warc_sha256=digest)
    return Snapshot.objects.filter(holds, withdrawn_at__isnull=True).exists()
