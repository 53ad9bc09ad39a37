"""Verifies chains of audit events, alone and against a checkpoint.

A chain by itself shows changed, inserted, reordered and missing events, but not a tail that
was removed: that shows only back to the last checkpoint. A checkpoint is a file of JSON
lines: a header, one line for each chain's last event, and an HMAC-SHA256 over all before.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.utils import timezone

from audit.models import AuditEvent

FORMAT = "onrecord-audit-checkpoint-1"


class BadCheckpointError(Exception):
    """The file is no checkpoint, or not one signed with this key."""


def verify_chains() -> Iterator[str]:
    """Reads every event once; yields a sentence for each problem."""
    previous: AuditEvent | None = None
    events = AuditEvent.objects.order_by("target_type", "target_id", "seq")
    for event in events.iterator(chunk_size=2000):
        if previous is not None and _target(previous) != _target(event):
            previous = None
        yield from _problems(event, previous)
        previous = event


def _problems(event: AuditEvent, previous: AuditEvent | None) -> Iterator[str]:
    expected = previous.seq + 1 if previous else 1
    if event.seq != expected:
        yield f"{event}: missing event(s) {expected} to {event.seq - 1}"
    elif event.previous_hash != (previous.hash if previous else ""):
        yield f"{event}: does not follow the event before it (changed, inserted or reordered)"
    if event.hash != event.computed_hash():
        yield f"{event}: its content is not what was recorded"


def write_checkpoint(key: str) -> Iterator[str]:
    """The lines of a checkpoint of all chains as they are now, without line ends."""
    mac = hmac.new(_key(key), digestmod=hashlib.sha256)
    heads = (
        AuditEvent.objects.order_by("target_type", "target_id", "-seq")
        .distinct("target_type", "target_id")
        .values_list("target_type", "target_id", "seq", "hash")
    )
    header = {"format": FORMAT, "created_at": timezone.now().isoformat()}
    for item in _chain(header, heads.iterator(chunk_size=2000)):
        line = json.dumps(item)
        mac.update(f"{line}\n".encode())
        yield line
    yield json.dumps({"hmac": mac.hexdigest()})


def _chain(first: object, rest: Iterable[object]) -> Iterator[object]:
    yield first
    yield from rest


def read_checkpoint(lines: Iterable[str], key: str) -> list[tuple[str, int, int, str]]:
    """The heads (type, id, seq, hash) in a checkpoint; BadCheckpointError unless it is signed."""
    rows = [line.rstrip("\n") for line in lines if line.strip()]
    try:
        documents = [json.loads(row) for row in rows]
        signed = documents[0]["format"] == FORMAT and documents[-1]["hmac"]
    except (ValueError, LookupError, TypeError) as error:
        raise BadCheckpointError("This is not a checkpoint.") from error
    mac = hmac.new(_key(key), "".join(f"{row}\n" for row in rows[:-1]).encode(), hashlib.sha256)
    if not hmac.compare_digest(mac.hexdigest(), str(signed)):
        raise BadCheckpointError("The checkpoint was changed, or signed with another key.")
    return [(kind, pk, seq, digest) for kind, pk, seq, digest in documents[1:-1]]


def verify_heads(heads: Iterable[tuple[str, int, int, str]]) -> Iterator[str]:
    """Events that a checkpoint saw and that are gone or different now."""
    batch: list[tuple[str, int, int, str]] = []
    for head in heads:
        batch.append(head)
        if len(batch) == 500:
            yield from _verify_batch(batch)
            batch = []
    yield from _verify_batch(batch)


def _verify_batch(batch: list[tuple[str, int, int, str]]) -> Iterator[str]:
    if not batch:
        return
    wanted = Q()
    for kind, pk, seq, _ in batch:
        wanted |= Q(target_type=kind, target_id=pk, seq=seq)
    rows = AuditEvent.objects.filter(wanted).values_list("target_type", "target_id", "seq", "hash")
    found = {(kind, pk, seq): digest for kind, pk, seq, digest in rows}
    for kind, pk, seq, digest in batch:
        now = found.get((kind, pk, seq))
        if now is None:
            yield f"{kind} {pk}: event {seq}, seen by the checkpoint, is missing"
        elif now != digest:
            yield f"{kind} {pk}: event {seq} is not the one that the checkpoint saw"


def _target(event: AuditEvent) -> tuple[str, int]:
    return event.target_type, event.target_id


def _key(key: str) -> bytes:
    if len(key) < 32:
        raise BadCheckpointError("AUDIT_KEY must have at least 32 characters.")
    return key.encode()
