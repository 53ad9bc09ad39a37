"""The words of a PDF, read in a process of its own that may take only so long and so much.

A PDF is a program in disguise: a few bytes may unpack to gigabytes or send its reader in circles.
The reader (pypdf, pure Python) therefore runs where it can be killed without harm to anything
else, with bounds on processor time, memory, pages and characters.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

from claims import limits

SECONDS = 30  # of processor time; half as much again by the clock
MEMORY = 1_000_000_000  # bytes of address space
PAGES = 500

logger = logging.getLogger(__name__)
_CHILD = Path(__file__).with_name("pdf_child.py")


def text_of(body: bytes) -> str | None:
    """The words of the first PAGES pages, at most PAGE_TEXT characters of them.

    None where there are none (scans), and where the file is damaged, locked or beyond a bound.
    """
    bounds = [str(one) for one in (SECONDS, MEMORY, PAGES, limits.PAGE_TEXT)]
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_CHILD), *bounds],
            input=body,
            capture_output=True,
            timeout=SECONDS * 1.5,
            check=False,
        )
    except subprocess.TimeoutExpired:
        logger.info("a PDF of %s bytes took too long to read", len(body))
        return None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        logger.info("a PDF of %s bytes was not read (%s): %s", len(body), done.returncode, said)
        return None
    return done.stdout.decode(errors="replace").strip() or None
