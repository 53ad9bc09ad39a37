"""Beat as a process: nothing piles up while nobody works, and no host's clock stops the work."""

import time
from pathlib import Path
from typing import Any

import pytest

from launcher.processes import beat
from launcher.stack import stack_environment
from tests.support.waiting import wait_for
from transcripts.broker import MAINTENANCE, tasks_waiting
from transcripts.models import Heartbeat

pytestmark = pytest.mark.faults
OFTEN = {"SWEEP_INTERVAL": "0.3", "NOTICE_INTERVAL": "0.3", "REAP_INTERVAL": "0.3"}


@pytest.fixture
def ticking(committed_db: str, valkey_url: str, tmp_path: Path) -> Any:
    urls = {"DATABASE_URL": committed_db, "REDIS_URL": valkey_url, **OFTEN}
    process = beat({**stack_environment(urls, "http://127.0.0.1:1"), **OFTEN}, tmp_path)
    process.start()
    yield process
    process.stop()


def test_while_nobody_works_one_message_of_each_job_waits(ticking: Any) -> None:
    wait_for(lambda: tasks_waiting(MAINTENANCE)["worker.announce"], 60, "beat to send")
    time.sleep(3)  # ten periods
    counted = tasks_waiting(MAINTENANCE)
    assert {"worker.sweep", "worker.reap", "worker.deliver_notices"} <= set(counted)
    assert set(counted.values()) == {1}


def test_a_worker_whose_clock_is_ahead_does_what_beat_asks(
    ticking: Any, worker_process: Any
) -> None:
    worker_process("maintenance", options=["-I", "tests.support.fast_clock"])
    for kind in ("sweep", "reap"):
        wait_for(lambda kind=kind: Heartbeat.objects.filter(kind=kind).exists(), 30, kind)
