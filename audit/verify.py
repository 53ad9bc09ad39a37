"""Verifies chains of audit events, alone and against a checkpoint (audit.checkpoints).

A chain by itself shows changed, inserted, reordered and missing events. What it cannot show is
an end that was removed, or a chain that is gone or was rewritten as a whole: those show only
back to the last checkpoint.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from django.db.models import Max, Q

from audit.checkpoints import Head
from audit.models import AuditEvent

_target = attrgetter("target_type", "target_id")


def verify_chains() -> Iterator[str]:
    """Reads every event once; yields a sentence for each problem."""
    events = AuditEvent.objects.order_by("target_type", "target_id", "seq", "id")
    for _, chain in itertools.groupby(events.iterator(chunk_size=2000), key=_target):
        yield from _problems(list(chain))


def _problems(chain: Sequence[AuditEvent]) -> Iterator[str]:
    """Of one chain, in the order of its numbers."""
    seq, previous_hash = 0, ""
    for index, event in enumerate(chain):
        if event.seq > seq + 1:
            yield f"{event}: missing before it: event(s) {seq + 1} to {event.seq - 1}"
        elif event.seq <= seq:
            yield f"{event}: inserted: there is another event {seq}"
        elif event.previous_hash != previous_hash:
            yield f"{event}: {_broken_link(chain, index)}"
        if event.hash != event.computed_hash():
            yield f"{event}: {_other_content(chain, event)}"
        seq, previous_hash = event.seq, event.hash


def _broken_link(chain: Sequence[AuditEvent], index: int) -> str:
    """What is the matter where an event does not hold the hash of the one before it."""
    event = chain[index]
    before = index - 1
    if before >= 0 and event.previous_hash == (chain[before - 1].hash if before else ""):
        return f"was recorded right after event {before}: event {chain[before].seq} was inserted"
    for other in chain:
        if other is not event and other.hash == event.previous_hash:
            return f"was recorded right after what is now event {other.seq}: reordered"
    if not event.previous_hash:
        return "was recorded as the first event: reordered, or inserted before it"
    return "was recorded after an event that is changed or missing, or was itself inserted"


def _other_content(chain: Sequence[AuditEvent], event: AuditEvent) -> str:
    """Its hash does not fit: renumbered if it fits under another number, else changed."""
    now = event.seq
    try:
        for event.seq in range(1, chain[-1].seq + len(chain) + 1):
            if event.hash == event.computed_hash():
                return f"reordered: it was recorded as event {event.seq}"
    finally:
        event.seq = now
    return "changed: its content is not what was recorded"


def verify_heads(heads: Iterable[Head]) -> Iterator[str]:
    """Events that a checkpoint saw and that are gone or different now."""
    heads = iter(heads)
    while batch := list(itertools.islice(heads, 500)):
        yield from _verify_batch(batch)


def _verify_batch(batch: Sequence[Head]) -> Iterator[str]:
    wanted, targets = Q(), Q()
    for kind, pk, seq, _ in batch:
        wanted |= Q(target_type=kind, target_id=pk, seq=seq)
        targets |= Q(target_type=kind, target_id=pk)
    rows = AuditEvent.objects.filter(wanted).values_list("target_type", "target_id", "seq", "hash")
    found = {(kind, pk, seq): digest for kind, pk, seq, digest in rows}
    ends = {
        (kind, pk): last
        for kind, pk, last in AuditEvent.objects.filter(targets)
        .values_list("target_type", "target_id")
        .annotate(last=Max("seq"))
    }
    for kind, pk, seq, digest in batch:
        now = found.get((kind, pk, seq))
        if now is None:
            yield f"{kind} {pk}: {_lost(seq, ends.get((kind, pk), 0))}"
        elif now != digest:
            yield f"{kind} {pk}: rewritten: event {seq} is not the one that the checkpoint saw"


def _lost(seq: int, end: int) -> str:
    if not end:
        return f"the whole chain is missing: the checkpoint saw {seq} event(s)"
    if end < seq:
        return f"removed at the end: event(s) {end + 1} to {seq}, seen by the checkpoint"
    return f"event {seq}, seen by the checkpoint, is missing"
