"""Signing secrets at rest: sealed with a key of the environment, so that a copy of the
database alone signs nothing.

WEBHOOK_KEYS are any strings, the newest first: it seals, all open. Without one SECRET_KEY does.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """Sealed with a key that is not among ours any more."""


def _fernet() -> MultiFernet:
    return MultiFernet([_key(said) for said in settings.WEBHOOK_KEYS or [settings.SECRET_KEY]])


def _key(said: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"onrecord webhook secrets")
    return Fernet(base64.urlsafe_b64encode(derived.derive(said.encode())))


def seal(secret: str) -> str:
    return _fernet().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises Unreadable."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error
