"""Exports made in the test's own process, and what is in their files."""

import json
from typing import Any

from accounts.models import User
from claims.models import Export
from claims.publishing.exports import building, life, links


def made(actor: User, kind: str, format: str = "jsonl", **more: Any) -> Export:
    """An export, made in this process as a worker makes it: as many turns as it needs."""
    export = life.request_export(actor=actor, kind=kind, format=format, **more)
    for _ in range(50):
        building.build(export.pk)
        export.refresh_from_db()
        if not export.is_active:
            break
    return export


def content(export: Export) -> bytes:
    return b"".join(building.chunks(export.parts))


def rows(export: Export) -> list[dict[str, Any]]:
    assert export.status == "succeeded", (export.failure_code, export.failure_detail)
    return [json.loads(line) for line in content(export).split(b"\n") if line]


def token(export: Export) -> str:
    return links.link_to(export).rstrip("/").rpartition("/")[2]
