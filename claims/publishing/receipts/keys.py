"""The key that signs receipts (Ed25519, RFC 8032) and the public keys that anybody may have.

RECEIPT_KEY is the private key, RECEIPT_OLD_KEYS the public ones it took the place of: what
they signed stays verifiable. A key's id is its JWK thumbprint (RFC 7638), so that it follows
from the key and cannot be claimed for another.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from audit.hashing import canonical_json

SIZE = 32  # bytes of either half
ALGORITHM = "Ed25519"


class BadKeyError(ValueError):
    """What is set is no key."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private key with the id of its public half."""

    private: Ed25519PrivateKey
    public: str

    @property
    def key_id(self) -> str:
        return key_id(self.public)

    def sign(self, document: Any) -> str:
        """Of the document as canonical JSON; base64url."""
        return encoded(self.private.sign(canonical_json(document)))


def signing_key() -> SigningKey | None:
    """The key that is set; None without one. Raises BadKeyError."""
    return _signing_key(settings.RECEIPT_KEY) if settings.RECEIPT_KEY else None


@lru_cache(maxsize=4)
def _signing_key(said: str) -> SigningKey:
    private = Ed25519PrivateKey.from_private_bytes(decoded(said))
    return SigningKey(private, encoded(private.public_key().public_bytes_raw()))


def new_key() -> str:
    """A random private key as RECEIPT_KEY takes it."""
    return encoded(Ed25519PrivateKey.generate().private_bytes_raw())


def published_keys() -> dict[str, Any]:
    """The public keys as a JSON Web Key Set (RFC 7517, 8037), the signing one first."""
    current = signing_key()
    known = [current.public] if current else []
    known += [encoded(decoded(said)) for said in settings.RECEIPT_OLD_KEYS]
    return {"keys": [_jwk(public) for public in dict.fromkeys(known)]}


def key_id(public: str) -> str:
    """The thumbprint of a public key."""
    required = {"crv": ALGORITHM, "kty": "OKP", "x": public}
    return encoded(hashlib.sha256(canonical_json(required)).digest())


def _jwk(public: str) -> dict[str, str]:
    return {
        "kty": "OKP", "crv": ALGORITHM, "x": public, "kid": key_id(public),
        "use": "sig", "alg": "EdDSA",
    }  # fmt: skip


def encoded(data: bytes) -> str:
    """base64url without padding, as JWK has it."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decoded(said: str) -> bytes:
    """The 32 bytes of a key. Raises BadKeyError."""
    try:
        data = base64.b64decode(said + "=" * (-len(said) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadKeyError("A key is base64url.") from error
    if len(data) != SIZE:
        raise BadKeyError(f"A key has {SIZE} bytes.")
    return data
