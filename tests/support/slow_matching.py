"""Loaded into a worker with `celery worker -I`: vectors are stored, then nothing for long."""

import logging
import time
from typing import Any

from claims.matching import life

_note_vectors = life.note_vectors


def note_vectors(*args: Any) -> None:
    _note_vectors(*args)
    logging.getLogger(__name__).warning("ENCODED")
    time.sleep(300)


life.note_vectors = note_vectors
