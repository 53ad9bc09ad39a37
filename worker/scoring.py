"""Scores sentences for who waits for them, by the code that reads transcripts."""

import logging
import os
import time
from collections.abc import Iterator

from django.conf import settings

from claims.scoring import exchange
from claims.scoring.exchange import Asked, Scored
from worker.extraction import Assessment, Extractor, get_extractor

logger = logging.getLogger(__name__)
THREADS = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1, 4)
"""Sentences judged at the same time: somebody waits, and the model leaves Python to the others."""


def score(request_id: str) -> None:
    """Answers a request while somebody waits for the answer; else drops it, unread if it can."""
    taken = exchange.take(request_id)
    if taken is None:
        logger.info("score %s: nobody waits for it any more", request_id)
        return
    extractor = get_extractor(settings.SPACY_PIPELINE)
    results: list[Scored] = []
    for one in _scored(extractor, taken.asked):
        if time.monotonic() > taken.until:
            logger.warning("score %s: given up after %d sentences", request_id, len(results))
            return
        results.append(one)
    exchange.answer(request_id, extractor.version, extractor.scorer.threshold, results)


def _scored(extractor: Extractor, asked: Asked) -> Iterator[Scored]:
    if asked.sentences:
        found = extractor.assess_sentences(asked.sentences, threads=THREADS)
        for index, (text, said) in enumerate(zip(asked.sentences, found, strict=True)):
            yield _of(index, text, said, 0)
        return
    for index, (start, end, said) in enumerate(extractor.assess_text(asked.text, THREADS)):
        yield _of(index, asked.text[start:end], said, start)


def _of(index: int, text: str, said: Assessment, start: int) -> Scored:
    """`start`: where the text stands in that in which the reasons' offsets count."""
    return Scored(
        index=index,
        text=text,
        score=said.score,
        rank=round(said.rank * 10_000),
        is_claim=said.is_claim,
        reasons=[reason.shifted(-start).as_dict() for reason in said.reasons],
    )
