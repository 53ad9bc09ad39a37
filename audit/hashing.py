"""How an event is hashed, so that a chain can be recomputed by who may not read all of it.

Each field has a digest of its own, over a salt of its own, and the event's hash is taken over
these digests. Whoever is shown a field with its salt can recompute its digest; of a field that
is withheld the digest alone is given, and the salt keeps it from being guessed.

    salt(field)   = HMAC-SHA256(event's salt, field name), in hex
    digest(field) = SHA-256 of canonical_json([salt, name, value])
    hash          = SHA-256 of canonical_json({fields: {name: digest}, previous_hash, seq, target})
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any


def canonical_json(value: Any) -> bytes:
    """Sorted keys, no white space, UTF-8, and one spelling for a number.

    PostgreSQL's jsonb keeps numbers as decimals: 1e3 comes back as 1000. A float without a
    fraction is therefore written as the integer it equals.
    """
    return json.dumps(
        _plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def sha256(value: Any) -> str:
    """Of the value as canonical JSON, in hex."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def field_salt(salt: str, name: str) -> str:
    """The salt of one field: it tells nothing of the event's salt nor of the other fields'."""
    return hmac.new(salt.encode(), name.encode(), hashlib.sha256).hexdigest()


def field_digest(salt: str, name: str, value: Any) -> str:
    """The digest of a field by its own salt."""
    return sha256([salt, name, value])


def event_hash(
    *, target: list[Any], seq: int, previous_hash: str, digests: Mapping[str, str]
) -> str:
    """The hash of an event by the digests of its fields."""
    return sha256(
        {"target": target, "seq": seq, "previous_hash": previous_hash, "fields": dict(digests)}
    )
