"""Signs of life: one row a process and kind, written by the process itself."""

import os
import socket
from collections.abc import Sequence
from datetime import timedelta

from django.db.models.functions import Now

from transcripts.models import Heartbeat

FORGET_AFTER = timedelta(days=1)


def process_name() -> str:
    """host:pid of this process, as logs and runs name it."""
    return f"{socket.gethostname()}:{os.getpid()}"[:200]


def beat(*, kind: str, queues: Sequence[str] = (), extractor_version: str = "") -> None:
    """Notes that this process is alive, by the database's clock."""
    Heartbeat.objects.update_or_create(
        process=process_name(),
        kind=kind,
        defaults={
            "queues": list(queues),
            "extractor_version": extractor_version,
            "last_seen": Now(),
        },
    )


def beat_periodic(kind: str) -> None:
    """The pass of a periodic job, whichever process made it: one row a kind."""
    Heartbeat.objects.update_or_create(process="periodic", kind=kind, defaults={"last_seen": Now()})


def forget_dead() -> int:
    """Deletes rows of processes not seen for a day; returns how many."""
    deleted, _ = Heartbeat.objects.filter(last_seen__lt=Now() - FORGET_AFTER).delete()
    return deleted
