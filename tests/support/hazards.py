"""Loaded into a test's worker process with `celery worker -I`: texts that hurt whoever reads them.

POISON kills the reading process outright, as a lack of memory would; SLOW holds it for as long
as a test may take, PAUSE for five seconds. All happen inside the real extractor, in the real pool
child.
"""

import os
import signal
import time
from collections.abc import Sequence
from typing import Any

from worker.extraction import Extractor, Sentence, Unit

_extract_batch = Extractor.extract_batch


def extract_batch(self: Extractor, text: str, units: Sequence[Unit], *rest: Any) -> list[Sentence]:
    for unit in units:
        words = text[unit.start : unit.end]
        if "POISON" in words:
            os.kill(os.getpid(), signal.SIGKILL)
        if "SLOW" in words:
            time.sleep(300)
        if "PAUSE" in words:
            time.sleep(5)
    return _extract_batch(self, text, units, *rest)


Extractor.extract_batch = extract_batch
