"""Bytes under their SHA-256, through Django's storage API ("evidence" in STORAGES).

Content-addressed: the same page kept ten times lies there once, and what is read back is what was
kept, or an error. What was damaged on disk is mended by whoever keeps the same bytes again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from claims.storage import WholeFiles


class Damaged(Exception):
    """What lies in storage is not what was kept."""


def put(data: bytes) -> str:
    """Stores the bytes, where they are not there yet; their digest. Raises OSError."""
    digest = hashlib.sha256(data).hexdigest()
    storage = storages["evidence"]
    name = _name(digest)
    try:
        get(digest)
    except FileNotFoundError:
        pass
    except Damaged:
        storage.delete(name)
    else:
        if isinstance(storage, WholeFiles):
            storage.touch(name)  # it is somebody's again, who has not said so yet
        return digest
    saved = storage.save(name, ContentFile(data))
    if saved != name:  # somebody else was quicker with the same bytes
        storage.delete(saved)
    return digest


def get(digest: str) -> bytes:
    """The bytes. Raises Damaged, or FileNotFoundError where they are gone."""
    with storages["evidence"].open(_name(digest)) as stream:
        data: bytes = stream.read()
    if hashlib.sha256(data).hexdigest() != digest:
        raise Damaged(digest)
    return data


def old(before: datetime) -> Iterator[set[str]]:
    """The digests that were stored before then, folder by folder; where the storage lists them."""
    storage = storages["evidence"]
    if not isinstance(storage, WholeFiles) or not storage.exists(""):
        return
    for first in storage.listdir("")[0]:
        found = {
            digest
            for second in storage.listdir(first)[0]
            for digest in storage.listdir(f"{first}/{second}")[1]
        }
        yield {digest for digest in found if (at := stored_at(digest)) and at < before}


def stored_at(digest: str) -> datetime | None:
    """When the bytes were stored; None where they are not."""
    try:
        return storages["evidence"].get_modified_time(_name(digest))
    except FileNotFoundError:
        return None


def drop(digest: str) -> None:
    """For legal need: the bytes go. Whether somebody else needs them the caller knows."""
    storages["evidence"].delete(_name(digest))


def _name(digest: str) -> str:
    return f"{digest[:2]}/{digest[2:4]}/{digest}"
