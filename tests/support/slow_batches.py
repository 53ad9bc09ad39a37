"""Loaded into a test's worker with `celery worker -I`: each batch's transaction takes its time."""

import logging
import time
from collections.abc import Sequence

from claims.services import adoption
from claims.services.adoption import Candidate
from transcripts.models import ExtractionRun

_store_batch = adoption.store_batch


def store_batch(run: ExtractionRun, candidates: Sequence[Candidate]) -> None:
    _store_batch(run, candidates)
    logging.getLogger(__name__).warning("IN TRANSACTION")
    time.sleep(3)


adoption.store_batch = store_batch
