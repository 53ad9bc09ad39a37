"""Processes of the launcher's: found, stopped with all their children, noted for the next start."""

import importlib.util
import json
import signal
from pathlib import Path
from typing import Any

import psutil

from launcher.state import LauncherError

STOP_SECONDS = 15.0


def package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise LauncherError(
            f"The package {name} is not installed: run `make setup`, "
            "or set DATABASE_URL and REDIS_URL to servers of your own."
        )
    return Path(next(iter(spec.submodule_search_locations)))


def tail(path: Path, lines: int = 20) -> str:
    if not path.exists():
        return "(no log)"
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


def own_process(pid: int, *marks: str) -> Any:
    """The process with this id if its command line holds every mark, else None.

    A pid file outlives its process, and the number may belong to a stranger by now.
    """
    try:
        process = psutil.Process(pid)
        words = " ".join(process.cmdline())
    except psutil.Error:
        return None
    return process if all(mark in words for mark in marks) else None


def stop_tree(process: Any, first: signal.Signals, patience: float = STOP_SECONDS) -> None:
    """Stop a process politely, then by force, and wait until its children are gone too."""
    try:
        family = [process, *process.children(recursive=True)]
        process.send_signal(first)
    except psutil.NoSuchProcess:
        return
    _, alive = psutil.wait_procs(family, timeout=patience)
    for member in alive:
        try:
            member.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(alive, timeout=patience)


def note_process(folder: Path, pid: int, mark: str) -> None:
    """Write down a process so that the next start can stop it if this launcher is killed."""
    with (folder / "processes").open("a") as notes:
        notes.write(json.dumps([pid, psutil.Process(pid).create_time(), mark]) + "\n")


def clean_up_processes(folder: Path) -> None:
    """Stop the processes an earlier launcher of this folder noted and left behind."""
    notes = folder / "processes"
    if not notes.exists():
        return
    for line in notes.read_text().splitlines():
        try:
            pid, created, mark = json.loads(line)
        except ValueError:
            continue  # a line cut short by the kill
        process = own_process(pid, mark)
        if process is not None and abs(process.create_time() - created) < 1:
            stop_tree(process, signal.SIGTERM, patience=5)
    notes.unlink()
