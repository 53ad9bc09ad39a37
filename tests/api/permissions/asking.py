"""Asking as somebody, and leaving nothing behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tests.api.conftest import Client


@contextmanager
def undone() -> Iterator[None]:
    """What happens within leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(person: Client, request: tuple[str, str, Any], world: dict[str, int]) -> Any:
    method, path, body = request
    if isinstance(body, dict):
        body = {
            key: world[value[1:-1]] if isinstance(value, str) and value[:1] == "{" else value
            for key, value in body.items()
        }
    kind: dict[str, Any] = {}
    if isinstance(body, dict) and isinstance(file := body.get("file"), bytes):
        body, kind = {"file": SimpleUploadedFile("f", file)}, {"format": "multipart"}
    with undone():
        return getattr(person, method)(path.format(**world), body, etag="*", **kind)
