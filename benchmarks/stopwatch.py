"""Loaded into a worker with `celery worker -I`: prints how long each batch took to read."""

import time
from collections.abc import Sequence
from typing import Any

from worker.extraction import Extractor, Sentence, Unit

_extract_batch = Extractor.extract_batch


def extract_batch(self: Extractor, text: str, units: Sequence[Unit], *rest: Any) -> list[Sentence]:
    started = time.monotonic()
    found = _extract_batch(self, text, units, *rest)
    print(f"STOPWATCH {time.monotonic() - started:.6f}", flush=True)
    return found


Extractor.extract_batch = extract_batch  # type: ignore[method-assign]
