"""Managed processes: ready, gone with their children, and named when they die."""

import os
import sys
from pathlib import Path

import psutil
import pytest

from launcher.processes import ManagedProcess
from launcher.state import LauncherError
from tests.support.waiting import came_true

pytestmark = pytest.mark.faults
PARENT = """
import signal, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
{ignore}
print("up", flush=True)
time.sleep(300)
"""


def managed(folder: Path, code: str) -> ManagedProcess:
    return ManagedProcess(
        "service",
        [sys.executable, "-c", code],
        environment=os.environ,
        folder=folder,
        ready=lambda log: "up" in log,
        mark="time.sleep",
    )


@pytest.mark.parametrize("ignore", ["", "signal.signal(signal.SIGTERM, signal.SIG_IGN)"])
def test_stop_leaves_nothing_of_the_group(tmp_path: Path, ignore: str) -> None:
    process = managed(tmp_path, PARENT.format(ignore=ignore))
    process.start()
    process.wait_until_ready()
    family = [process.pid, *process.children()]
    assert len(family) == 2
    process.stop(seconds=1)
    assert came_true(lambda: not any(map(psutil.pid_exists, family)), 5)


def test_a_service_that_dies_is_named_with_its_last_words(tmp_path: Path) -> None:
    process = managed(tmp_path, "print('no such table: claims', flush=True); raise SystemExit(3)")
    process.start()
    with pytest.raises(LauncherError) as failure:
        process.wait_until_ready()
    assert "service ended with exit code 3" in str(failure.value)
    assert "no such table: claims" in str(failure.value)


def test_readiness_asks_only_what_was_logged_since_the_start(tmp_path: Path) -> None:
    (tmp_path / "service.log").write_text("up\n")
    process = managed(tmp_path, "import time; time.sleep(300)")
    process.start()
    try:
        with pytest.raises(LauncherError, match="not ready"):
            process.wait_until_ready(seconds=0.5)
    finally:
        process.stop(seconds=1)
