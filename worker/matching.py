"""Looks up what is due: texts through the encoder, then each row against what is there.

1. Take some rows under a lease; none due, nothing to do.
2. Encode the texts that have no vector by this model yet; store the vectors.
3. Each row by itself: find, compare, propose, done, in one transaction.

A process that dies in between leaves leases that run out: the rows are taken again, and step 2
finds its vectors stored.
"""

import logging
import time

from django.db import InterfaceError, InternalError, OperationalError, connection

from claims.matching import life, proposing
from claims.matching.models import Lookup, LookupFailure
from transcripts.leases import Fenced
from worker.embedding import Encoder, get_encoder
from worker.stopping import asked_long_ago

logger = logging.getLogger(__name__)

SLICE = 60.0  # seconds a task: others of the queue get their turn


def match_claims(seconds: float = SLICE) -> int:
    """Does what is due for about so long, and has the rest announced; how many rows it ended."""
    encoder = get_encoder()
    end = time.monotonic() + seconds
    ended = 0
    while rows := life.take(encoder.version):
        ended += _look_up(rows, encoder)
        if time.monotonic() >= end or asked_long_ago():
            life.hint()
            break
    return ended


def _look_up(rows: list[Lookup], encoder: Encoder) -> int:
    """Of rows held by this process, how many were ended; the others come again."""
    try:
        _encode(rows, encoder)
        return sum(_end(row, encoder.version) for row in rows)
    except (OperationalError, InterfaceError, InternalError) as error:
        logger.warning("matching: database: %s", error)
        connection.close()  # a broken one would fail the record of the failure too
        _later(rows, LookupFailure.DATABASE, "The database was away.")
    except Exception as error:
        detail = f"It stopped with {type(error).__name__}; the worker's log says where."
        _later(rows, LookupFailure.INTERNAL, detail)
        raise
    return 0


def _encode(rows: list[Lookup], encoder: Encoder) -> None:
    texts = [(row, proposing.text_of(row)) for row in rows]
    new = life.without_vector((text for _, text in texts), encoder.version)
    vectors = dict(zip(new, encoder.encode(list(new.values())), strict=True))
    life.note_vectors(texts, encoder.version, vectors)


def _end(row: Lookup, model: str) -> bool:
    try:
        proposed = proposing.look_up(row, model)
    except Fenced as reason:
        logger.info("%s", reason)  # its words changed: it waits already
        return False
    logger.debug("%s: %s new proposals", row, proposed)
    return True


def _later(rows: list[Lookup], code: LookupFailure, detail: str) -> None:
    for row in rows:
        life.retry_or_fail(row, code, detail)
