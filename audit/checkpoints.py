"""Checkpoints: where every chain stood, signed, to be kept away from the database.

A file of JSON lines: a header, one line for each chain's last event, and an HMAC-SHA256 over
all lines before it. Whoever has not the key (AUDIT_KEY) can neither make nor change one.
"""

import hashlib
import hmac
import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from audit.models import AuditEvent

FORMAT = "onrecord-audit-checkpoint-1"
SHORTEST_KEY = 32  # characters

#: The last event of a chain: type and id of its target, its number, its hash.
Head = tuple[str, int, int, str]


class BadCheckpointError(Exception):
    """The file is no checkpoint, or not one signed with this key."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One that is signed: when it was made (ISO 8601) and what it saw."""

    created_at: str
    heads: list[Head]


def write_checkpoint(key: str) -> Iterator[str]:
    """The lines of a checkpoint of all chains as they are now, without line ends."""
    mac = hmac.new(_key(key), digestmod=hashlib.sha256)
    heads = (
        AuditEvent.objects.order_by("target_type", "target_id", "-seq")
        .distinct("target_type", "target_id")
        .values_list("target_type", "target_id", "seq", "hash")
    )
    header = {"format": FORMAT, "created_at": timezone.now().isoformat()}
    for item in itertools.chain([header], heads.iterator(chunk_size=2000)):
        line = json.dumps(item)
        mac.update(f"{line}\n".encode())
        yield line
    yield json.dumps({"hmac": mac.hexdigest()})


def read_checkpoint(lines: Iterable[str], key: str) -> Checkpoint:
    """What a checkpoint says; BadCheckpointError unless it is signed with the key and whole."""
    secret = _key(key)
    try:
        rows = [line.rstrip("\n") for line in lines if line.strip()]
        documents = [json.loads(row) for row in rows]
        made_here = documents[0]["format"] == FORMAT
        signature = str(documents[-1]["hmac"])
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise BadCheckpointError("This is not a checkpoint.") from error
    mac = hmac.new(secret, "".join(f"{row}\n" for row in rows[:-1]).encode(), hashlib.sha256)
    if not made_here or not hmac.compare_digest(mac.hexdigest().encode(), signature.encode()):
        raise BadCheckpointError("The checkpoint was changed, or signed with another key.")
    heads = [(kind, pk, seq, digest) for kind, pk, seq, digest in documents[1:-1]]
    return Checkpoint(documents[0]["created_at"], heads)


def _key(key: str) -> bytes:
    if len(key) < SHORTEST_KEY:
        raise BadCheckpointError(f"AUDIT_KEY must have at least {SHORTEST_KEY} characters.")
    return key.encode()
