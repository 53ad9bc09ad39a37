"""Programs that read a stranger's document, each in a process of its own that can be killed.

A few bytes may unpack to gigabytes, or be nested so that their reader takes minutes. What a
hostile or merely huge file can reach is one process, with bounds on its time and memory.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

logger = logging.getLogger(__name__)

SECONDS = 30  # of processor time; half as much again by the clock
MEMORY = 1_000_000_000  # bytes of address space


@dataclass(frozen=True, slots=True)
class Said:
    """What the process wrote, and whether it came to its end."""

    out: bytes
    finished: bool


def run(program: str, arguments: Sequence[str], body: bytes) -> Said:
    """Runs a program of this folder with the document as its standard input.

    The program gets SECONDS and MEMORY before its arguments and bounds itself with them. It
    imports nothing of the application.
    """
    child = Path(__file__).with_name(program)
    command = [sys.executable, "-I", str(child), str(SECONDS), str(MEMORY), *arguments]
    try:
        done = subprocess.run(
            command, input=body, capture_output=True, timeout=SECONDS * 1.5, check=False
        )
    except subprocess.TimeoutExpired as error:
        logger.info("%s: %s bytes took too long to read", program, len(body))
        return Said(error.stdout or b"", False)
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        logger.info("%s: %s bytes not read (%s): %s", program, len(body), done.returncode, last)
    return Said(done.stdout, not done.returncode)
