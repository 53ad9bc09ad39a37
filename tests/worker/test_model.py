"""A worker whose model is damaged does not start, and says why in one line."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.faults


def start(queue: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "celery", "-A", "config", "worker", "-Q", queue, "-c", "1",
         "--without-gossip", "--without-mingle", "-I", "tests.support.damaged_model"],
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )  # fmt: skip


def test_a_worker_with_a_damaged_model_refuses_to_start(valkey):
    done = start("extraction")
    assert done.returncode == 1
    lines = [line for line in done.stderr.splitlines() if line.startswith("worker: ")]
    assert len(lines) == 1
    assert "pieces.txt cannot be read" in lines[0]
    assert "Traceback" not in done.stderr
