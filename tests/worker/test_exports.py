"""Exports by a real maintenance worker: killed in the middle, and beside other work."""

import hashlib
import json
import os
import signal
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from accounts.services import create_user
from claims import maintenance
from claims.models import Claim, Export
from claims.publishing.exports import building
from claims.publishing.exports.life import request_export
from tests.factories import ClaimFactory, TranscriptFactory
from tests.support.waiting import wait_for

pytestmark = pytest.mark.faults
PASSWORD = "a long enough secret"


@pytest.fixture
def slow(settings: Any) -> dict[str, str]:
    """A worker's environment in which every few rows are a part of their own."""
    settings.RUN_LEASE, settings.RUN_BACKOFF = 5.0, 0.1
    return {
        "EXPORT_SLICE": "0.001",
        "EXPORT_BATCH": "20",
        "RUN_LEASE": "5",
        "RUN_BACKOFF": "0.1",
        "IDLE_IN_TRANSACTION_TIMEOUT": "3",
    }


@pytest.fixture
def editor(committed_db: str) -> User:
    return create_user(username="edda", password=PASSWORD, roles=[Role.EDITOR])


@pytest.fixture
def export(editor: User) -> Export:
    """Of 400 claims, in 20 parts."""
    transcript = TranscriptFactory(text="x\n" * 400)
    segment = transcript.segments.first()
    first = ClaimFactory(transcript=transcript, start=0, end=1, first_segment=segment)
    fields = {name: getattr(first, name) for name in ("text", "score", "rank", "suggested_type")}
    Claim.objects.bulk_create(
        Claim(
            transcript=transcript,
            start=at,
            end=at + 1,
            context_start=at,
            context_end=at + 1,
            first_segment=segment,
            last_segment=segment,
            **fields,
        )
        for at in range(2, 800, 2)
    )
    return request_export(actor=editor, kind="claims", format="jsonl")


def now(export: Export) -> Export:
    export.refresh_from_db()
    return export


def until_ready(export: Export) -> None:
    """Plays beat: reaps and sweeps until the file is whole."""

    def ready() -> bool:
        maintenance.reap()
        Export.objects.filter(status="queued").update(dispatched_at=None)
        maintenance.sweep()
        return now(export).status == "succeeded"

    wait_for(ready, 150, "the export to be ready")


def assert_every_row_once(export: Export) -> None:
    data = b"".join(building.chunks(now(export).parts))
    ids = [json.loads(line)["id"] for line in data.splitlines()]
    assert ids == list(Claim.objects.order_by("pk").values_list("pk", flat=True))
    assert hashlib.sha256(data).hexdigest() == export.sha256
    assert export.done == export.total == len(ids) == 400


@pytest.mark.parametrize("whole", [True, False], ids=["the worker", "its child"])
def test_a_worker_killed_in_the_middle_loses_no_row_and_doubles_none(
    export: Export, slow: dict[str, str], worker_process: Any, whole: bool
) -> None:
    worker = worker_process("maintenance", env=slow)
    wait_for(lambda: len(now(export).parts) >= 2, 150, "some parts of the file")
    if whole:
        worker.sigkill()
    else:
        for child in worker.children():
            os.kill(child, signal.SIGKILL)
    assert now(export).status != "succeeded"
    written = [part["name"] for part in export.parts]
    if whole:
        worker_process("maintenance", env=slow)
    until_ready(export)
    assert_every_row_once(export)
    assert [part["name"] for part in export.parts][: len(written)] == written


def test_sweeps_do_not_wait_for_a_long_export(
    export: Export, slow: dict[str, str], worker_process: Any
) -> None:
    """Another export, asked for later, is ready while the first is at work."""
    second = request_export(actor=export.requested_by, kind="ratings", format="csv")
    worker_process("maintenance", env=slow)
    wait_for(lambda: now(second).status == "succeeded", 150, "the second export")
    assert now(export).is_active
    until_ready(export)
